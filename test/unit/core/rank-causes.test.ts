import { describe, expect, test } from 'vitest';
import { rankCauses, type CodeWithCauses, type Knowledge } from '#core/errors/rank-causes';

const ALL_CODES: readonly CodeWithCauses[] = [
  'dps/unauthorized',
  'dps/certificate-refused',
  'dps/not-found',
  'dps/failed',
  'dps/refused',
  'hub/refused',
  'hub/closed',
  'socket/unreachable',
  'socket/closed',
  'socket/not-mqtt',
];

const weightOf = (code: CodeWithCauses, cause: string, known: Knowledge): string | undefined =>
  rankCauses(code, known).find((one) => one.cause === cause)?.weight;
const firstOf = (code: CodeWithCauses, known: Knowledge): string | undefined => rankCauses(code, known)[0]?.cause;
const namesOf = (code: CodeWithCauses, known: Knowledge): string[] => rankCauses(code, known).map((one) => one.cause);

const HOUR = 3600;

describe('for every code', () => {
  test.each(ALL_CODES)('%s: knowing nothing leaves causes, none of them twice', (code) => {
    const names = namesOf(code, {});
    expect(names.length).toBeGreaterThan(1);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(ALL_CODES)('%s: likely causes stand before possible ones', (code) => {
    const known: Knowledge[] = [
      { keyMayBeGroupKey: true, upperCaseId: true, clockAheadSeconds: -2 * HOUR, tokenLifeSeconds: HOUR },
      { returnCode: 3, assignedJustNow: true, closeCode: 1013, targetIsLocal: true, closedRepeatedly: true },
      { tokenLeftSeconds: -1, unusualTopics: true, targetIsAzure: true, errorCode: 400207 },
    ];
    for (const knowledge of known) {
      const weights = rankCauses(code, knowledge).map((one) => one.weight);
      expect(weights).toEqual([...weights].sort());
    }
  });
});

describe('DPS did not accept the key', () => {
  test('a key that may be a group key leads', () => {
    const known = { keyMayBeGroupKey: true, keyDerivedTwice: true, upperCaseId: true, clockAheadSeconds: -2 * HOUR };
    expect(namesOf('dps/unauthorized', { ...known, tokenLifeSeconds: HOUR }).slice(0, 4)).toEqual([
      'group-key-used-as-device-key',
      'derived-twice',
      'upper-case-id',
      'clock-behind',
    ]);
  });

  test('a key that only may be a group key comes after the wrong key', () => {
    const names = namesOf('dps/unauthorized', { keyDerivedTwice: false, upperCaseId: false });
    expect(names.slice(0, 2)).toEqual(['wrong-key', 'group-key-used-as-device-key']);
    expect(weightOf('dps/unauthorized', 'group-key-used-as-device-key', {})).toBe('possible');
  });

  test('a local cloud with another ID scope leads, even when it took the device before', () => {
    const known = { idScope: '0ne00AAAAAA', localIdScope: '0ne00BBBBBB', acceptedBefore: true, keyMayBeGroupKey: true };
    expect(rankCauses('dps/unauthorized', known)[0]).toEqual({ cause: 'wrong-id-scope', weight: 'likely' });
    const same = { idScope: '0ne00AAAAAA', localIdScope: '0NE00aaaaaa' };
    expect(namesOf('dps/unauthorized', same)).not.toContain('wrong-id-scope');
  });

  test('what was checked and found in order is not named', () => {
    expect(
      namesOf('dps/unauthorized', {
        keyMayBeGroupKey: false,
        keyDerivedTwice: false,
        upperCaseId: false,
        clockAheadSeconds: 0,
        tokenLifeSeconds: HOUR,
      }),
    ).toEqual(['wrong-key', 'wrong-id-scope', 'unknown-device', 'device-disabled']);
  });

  test('a scope that worked before is not the reason', () => {
    expect(namesOf('dps/unauthorized', { acceptedBefore: true })).not.toContain('wrong-id-scope');
  });

  test.each([
    ['unknown', {}, 'possible'],
    ['right', { clockAheadSeconds: 0, tokenLifeSeconds: HOUR }, undefined],
    ['ahead by a day', { clockAheadSeconds: 86_400, tokenLifeSeconds: HOUR }, undefined],
    ['ahead, with a token of unknown life', { clockAheadSeconds: 1 }, undefined],
    ['behind by less than the life of a token', { clockAheadSeconds: -HOUR, tokenLifeSeconds: HOUR }, undefined],
    ['behind by more than the life of a token', { clockAheadSeconds: -HOUR - 1, tokenLifeSeconds: HOUR }, 'likely'],
    ['behind, with a token of unknown life', { clockAheadSeconds: -HOUR }, 'possible'],
  ] as const)('the clock is %s', (_name, known, weight) => {
    expect(weightOf('dps/unauthorized', 'clock-behind', known)).toBe(weight);
  });

  test('an unknown clock is the last thing to look at', () => {
    expect(namesOf('dps/unauthorized', {}).at(-1)).toBe('clock-behind');
  });
});

describe('DPS found or gave nothing', () => {
  test('a device that was there before is gone, and the scope is not the reason', () => {
    expect(rankCauses('dps/not-found', { acceptedBefore: true })).toEqual([
      { cause: 'unknown-device', weight: 'likely' },
    ]);
    expect(firstOf('dps/not-found', {})).toBe('wrong-id-scope');
  });

  test.each([
    [400207, [{ cause: 'allocation-failed', weight: 'likely' }]],
    [400208, [{ cause: 'no-hub', weight: 'likely' }]],
    [
      400209,
      [
        { cause: 'waiting-for-approval', weight: 'possible' },
        { cause: 'device-blocked', weight: 'possible' },
      ],
    ],
  ])('%i names its own causes and no other', (errorCode, causes) => {
    expect(rankCauses('dps/failed', { errorCode })).toEqual(causes);
  });

  test('another number rules nothing out', () => {
    expect(namesOf('dps/failed', { errorCode: 400299 })).toHaveLength(4);
  });

  test('a busy service says so by its return code', () => {
    expect(firstOf('dps/refused', { returnCode: 3 })).toBe('service-busy');
    expect(namesOf('dps/refused', { returnCode: 5 })).not.toContain('service-busy');
  });
});

describe('a hub refused the connection', () => {
  test('without knowledge, the key comes first and the clock last', () => {
    expect(namesOf('hub/refused', { returnCode: 5 })).toEqual([
      'wrong-key',
      'unknown-device',
      'device-disabled',
      'other-hub',
      'clock-behind',
    ]);
  });

  test('a clock that is known to be behind comes first', () => {
    const known = { returnCode: 5, clockAheadSeconds: -2 * HOUR, tokenLifeSeconds: HOUR, keyMayBeGroupKey: true };
    expect(namesOf('hub/refused', known).slice(0, 2)).toEqual(['clock-behind', 'group-key-used-as-device-key']);
  });

  test('a token that had ended is known to be the reason', () => {
    expect(firstOf('hub/refused', { tokenLeftSeconds: 0 })).toBe('token-expired');
    expect(namesOf('hub/refused', { tokenLeftSeconds: 10 })).not.toContain('token-expired');
  });

  test('after an assignment just now, only the operator of the hub is left', () => {
    expect(rankCauses('hub/refused', { assignedJustNow: true })).toEqual([
      { cause: 'device-disabled', weight: 'likely' },
    ]);
  });

  test('a busy hub says so by its return code', () => {
    expect(firstOf('hub/refused', { returnCode: 3 })).toBe('service-busy');
  });

  test('capital letters are named only where the ID has some', () => {
    expect(namesOf('hub/refused', {})).not.toContain('upper-case-id');
    expect(weightOf('hub/refused', 'upper-case-id', { upperCaseId: true })).toBe('possible');
  });
});

describe('a hub closed the connection', () => {
  test('once may be anything, again and again is another client', () => {
    expect(rankCauses('hub/closed', {})[0]).toEqual({ cause: 'other-client-took-over', weight: 'possible' });
    expect(rankCauses('hub/closed', { closedRepeatedly: true })[0]).toEqual({
      cause: 'other-client-took-over',
      weight: 'likely',
    });
  });

  test('a token is the reason only when it had ended', () => {
    expect(firstOf('hub/closed', { tokenLeftSeconds: -1 })).toBe('token-expired');
    expect(namesOf('hub/closed', { tokenLeftSeconds: 60 })).not.toContain('token-expired');
  });

  test('topics are the reason only when unusual ones were used', () => {
    expect(firstOf('hub/closed', { unusualTopics: true })).toBe('unsupported-topic');
    expect(namesOf('hub/closed', { unusualTopics: false })).not.toContain('unsupported-topic');
  });

  test('a local cloud whose page does not answer either is gone', () => {
    expect(firstOf('hub/closed', { targetIsLocal: true, sameOriginReachable: false })).toBe('server-gone');
    expect(namesOf('hub/closed', { targetIsLocal: true, sameOriginReachable: true })).not.toContain('server-gone');
    expect(namesOf('hub/closed', { targetIsLocal: true })).not.toContain('firewall');
  });
});

describe('no connection came about', () => {
  test.each(['socket/unreachable', 'socket/closed', 'hub/closed'] as const)(
    '%s: a machine without a network',
    (code) => {
      expect(rankCauses(code, { online: false })).toEqual([{ cause: 'offline', weight: 'likely' }]);
      expect(namesOf(code, { online: true })).not.toContain('offline');
    },
  );

  test('a local cloud is reached without a network', () => {
    expect(rankCauses('socket/unreachable', { online: false, targetIsLocal: true })).toEqual([
      { cause: 'server-gone', weight: 'likely' },
    ]);
  });

  test('a host that the policy of the page may not name', () => {
    expect(rankCauses('socket/unreachable', { mayBeOutsidePolicy: true })[0]).toEqual({
      cause: 'policy-of-page',
      weight: 'possible',
    });
    expect(namesOf('socket/unreachable', {})).not.toContain('policy-of-page');
  });

  test('Azure from a browser', () => {
    expect(namesOf('socket/unreachable', { targetIsAzure: true })).toEqual([
      'firewall',
      'host-name',
      'client-certificate-request',
    ]);
  });

  test('a plain request that was answered shows that the name is right', () => {
    expect(namesOf('socket/unreachable', { targetIsAzure: true, primed: true })).toEqual([
      'firewall',
      'client-certificate-request',
    ]);
  });

  test('a plain request that was not answered shows that no certificate was asked for', () => {
    expect(namesOf('socket/unreachable', { targetIsAzure: true, primed: false })).toEqual(['firewall', 'host-name']);
  });

  test('a socket that was open had the right name', () => {
    const names = namesOf('socket/closed', { targetIsAzure: true, opened: true });
    expect(names).toEqual(['firewall', 'policy-of-hub']);
  });

  test('a server that is restarting or full says so by its close code', () => {
    expect(firstOf('socket/closed', { closeCode: 1013 })).toBe('service-busy');
    expect(namesOf('socket/closed', { closeCode: 1006 })).not.toContain('service-busy');
  });

  test('what answers for Azure without MQTT stands in between', () => {
    expect(rankCauses('socket/not-mqtt', { targetIsAzure: true })).toEqual([{ cause: 'firewall', weight: 'likely' }]);
    expect(namesOf('socket/not-mqtt', {})).toEqual(['wrong-path', 'host-name', 'firewall']);
  });
});

describe('a device with a certificate', () => {
  const OF_KEYS = [
    'wrong-key',
    'group-key-used-as-device-key',
    'derived-twice',
    'upper-case-id',
    'clock-behind',
    'token-expired',
  ];
  const OF_CERTIFICATES = [
    'certificate-not-enrolled',
    'chain-incomplete',
    'authority-not-verified',
    'thumbprint-differs',
  ];
  const behind: Knowledge = {
    clockAheadSeconds: -2 * HOUR,
    tokenLeftSeconds: -1,
    keyMayBeGroupKey: true,
    keyDerivedTwice: true,
    upperCaseId: true,
  };

  test.each(['dps/certificate-refused', 'dps/refused', 'hub/refused', 'hub/closed'] as const)(
    '%s: is told nothing of keys and tokens',
    (code) => {
      const names = namesOf(code, { ...behind, usesCertificate: true });
      expect(names.filter((name) => OF_KEYS.includes(name))).toEqual([]);
    },
  );

  test.each(['dps/unauthorized', 'dps/refused', 'hub/refused', 'hub/closed'] as const)(
    '%s: one with keys is told nothing of certificates',
    (code) => {
      const names = namesOf(code, behind);
      expect(names.filter((name) => OF_CERTIFICATES.includes(name))).toEqual([]);
    },
  );

  test('that signed itself has no authority that could be unknown', () => {
    const known: Knowledge = { usesCertificate: true, certificateIsSelfSigned: true, chainIsComplete: true };
    expect(namesOf('dps/certificate-refused', known)).not.toContain('authority-not-verified');
    expect(namesOf('dps/certificate-refused', known)).not.toContain('chain-incomplete');
  });

  test('that sends its chain without a root may have to send more of it', () => {
    const cut: Knowledge = { usesCertificate: true, certificateIsSelfSigned: false, chainIsComplete: false };
    expect(weightOf('dps/refused', 'chain-incomplete', cut)).toBe('possible');
    expect(namesOf('dps/refused', { ...cut, chainIsComplete: true })).not.toContain('chain-incomplete');
  });

  test('that has ended by the clock of the service is told that first', () => {
    expect(firstOf('hub/refused', { usesCertificate: true, certificateEnded: true })).toBe('certificate-ended');
    expect(namesOf('hub/refused', { usesCertificate: true, certificateEnded: false })).not.toContain(
      'certificate-ended',
    );
  });

  test('that names another device is told so, unless the hub can only know it by its thumbprint', () => {
    const known: Knowledge = { usesCertificate: true, certificateNamesOther: true };
    expect(firstOf('hub/refused', known)).toBe('certificate-names-other');
    const own = { ...known, certificateIsSelfSigned: true };
    expect(namesOf('hub/refused', own)).not.toContain('certificate-names-other');
    expect(namesOf('hub/refused', { usesCertificate: true })).not.toContain('certificate-names-other');
  });

  test('with which it was assigned a moment ago is the one that the hub knows', () => {
    expect(namesOf('hub/refused', { usesCertificate: true, assignedJustNow: true })).not.toContain(
      'thumbprint-differs',
    );
    expect(weightOf('hub/refused', 'thumbprint-differs', { usesCertificate: true })).toBe('possible');
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Verdict } from '#core/errors/workbench-error';
import { DPS_HOSTS, judgeHostName } from '#core/identity/host-name';
import { judgeIdScope } from '#core/identity/id-scope';
import { judgeModelId } from '#core/identity/model-id';

const JUDGES = { 'a host name': judgeHostName, 'an ID scope': judgeIdScope, 'a model ID': judgeModelId } as const;

function findingOf(verdict: Verdict<string>) {
  return verdict.ok ? undefined : verdict.findings[0];
}

describe('a host name', () => {
  test.each([
    ...Object.values(DPS_HOSTS),
    'localhost',
    'iotc-1234.azure-devices.net',
    'MyExampleHub.azure-devices.net',
    'my-dps.azure-devices-provisioning.net',
    '127.0.0.1',
    `${'a'.repeat(63)}.net`,
  ])('"%s" is taken in the case it was typed', (host) => {
    expect(judgeHostName(` ${host}\n`)).toEqual({ ok: true, value: host, notes: [] });
  });

  test.each([
    'https://my-hub.azure-devices.net/',
    'wss://my-hub.azure-devices.net:443/$iothub/websocket',
    'HTTP://my-hub.azure-devices.net',
    'mqtts://my-hub.azure-devices.net?x=1',
  ])('is found in an address: "%s"', (text) => {
    expect(findingOf(judgeHostName(text))).toEqual({
      code: 'host/with-scheme',
      facts: { host: 'my-hub.azure-devices.net' },
    });
  });

  test.each([
    '',
    '<hub>',
    'my hub',
    'hub.azure-devices.net:8883',
    'hub/path',
    'hub..net',
    'hub.net.',
    '-hub.net',
    'hub-.net',
    'my_hub.net',
    'https://',
    'https://<hub>/',
    `${'a'.repeat(64)}.n`,
  ])('is not "%s"', (text) => {
    expect(findingOf(judgeHostName(text))?.code).toBe('host/form');
  });

  test('has at most 253 characters', () => {
    const host = `${'a.'.repeat(126)}b`;
    expect(judgeHostName(host).ok).toBe(true);
    expect(judgeHostName(`${host}b`).ok).toBe(false);
  });
});

describe('an ID scope', () => {
  test.each(['0ne00ABCDEF', '0ne00000a0A', '0cn00112233', ' 0ne00ABCDEF '])('"%s" is taken', (text) => {
    expect(judgeIdScope(text)).toEqual({ ok: true, value: text.trim(), notes: [] });
  });

  test.each(['', '0ne', '0ne00ABCDE', '0ne00ABCDEFF', '0ne00ABCDEG', 'One00ABCDEF', '0ne0000 ABC', '<id scope>'])(
    'is not "%s"',
    (text) => {
      expect(findingOf(judgeIdScope(text))).toEqual({ code: 'id-scope/form', facts: { found: text } });
    },
  );
});

describe('a model ID', () => {
  test.each([
    'dtmi:com:example:Thermostat;1',
    'dtmi:com:example:TemperatureController;4',
    'dtmi:a;999999999',
    'dtmi:azure:DeviceManagement:DeviceInformation;1',
    'dtmi:com:example:snake_case2;1.12',
    'dtmi:com:example:Thermostat',
    ` dtmi:${'a'.repeat(121)};1 `,
  ])('"%s" is taken', (text) => {
    expect(judgeModelId(text)).toEqual({ ok: true, value: text.trim(), notes: [] });
  });

  test.each([
    '',
    'dtmi:',
    'com:example;1',
    'DTMI:com:example;1',
    'urn:com:example:1',
    'dtmi:com:example;',
    'dtmi:com:example;0',
    'dtmi:com:example;01',
    'dtmi:com:example;1.0',
    'dtmi:com:example;1234567890',
    'dtmi:com::example;1',
    'dtmi:com:1example;1',
    'dtmi:com:_example;1',
    'dtmi:com:example_;1',
    'dtmi:com:exam ple;1',
    'dtmi:com:exam-ple;1',
    `dtmi:${'a'.repeat(122)};1`,
  ])('is not "%s"', (text) => {
    expect(findingOf(judgeModelId(text))?.code).toBe('model-id/form');
  });
});

describe.each(Object.entries(JUDGES))('whatever is typed as %s', (_name, judge) => {
  test('gets a verdict', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(typeof judge(text).ok).toBe('boolean');
      }),
      { numRuns: 300 },
    );
  });

  test.each(['8isrFI1sGsIlvvFSSFRiMfCNzv21fjbE/+ah/lSh3lE=', 'NMgJDvdKTxjLi+xBxxkDDA'])(
    'leaves a key that was pasted there out of the finding: "%s"',
    (key) => {
      expect(JSON.stringify(findingOf(judge(key)))).not.toContain(key.slice(0, 12));
    },
  );

  test.each(['a', 'a.', '0', ':a', 'a_', ' '])(
    'is judged at once when it is a long run of %j',
    (piece) => {
      expect(judge(`dtmi:${piece.repeat(100_000)}!`).ok).toBe(false);
    },
    1_000,
  );
});

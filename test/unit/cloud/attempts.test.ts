import { describe, expect, test } from 'vitest';
import { ATTEMPT_LIMIT, createAttemptLog, makeAttempt } from '../../../src/cloud/attempts.ts';
import type { AttemptCause } from '../../../src/core/words/en/cloud-attempts.ts';
import { pollTopic, startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { makeFault } from '../../support/faults.ts';
import { deriveKey, dpsConnect, hubConnect, type ConnectParts, type TestClient } from '../../support/test-client.ts';

const REGISTER = '$dps/registrations/PUT/iotdps-register/?$rid=1';

async function hub(harness: CloudHarness, parts: ConnectParts = {}): Promise<TestClient> {
  const key = await harness.addDevice('dev');
  const client = harness.open();
  client.send(hubConnect({ id: 'dev', key, nowMs: harness.clock.now() }, parts));
  return client;
}

async function dps(harness: CloudHarness, key?: string): Promise<TestClient> {
  const client = harness.open();
  const own = key === undefined ? {} : { key };
  client.send(dpsConnect(harness.cloud, { id: 'dev', nowMs: harness.clock.now(), ...own }));
  await client.subscribe('$dps/registrations/res/#');
  client.publish(REGISTER);
  await client.next('publish');
  return client;
}

describe('the log of attempts', () => {
  test.each<[AttemptCause, number | null, (harness: CloudHarness) => Promise<unknown>]>([
    ['dps-assigned', null, (harness) => harness.register('dev')],
    ['hub-connected', null, async (harness) => (await hub(harness)).next('connack')],
    [
      'key-of-another-device',
      401000,
      async (harness) => {
        await harness.register('other');
        await dps(harness, harness.deviceKey('other'));
      },
    ],
    [
      'group-disabled',
      null,
      async (harness) => {
        await harness.rest('PATCH', '/api/enrollmentGroups/SAS-IoT-Devices', { enabled: false });
        await harness.register('dev');
      },
    ],
    ['client-id-characters', 400004, async (harness) => (await hub(harness, { clientId: 'a b' })).peer.closed],
    [
      'user-name-missing',
      null,
      async (harness) => {
        const parts = { username: undefined, password: undefined } as unknown as ConnectParts;
        await (
          await hub(harness, parts)
        ).peer.closed;
      },
    ],
    [
      'fault-struck',
      503001,
      async (harness) => {
        await harness.set({ faults: [makeFault('refuse', { service: 'hub', returnCode: 3 })] });
        await (
          await hub(harness)
        ).peer.closed;
      },
    ],
    [
      'operation-unknown',
      404203,
      async (harness) => {
        const client = await dps(harness);
        client.publish(pollTopic('2', '4.0.0'));
        await client.next('publish');
      },
    ],
    [
      'injected-fault',
      429001,
      async (harness) => {
        await harness.set({ faults: [makeFault('dps-error', { status: 429, times: 1, retryAfterSeconds: 1 })] });
        await dps(harness);
      },
    ],
    [
      'connect-missing',
      null,
      async (harness) => {
        harness.open().send({ cmd: 'disconnect' });
      },
    ],
    ['protocol-level', null, async (harness) => (await hub(harness, { protocolVersion: 5 })).peer.closed],
    [
      'packet-malformed',
      null,
      async (harness) => {
        harness.open().peer.send(new TextEncoder().encode('GET / HTTP/1.1\r\n'));
      },
    ],
    [
      'removed-while-connected',
      404001,
      async (harness) => {
        await harness.connect('dev');
        await harness.rest('DELETE', '/api/devices/dev');
      },
    ],
  ])('names %s, in sentences, without a key', async (cause, code, act) => {
    const harness = await startCloud();
    await act(harness);
    const attempt = await harness.lastAttempt();
    expect(attempt).toMatchObject({ cause, code, road: 'channel', remote: 'a test', at: expect.any(Number) });
    expect(attempt.reason).toMatch(/^[A-Z].*[.]$/s);
    expect(attempt.remedy).toMatch(/^$|^[A-Z].*[.:]$/s);
    const text = JSON.stringify(attempt);
    expect(text).not.toContain('sig=');
    expect(text).not.toContain(harness.groupKey());
    expect(text).not.toContain(deriveKey(harness.groupKey(), 'dev'));
  });

  test('keeps the beginning of what a client says at any length', async () => {
    const harness = await startCloud();
    const client = harness.open();
    const id = 'x'.repeat(30_000);
    client.send(hubConnect({ id, key: harness.groupKey(), nowMs: harness.clock.now() }, {}));
    await client.next('connack');
    const attempt = await harness.lastAttempt();
    expect(attempt).toMatchObject({ cause: 'unknown-device', identity: `${'x'.repeat(512)}…` });
    expect(JSON.stringify(attempt).length).toBeLessThan(3000);
  });

  test('keeps the newest lines, and gives them newest first', () => {
    const log = createAttemptLog();
    const head = { service: 'hub', outcome: 'refused', road: 'tls', remote: 'x', at: 0 } as const;
    for (let at = 0; at < ATTEMPT_LIMIT * 5; at += 1) {
      log.add({ ...head, identity: `dev-${at}` }, makeAttempt('device-disabled', { id: 'dev' }, 403012));
    }
    expect(log.list(2).map(({ identity }) => identity)).toEqual(['dev-4999', 'dev-4998']);
    expect(log.list(1_000_000)).toHaveLength(ATTEMPT_LIMIT);
    expect(log.list(0)).toEqual([]);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type tls from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { findingOf } from '#core/errors/workbench-error';
import { chooseDestination, readRedirectPlan, redirectConnect } from '#server/azure-redirect';

const PLAN = {
  hosts: ['bench.local'],
  ports: new Map([
    [8883, { port: 18883, variable: 'M' }],
    [443, { port: undefined, variable: 'DEVICE_WORKBENCH_HTTPS_PORT' }],
  ]),
  ca: 'our CA',
};

/** Calls a redirected `tls.connect` and gives what reached the real one. */
function connectWith(...words: unknown[]): unknown[] {
  const calls: unknown[][] = [];
  const original = ((...given: unknown[]) => calls.push(given)) as unknown as typeof tls.connect;
  Reflect.apply(
    redirectConnect(original, PLAN, () => undefined),
    undefined,
    words,
  );
  return calls[0] ?? [];
}

describe('a connection', () => {
  test.each([
    'my-hub.azure-devices.net',
    'MY-HUB.Azure-Devices.NET',
    'global.azure-devices-provisioning.net',
    'my-hub.azure-devices.cn',
    'global.azure-devices-provisioning.us',
    'my-hub.azure-devices.net.',
    'bench.local',
  ])('to %s goes to this machine', (host) => {
    expect(chooseDestination(PLAN, host, 8883)).toBe(18883);
  });

  test.each([
    'example.com',
    'azure-devices.net.evil.example',
    'my-hub.azure-devices.net.evil.example',
    'notazure-devices.net',
    'localhost',
  ])('to %s is left alone', (host) => {
    expect(chooseDestination(PLAN, host, 8883)).toBeUndefined();
  });

  test('never reaches Azure: a port we were not told of is refused with the variable to set', () => {
    expect(chooseDestination(PLAN, 'my-hub.azure-devices.net', 443)).toContain('DEVICE_WORKBENCH_HTTPS_PORT');
    expect(chooseDestination(PLAN, 'my-hub.azure-devices.net', 5671)).toContain('5671');
  });

  test('by AMQP to the announced name is refused in words, too', () => {
    expect(chooseDestination(PLAN, 'bench.local', 5671)).toContain('does not serve port 5671 of bench.local');
    expect(chooseDestination(PLAN, 'example.com', 5671)).toBeUndefined();
  });

  test('that is refused ends with the reason, which the program’s user is told once', async () => {
    const told: string[] = [];
    const connect = redirectConnect((() => undefined) as unknown as typeof tls.connect, PLAN, (why) => told.push(why));
    connect({ host: 'my-hub.azure-devices.net', port: 5671 }).once('error', () => undefined);
    const socket = connect({ host: 'my-hub.azure-devices.net', port: 5671 });
    const error = await new Promise<Error>((resolve) => socket.once('error', resolve));
    expect(error.message).toContain('does not serve port 5671');
    expect(told).toEqual([error.message]);
  });
});

describe('a redirected call', () => {
  const listener = (): void => undefined;
  const expected = { host: '127.0.0.1', port: 18883, servername: 'a.azure-devices.net', ca: ['our CA'] };

  test.each<[string, unknown[]]>([
    ['options', [{ host: 'a.azure-devices.net', port: 8883 }]],
    ['options and a listener', [{ host: 'a.azure-devices.net', port: 8883 }, listener]],
    ['port and host', [8883, 'a.azure-devices.net']],
    ['port, host, options and a listener', [8883, 'a.azure-devices.net', {}, listener]],
    ['a port as text', [{ host: 'a.azure-devices.net', port: '8883' }]],
  ])('in the form of %s keeps the name it asked for', (_form, words) => {
    const [options, given] = connectWith(...words);
    expect(options).toMatchObject(expected);
    expect(given).toBe(words.includes(listener) ? listener : undefined);
  });

  test('keeps what the program set: its server name, its certificates and its CAs', () => {
    const asked = { host: 'a.azure-devices.net', port: 8883, servername: 'b', cert: 'c', key: 'k', ca: 'theirs' };
    const [options] = connectWith(asked) as [ConnectionOptions];
    expect(options).toMatchObject({ servername: 'b', cert: 'c', key: 'k', ca: ['our CA', 'theirs'] });
  });

  test('that is not ours reaches tls.connect as it was made', () => {
    const words = [{ host: 'example.com', port: 8883 }, listener];
    expect(connectWith(...words)).toEqual(words);
    const piped = [{ host: 'a.azure-devices.net', port: 8883, socket: {} }];
    expect(connectWith(...piped)).toEqual(piped);
  });
});

describe('the environment', () => {
  test('names ports, the announced host and the CA', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'workbench-redirect-'));
    await writeFile(join(folder, 'ca.pem'), 'PEM');
    const plan = readRedirectPlan({
      DEVICE_WORKBENCH_MQTTS_PORT: '18883',
      DEVICE_WORKBENCH_HTTPS_PORT: '',
      DEVICE_WORKBENCH_HOST: 'Bench.local, hub-2.bench.local,',
      DEVICE_WORKBENCH_CA: join(folder, 'ca.pem'),
    });
    expect(plan).toMatchObject({ hosts: ['bench.local', 'hub-2.bench.local'], ca: 'PEM' });
    expect(plan.ports.get(8883)?.port).toBe(18883);
    expect(plan.ports.get(443)?.port).toBeUndefined();
    await rm(folder, { recursive: true });
  });

  test.each([
    ['DEVICE_WORKBENCH_MQTTS_PORT', '0'],
    ['DEVICE_WORKBENCH_HTTPS_PORT', 'https'],
    ['DEVICE_WORKBENCH_CA', '/nowhere/ca.pem'],
  ])('%s=%s is refused in words', (option, value) => {
    let refusal;
    try {
      readRedirectPlan({ [option]: value });
    } catch (error) {
      refusal = findingOf(error);
    }
    expect(refusal).toMatchObject({ code: 'terminal/option-value', facts: { option, value } });
  });
});

import { describe, expect, test } from 'vitest';
import type { AttemptCause } from '../../../src/core/words/en/cloud-attempts.ts';
import { nodeCrypto, startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { makeFault } from '../../support/faults.ts';
import { hubConnect, type ConnectParts, type TestClient } from '../../support/test-client.ts';

const NOW = 1767604211;

type HubOptions = Partial<Parameters<typeof hubConnect>[0]>;

async function dial(harness: CloudHarness, options: HubOptions, parts: ConnectParts = {}): Promise<TestClient> {
  const key = options.key ?? (await harness.addDevice('dev'));
  const client = harness.open();
  client.send(hubConnect({ id: 'dev', nowMs: harness.clock.now(), ...options, key }, parts));
  return client;
}

describe('rule 2: the hub reads user names with /?', () => {
  test.each([
    ['as Node writes it', 'localhost/dev/?api-version=2021-04-12&model-id=dtmi:a:b;1&DeviceClientType=x%2F1'],
    ['as embedded C writes it', 'localhost/dev/?api-version=2020-09-30&DeviceClientType=x&model-id=dtmi%3Aa%3Ab%3B1'],
    ['without the question mark', 'localhost/dev/api-version=2021-04-12&model-id=dtmi:a:b;1'],
  ])('%s', async (_name, username) => {
    const harness = await startCloud();
    const client = await dial(harness, {}, { username });
    expect((await client.next('connack')).returnCode).toBe(0);
    expect((await harness.rest('GET', '/_emu/devices/dev')).body.modelId).toBe('dtmi:a:b;1');
  });

  test.each([
    ['without an api-version', 'localhost/dev/?model-id=x'],
    ['with too many segments', 'localhost/dev/mod/more/?api-version=2021-04-12'],
    ['of one word', 'dev'],
  ])('%s it is CONNACK 5, and 3 by a setting', async (_name, username) => {
    const harness = await startCloud();
    const key = await harness.addDevice('dev');
    const client = await dial(harness, { key }, { username });
    expect((await client.next('connack')).returnCode).toBe(5);
    await client.peer.closed;
    await harness.set({ userNameFormCode: 3 });
    expect((await (await dial(harness, { key }, { username })).next('connack')).returnCode).toBe(3);
  });
});

describe('rule 3: the hub judges the token over the raw sr', () => {
  test.each([
    ['encoded', 'localhost%2Fdevices%2Fdev'],
    ['encoded in lower case', 'localhost%2fdevices%2fdev'],
    ['not encoded', 'localhost/devices/dev'],
    ['with the host in another case', 'LocalHost%2Fdevices%2Fdev'],
  ])('sr is good %s', async (_name, sr) => {
    const client = await dial(await startCloud(), { sr });
    expect((await client.next('connack')).returnCode).toBe(0);
  });

  test.each<[string, HubOptions, number, AttemptCause]>([
    ['a key of nobody', { key: Buffer.from('nobody').toString('base64') }, 401003, 'wrong-key'],
    ['a token that has ended', { se: NOW - 7300 }, 401003, 'token-expired'],
    ['the resource of another device', { sr: 'localhost%2Fdevices%2Fother' }, 401003, 'token-resource'],
    ['the resource in another case', { sr: 'localhost%2Fdevices%2FDEV' }, 401003, 'token-resource'],
    ['a policy', { skn: 'iothubowner' }, 401003, 'token-policy'],
    ['an unknown device', { id: 'nobody' }, 404001, 'unknown-device'],
    ['an ID in another case', { id: 'Dev' }, 404001, 'unknown-device-other-case'],
    ['an unknown module', { id: 'dev/mod' }, 404010, 'unknown-module'],
    ['another host', { host: 'other.azure-devices.net' }, 401001, 'other-host'],
  ])('%s is CONNACK 5, and the log has the true cause', async (_name, options, code, cause) => {
    const harness = await startCloud();
    const key = await harness.addDevice('dev');
    const client = await dial(harness, { key, ...options });
    expect((await client.next('connack')).returnCode).toBe(5);
    await client.peer.closed;
    expect(await harness.lastAttempt()).toMatchObject({
      service: 'hub',
      outcome: 'refused',
      code,
      cause,
      road: 'channel',
    });
  });

  test('the secondary key serves as well, and the log says so', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const { body } = await harness.rest('GET', '/_emu/devices/dev/connection-string');
    const key = /SharedAccessKey=(.*)$/.exec(body.secondaryConnectionString)?.[1] ?? '';
    expect((await (await dial(harness, { key })).next('connack')).returnCode).toBe(0);
    expect((await harness.lastAttempt()).reason).toBe(
      'Connected with its secondary key; the token ends in 60 minutes.',
    );
  });

  test('a module connects with its own key', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const key = await harness.addDevice('dev/mod');
    expect((await (await dial(harness, { id: 'dev/mod', key })).next('connack')).returnCode).toBe(0);
    const { body } = await harness.rest('GET', '/_emu/devices/dev%2Fmod');
    expect(body).toMatchObject({ id: 'dev/mod', connected: true });
  });

  test('the group key in the place of the device key is recognised at the hub too', async () => {
    const harness = await startCloud();
    await harness.register('dev');
    const client = await dial(harness, { key: harness.groupKey() });
    expect((await client.next('connack')).returnCode).toBe(5);
    expect(await harness.lastAttempt()).toMatchObject({ cause: 'group-key-as-device-key', code: 401003 });
  });

  test('a token of many days makes the log think of the clock', async () => {
    const harness = await startCloud();
    await (await dial(harness, { se: NOW + 40 * 86_400 })).next('connack');
    expect(await harness.lastAttempt()).toMatchObject({ outcome: 'accepted', cause: 'hub-connected-long-token' });
  });

  test('a password that is no token is CONNACK 5', async () => {
    const harness = await startCloud();
    const client = await dial(harness, {}, { password: Buffer.from('hunter2') });
    expect((await client.next('connack')).returnCode).toBe(5);
    const attempt = await harness.lastAttempt();
    expect(attempt.cause).toBe('token-form');
    expect(JSON.stringify(attempt)).not.toContain('hunter2');
  });
});

describe('rule 5: CONNACK codes, and the close after a refusal', () => {
  test.each<[string, ConnectParts, number]>([
    ['another client ID', { clientId: 'other' }, 5],
    ['the client ID in another case', { clientId: 'DEV' }, 5],
    ['an empty client ID', { clientId: '', clean: true }, 5],
    ['no password', { password: undefined as never }, 5],
    ['no user name', { username: undefined as never, password: undefined as never }, 5],
    ['protocol level 3', { protocolId: 'MQIsdp', protocolVersion: 3 }, 1],
    ['protocol level 5', { protocolVersion: 5 }, 1],
  ])('%s', async (_name, parts, returnCode) => {
    const client = await dial(await startCloud(), {}, parts);
    expect((await client.next('connack')).returnCode).toBe(returnCode);
    await client.peer.closed;
  });

  test('a client ID with characters that no ID has is 2 by a setting', async () => {
    const harness = await startCloud({ settings: { clientIdCharactersCode: 2 } });
    const client = await dial(harness, {}, { clientId: 'a b' });
    expect((await client.next('connack')).returnCode).toBe(2);
  });

  test('a disabled device is 5, and 3 by a setting', async () => {
    const harness = await startCloud();
    const key = await harness.addDevice('dev');
    await harness.rest('PATCH', '/api/devices/dev', { enabled: false });
    expect((await (await dial(harness, { key })).next('connack')).returnCode).toBe(5);
    expect(await harness.lastAttempt()).toMatchObject({ cause: 'device-disabled', code: 403012 });
    await harness.set({ disabledDeviceCode: 3 });
    expect((await (await dial(harness, { key })).next('connack')).returnCode).toBe(3);
  });

  test('a device that has no hub yet is refused', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', '/api/devices/fresh', {});
    const client = await dial(harness, { id: 'fresh', key: harness.deviceKey('fresh') });
    expect((await client.next('connack')).returnCode).toBe(5);
    expect((await harness.lastAttempt()).cause).toBe('not-provisioned');
  });

  test('an outage is 3', async () => {
    const harness = await startCloud({
      settings: { faults: [makeFault('refuse', { service: 'hub', returnCode: 3 })] },
    });
    expect((await (await dial(harness, {})).next('connack')).returnCode).toBe(3);
  });

  test.each([['localhost'], ['LOCALHOST'], ['127.0.0.1'], ['localhost:8883'], ['my.hub.example']])(
    'the host %s is its own',
    async (host) => {
      const harness = await startCloud({ host: 'my.hub.example' });
      expect((await (await dial(harness, { host })).next('connack')).returnCode).toBe(0);
    },
  );

  test('other hosts are taken by settings', async () => {
    const host = 'contoso.azure-devices.net';
    const named = await startCloud({ settings: { otherHubHosts: ['Contoso.azure-devices.net'] } });
    expect((await (await dial(named, { host })).next('connack')).returnCode).toBe(0);
    const lax = await startCloud({ settings: { strictHost: false } });
    expect((await (await dial(lax, { host })).next('connack')).returnCode).toBe(0);
  });

  test('a second CONNECT on one connection closes it', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    client.send(hubConnect({ id: 'dev', key: 'AA==', nowMs: harness.clock.now() }));
    await client.peer.closed;
    expect(client.received).toEqual([]);
    expect((await harness.lastAttempt()).cause).toBe('connect-twice');
  });

  test('any other first packet closes it', async () => {
    const harness = await startCloud();
    const client = harness.open();
    client.send({ cmd: 'pingreq' });
    await client.peer.closed;
    expect((await harness.lastAttempt()).reason).toBe('The first packet was PINGREQ, not CONNECT.');
  });

  test('refusals are counted for their device, the end of a connection is not', async () => {
    const harness = await startCloud();
    await harness.connect('dev');
    await harness.connect('dev');
    for (let time = 0; time < 3; time += 1) await (await dial(harness, { key: 'AAAA' })).peer.closed;
    expect((await harness.rest('GET', '/_emu/devices/dev')).body.refusals).toBe(3);
  });
});

describe('rule 1: the hub takes one WebSocket path', () => {
  test('a hub connection at a path of DPS is closed, as its upgrade would have been refused', async () => {
    const harness = await startCloud();
    const key = await harness.addDevice('dev');
    const client = harness.open({ road: 'websocket', path: '/mqtt' });
    client.send(hubConnect({ id: 'dev', key, nowMs: harness.clock.now() }));
    await client.peer.closed;
    expect(client.received).toEqual([]);
    expect((await harness.lastAttempt()).cause).toBe('wrong-path');
  });

  test('at its own path it is served, whatever the query', async () => {
    const harness = await startCloud();
    const key = await harness.addDevice('dev');
    const client = harness.open({ road: 'websocket', path: '/$iothub/websocket?iothub-no-client-cert=true' });
    client.send(hubConnect({ id: 'dev', key, nowMs: harness.clock.now() }));
    expect((await client.next('connack')).returnCode).toBe(0);
  });
});

describe('a mistake of the cloud itself', () => {
  test('closes the one connection, stands in the log, and the next client is served', async () => {
    let broken = false;
    const subtle = new Proxy(nodeCrypto.subtle, {
      get(target, name: keyof SubtleCrypto) {
        if (broken && name === 'sign') throw new Error('the crypto is gone');
        return target[name].bind(target);
      },
    });
    const crypto = { subtle, getRandomValues: nodeCrypto.getRandomValues.bind(nodeCrypto) } as unknown as Crypto;
    const harness = await startCloud({ crypto });
    const key = await harness.addDevice('dev');
    broken = true;
    const client = await dial(harness, { key });
    await client.peer.closed;
    expect(await harness.lastAttempt()).toMatchObject({
      cause: 'our-mistake',
      code: 500001,
      reason: 'The local cloud made a mistake and closed the connection: the crypto is gone',
    });
    broken = false;
    expect((await (await dial(harness, { key })).next('connack')).returnCode).toBe(0);
  });
});

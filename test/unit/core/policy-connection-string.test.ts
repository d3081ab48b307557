import { describe, expect, test } from 'vitest';
import { judgeHubName } from '#core/identity/hub-name';
import { parsePolicyConnectionString } from '#core/identity/policy-connection-string';

const KEY = '+XLy+MVZ+aTeOnVzN2kLeB16O+kSxmz6g3rS6fAf6rw=';
const HUB = { hostName: 'my-hub.azure-devices.net', policy: 'iothubowner', sharedAccessKey: KEY };
const HUB_TEXT = `HostName=my-hub.azure-devices.net;SharedAccessKeyName=iothubowner;SharedAccessKey=${KEY}`;

function missing(text: string): string[] {
  const verdict = parsePolicyConnectionString(text);
  const findings = verdict.ok ? [] : verdict.findings;
  return findings.map(({ code, facts }) => (code === 'connection-string/field-missing' ? facts.field : code));
}

describe('the connection string of a policy', () => {
  test.each([
    ['a hub', HUB_TEXT, HUB],
    ['a device in its name', `${HUB_TEXT};DeviceId=d1`, { ...HUB, deviceId: 'd1' }],
    ['a module in its name', `DeviceId=d1;ModuleId=m1;${HUB_TEXT};`, { ...HUB, deviceId: 'd1', moduleId: 'm1' }],
  ])('of %s is taken apart, the key with its padding', (_name, text, value) => {
    expect(parsePolicyConnectionString(` ${text}\n`)).toEqual({ ok: true, value, notes: [] });
  });

  test.each([
    ['', ['connection-string/empty']],
    ['HostName=h', ['SharedAccessKeyName', 'SharedAccessKey']],
    [`SharedAccessKeyName=service;SharedAccessKey=${KEY}`, ['HostName']],
    [`${HUB_TEXT};DeviceId=`, ['DeviceId']],
    [`${HUB_TEXT};ModuleId=m1`, ['DeviceId']],
    [`${HUB_TEXT};DeviceId=d1;ModuleId=`, ['ModuleId']],
    [`${HUB_TEXT};HostName=h`, ['connection-string/field-twice']],
    [`${HUB_TEXT};${KEY.slice(0, 8)}`, ['connection-string/form']],
  ])('"%s" is refused with what it lacks', (text, lacks) => {
    expect(missing(text)).toEqual(lacks);
  });

  test('is taken with a field that nobody knows, which is noted', () => {
    expect(parsePolicyConnectionString(`${HUB_TEXT};EntityPath=x`)).toEqual({
      ok: true,
      value: HUB,
      notes: [{ code: 'connection-string/field-unknown', facts: { field: 'EntityPath' } }],
    });
  });
});

describe('a hub', () => {
  test.each([
    ['my-hub', 'my-hub.azure-devices.net'],
    [' my-hub.azure-devices.cn ', 'my-hub.azure-devices.cn'],
    ['localhost', 'localhost'],
    ['192.0.2.1', '192.0.2.1'],
  ])('called "%s" has the host %s', (name, host) => {
    expect(judgeHubName(name)).toEqual({ ok: true, value: host, notes: [] });
  });

  test.each([
    ['https://my-hub.azure-devices.net/', 'host/with-scheme'],
    ['my hub', 'host/form'],
    ['', 'host/form'],
  ])('cannot be called "%s"', (name, code) => {
    expect(judgeHubName(name)).toMatchObject({ ok: false, findings: [{ code }] });
  });
});

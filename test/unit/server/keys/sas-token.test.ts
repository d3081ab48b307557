import { describe, expect, test } from 'vitest';
import { DEVICE_KEY, GROUP_KEY, NOW, runInMemory } from '../commands-in-memory.ts';

/** The key of the device `workbench-01` in the group of V2, as the vectors have it. */
const V2_GROUP_KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==';
const KEY = 'wuQu5YXKS9z4E7JXJPFj1npvHG+4rOXZNysvyIEnQx0=';
const END = ['--expires-at', '1767225600', '--only-show-errors'] as const;

/** Published tokens: V3, V5 and V6 of the vectors, and those of az for a policy. */
const REGISTRATION =
  'SharedAccessSignature sr=0ne00ABCDEF%2Fregistrations%2Fworkbench-01&sig=VqGr7ENtFKMbhjIAXKPq5V65BEz9pzoOtnnWDOkdcaE%3D&se=1767225600&skn=registration';
const DEVICE =
  'SharedAccessSignature sr=iotc-1234.azure-devices.net%2Fdevices%2Fworkbench-01&sig=TePXKGODxztVlL%2F2mYI%2FRk9yoLM04CpUZ2NaGV%2Bhp8I%3D&se=1767225600';
const MODULE =
  'SharedAccessSignature sr=iotc-1234.azure-devices.net%2Fdevices%2Fworkbench-01%2Fmodules%2Fmod1&sig=hwXJBvNkGqBV7SbtxEor6r52OsnOkz1zkG9RgUI%2BeIs%3D&se=1767225600';
const AZ_KEY = '+XLy+MVZ+aTeOnVzN2kLeB16O+kSxmz6g3rS6fAf6rw=';
const AZ_END = ['--expires-at', '1471940363', '--only-show-errors'] as const;
const AZ_HUB =
  'SharedAccessSignature sr=iot-hub-for-test.azure-devices.net&sig=770sPjjYxRYpNz8%2FhEN7XR5XU5KDGYGTinSP8YyeTXw%3D&se=1471940363&skn=iothubowner';
const AZ_MODULE =
  'SharedAccessSignature sr=iot-hub-for-test.azure-devices.net%2Fdevices%2Fiot-device-for-test%2Fmodules%2Fmodule-for-test&sig=JwAxBBBPYA0E%2FTHdnrXzUfBfuZ7deH6pppCniJ23Uu0%3D&se=1471940363&skn=iothubowner';

async function sasToken(argv: readonly string[], given: Parameters<typeof runInMemory>[1] = {}) {
  return runInMemory(['sas-token', ...argv], given);
}

describe('a token', () => {
  test.each([
    ['a device', ['-n', 'iotc-1234', '-d', 'workbench-01'], DEVICE],
    ['a device of a hub called by its host', ['-n', 'iotc-1234.azure-devices.net', '-d', 'workbench-01'], DEVICE],
    ['a module', ['-n', 'iotc-1234', '-d', 'workbench-01', '-m', 'mod1'], MODULE],
    ['a registration', ['--id-scope', '0ne00ABCDEF', '--registration-id', 'workbench-01'], REGISTRATION],
    ['a resource', ['--resource', 'iotc-1234.azure-devices.net/devices/workbench-01'], DEVICE],
  ])('for %s is the one that was published', async (_what, argv, token) => {
    const { code, output, errors } = await sasToken([...argv, '--key', KEY, ...END]);
    expect({ code, output, errors }).toEqual({ code: 0, output: `${token}\n`, errors: '' });
  });

  test.each([
    ['a hub', ['-n', 'iot-hub-for-test', '--pn', 'iothubowner'], AZ_HUB],
    [
      'a module',
      ['-n', 'iot-hub-for-test', '-d', 'iot-device-for-test', '-m', 'module-for-test', '--pn', 'iothubowner'],
      AZ_MODULE,
    ],
    ['a resource', ['--resource', 'iot-hub-for-test.azure-devices.net', '--policy-name', 'iothubowner'], AZ_HUB],
  ])('for %s in the name of a policy is the one that az makes', async (_what, argv, token) => {
    expect((await sasToken([...argv, '--key', AZ_KEY, ...AZ_END])).output).toBe(`${token}\n`);
  });

  const HUB_STRING = `HostName=iot-hub-for-test.azure-devices.net;SharedAccessKeyName=iothubowner;SharedAccessKey=${AZ_KEY}`;
  test.each([
    ['a device', `HostName=iotc-1234.azure-devices.net;DeviceId=workbench-01;SharedAccessKey=${KEY}`, END, DEVICE],
    [
      'a module',
      `HostName=iotc-1234.azure-devices.net;DeviceId=workbench-01;ModuleId=mod1;SharedAccessKey=${KEY}`,
      END,
      MODULE,
    ],
    ['a hub', HUB_STRING, AZ_END, AZ_HUB],
    [
      'a module in the name of a policy',
      `${HUB_STRING};DeviceId=iot-device-for-test;ModuleId=module-for-test`,
      AZ_END,
      AZ_MODULE,
    ],
  ])('comes from the connection string of %s, by option and by standard input', async (_what, text, end, token) => {
    for (const option of ['--connection-string', '--cs']) {
      expect((await sasToken([option, text, ...end])).output).toBe(`${token}\n`);
    }
    const input = `${text}\n`;
    expect((await sasToken([...end], { input })).output).toBe(`${token}\n`);
    expect((await sasToken(['--connection-string-file', '-', ...end], { input })).output).toBe(`${token}\n`);
  });

  test.each([
    ['a registration', ['--scope', '0ne00ABCDEF', '--rid', 'workbench-01'], REGISTRATION],
    ['a device', ['-n', 'iotc-1234', '-d', 'workbench-01'], DEVICE],
  ])('for %s comes from the key of its group with --compute-key', async (_what, argv, token) => {
    for (const option of ['--compute-key', '--ck']) {
      expect((await sasToken([...argv, '--key', V2_GROUP_KEY, option, ...END])).output).toBe(`${token}\n`);
    }
  });

  test('is signed with a key of any length, as by az, which is noted', async () => {
    const { output, errors } = await sasToken(['--resource', 'uri', '--key', 'cGFzc3dvcmQ=', '--expires-at', '12345']);
    expect(output).toBe('SharedAccessSignature sr=uri&sig=kcWxXAK2OAaAoq2oCkaGzX2NMqDB8nCyNuq2fPYCDhk%3D&se=12345\n');
    expect(errors).toContain('Note: --key: The key has an unusual length');
    expect(errors).toContain('Note: The token has ended');
  });

  test.each([['--json'], ['-o', 'json']])('is what az prints with %s', async (...form) => {
    const { output } = await sasToken(['-n', 'iotc-1234', '-d', 'workbench-01', '--key', KEY, ...form, ...END]);
    expect(output).toBe(`${JSON.stringify({ sas: DEVICE })}\n`);
  });

  test.each([
    [[], 3600],
    [['--duration', '60'], 60],
    [['--du', '86400'], 86_400],
  ])('lasts as long as is said with %j', async (time, seconds) => {
    const { output, errors } = await sasToken(['--resource', 'uri', '--key', KEY, ...time]);
    expect(output).toContain(`&se=${Math.floor(NOW / 1000) + seconds}\n`);
    expect(errors).toBe('');
  });

  test('ends at the moment that is said', async () => {
    const { output } = await sasToken(['--resource', 'uri', '--key', KEY, '--expires-at', '2027-01-31T12:00Z']);
    expect(output).toContain('&se=1801396800');
  });

  test('signed with what may be a group key says how the key is derived', async () => {
    const { errors } = await sasToken(['-n', 'h', '-d', 'a', '--key', GROUP_KEY]);
    expect(errors).toContain('add --compute-key');
    expect((await sasToken(['-n', 'h', '--pn', 'service', '--key', GROUP_KEY])).errors).toBe('');
  });
});

describe('a command line that cannot be followed', () => {
  const HUB = ['-n', 'my-hub', '--key', KEY] as const;
  test.each([
    ['nothing to open', ['--key', KEY], '--connection-string-file, --hub-name, --id-scope or --resource'],
    ['two things to open', [...HUB, '-d', 'a', '--resource', 'uri'], '“--hub-name” and “--resource”'],
    ['a string and its file', ['--cs', 'x', '--connection-string-file', 'y'], '--connection-string-file'],
    ['a hub without a device or a policy', HUB, '--device-id or --policy-name'],
    ['a module without its device', [...HUB, '-m', 'mod1', '--pn', 'service'], '--device-id'],
    ['a registration without an ID', ['--id-scope', '0ne00ABCDEF', '--key', KEY], '--registration-id'],
    ['a registration of a module', ['--id-scope', '0ne00ABCDEF', '-d', 'a', '-m', 'b', '--key', KEY], '“--module-id”'],
    ['a resource of a device', ['--resource', 'uri', '-d', 'a', '--key', KEY], '“--device-id”'],
    ['a string and a key', ['--cs', `HostName=h;DeviceId=d;SharedAccessKey=${KEY}`, '--key', KEY], '“--key”'],
    ['a string and a device', ['--cs', `HostName=h;DeviceId=d;SharedAccessKey=${KEY}`, '-d', 'a'], '“--device-id”'],
    ['a string and a group', ['--cs', `HostName=h;DeviceId=d;SharedAccessKey=${KEY}`, '--ck'], '“--compute-key”'],
    ['a module’s key from a group', [...HUB, '-d', 'a', '-m', 'b', '--ck'], '“--compute-key” and “--module-id”'],
    ['a policy’s key from a group', [...HUB, '-d', 'a', '--pn', 'p', '--ck'], '“--compute-key” and “--policy-name”'],
    ['two ends', [...HUB, '-d', 'a', '--du', '5', '--expires-at', '5'], '“--duration” and “--expires-at”'],
    ['no key', ['-n', 'my-hub', '-d', 'a'], '--key-file'],
    ['an encoded resource', ['--resource', 'h%2Fdevices%2Fd', '--key', KEY], 'not percent-encoded'],
  ])('ends with code 2 and its mend: %s', async (_case, argv, mend) => {
    const { code, output, errors } = await sasToken(argv);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toContain(mend);
    expect(errors).not.toContain(KEY.slice(0, 12));
  });

  test('asks what a key that is piped is for', async () => {
    const { code, errors } = await sasToken([], { input: `${KEY}\n` });
    expect(code).toBe(2);
    expect(errors).toContain('--hub-name');
  });
});

describe('an input that cannot be used', () => {
  test.each([
    ['a string without a key', ['--cs', 'HostName=h;DeviceId=d;x509=true'], 'This device uses a certificate'],
    [
      'a string with a token',
      ['--cs', 'HostName=h;DeviceId=d;SharedAccessSignature=SharedAccessSignature sr=h'],
      'This is a token, not a key',
    ],
    ['a string that lacks two things', ['--cs', `SharedAccessKey=${KEY}`], 'DeviceId'],
    ['a string of a policy that lacks its host', ['--cs', `SharedAccessKeyName=p;SharedAccessKey=${KEY}`], 'HostName'],
    ['an empty string', ['--cs', ''], 'Copy the connection string'],
    ['a key that lost its end', ['--resource', 'uri', '--key', KEY.slice(0, -1)], 'the equals signs at its end'],
    ['an ID that DPS does not take', ['--id-scope', '0ne00ABCDEF', '-d', 'a#', '--key', DEVICE_KEY], 'Character 2'],
    ['a key in place of a string', ['--cs', KEY], 'A key alone is given with --key-file'],
    ['a string in place of its file', ['--connection-string-file', `HostName=h;SharedAccessKey=${KEY}`], 'into a file'],
    ['a host that is an address', ['-n', 'https://h.net/x', '-d', 'a', '--key', DEVICE_KEY], 'Use “h.net”'],
  ])('ends with code 1 and its mend: %s', async (_case, argv, mend) => {
    const { code, output, errors } = await sasToken(argv);
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toContain(mend);
    expect(errors).not.toContain(KEY.slice(0, 12));
  });

  test('is told once', async () => {
    for (const string of ['HostName=h;DeviceId=d;x509=true', KEY]) {
      const { errors } = await sasToken(['--cs', string]);
      expect(errors.match(/^\S/gm)).toHaveLength(1);
    }
  });
});

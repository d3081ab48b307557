import { describe, expect, test } from 'vitest';
import { DEVICE_ID, DEVICE_KEY, GROUP_KEY, runInMemory } from '../commands-in-memory.ts';

async function connectionString(argv: readonly string[], given: Parameters<typeof runInMemory>[1] = {}) {
  return runInMemory(['connection-string', ...argv], given);
}

const DEVICE = ['--hub-name', 'my-hub', '--device-id', DEVICE_ID] as const;
const EXPECTED = `HostName=my-hub.azure-devices.net;DeviceId=${DEVICE_ID};SharedAccessKey=${DEVICE_KEY}`;

describe('a connection string', () => {
  test('has the host of the hub, the device and its key', async () => {
    const run = await connectionString([...DEVICE, '--key', DEVICE_KEY]);
    expect(run).toMatchObject({ code: 0, output: `${EXPECTED}\n`, errors: '' });
    expect((await connectionString(DEVICE, { input: DEVICE_KEY })).output).toBe(`${EXPECTED}\n`);
  });

  test('has the key that was derived from that of a group', async () => {
    expect((await connectionString([...DEVICE, '--key', GROUP_KEY, '--compute-key'])).output).toBe(`${EXPECTED}\n`);
  });

  test('of a module has it too', async () => {
    const { output } = await connectionString([...DEVICE, '-m', 'mod1', '--key', DEVICE_KEY]);
    expect(output).toBe(`${EXPECTED.replace(';SharedAccessKey', ';ModuleId=mod1;SharedAccessKey')}\n`);
  });

  test('is what az prints with --json', async () => {
    const { output } = await connectionString([...DEVICE, '--key', DEVICE_KEY, '--json']);
    expect(output).toBe(`${JSON.stringify({ connectionString: EXPECTED })}\n`);
  });

  test('of a device in the local cloud has its host as it is', async () => {
    const { output } = await connectionString(['-n', 'localhost', '-d', 'a', '--key', DEVICE_KEY]);
    expect(output).toMatch(/^HostName=localhost;DeviceId=a;/);
  });
});

describe('a connection string that cannot be made', () => {
  test.each([
    [2, 'no hub', ['-d', 'a', '--key', DEVICE_KEY], '--hub-name'],
    [2, 'no device', ['-n', 'my-hub', '--key', DEVICE_KEY], '--device-id'],
    [2, 'no key', ['-n', 'my-hub', '-d', 'a'], '--key-file'],
    [2, 'a module of a group', [...DEVICE, '-m', 'mod1', '--key', GROUP_KEY, '--ck'], '“--module-id”'],
    [1, 'an ID that would end a field', ['-n', 'my-hub', '-d', 'a;b', '--key', DEVICE_KEY], 'Character 2'],
    [1, 'a module ID that would', ['-n', 'my-hub', '-d', 'a', '-m', 'a;b', '--key', DEVICE_KEY], 'Character 2'],
    [1, 'an ID that no group can have', ['-n', 'my-hub', '-d', 'a+b', '--key', GROUP_KEY, '--ck'], 'DPS takes only'],
    [1, 'a placeholder', ['-n', 'my-hub', '-d', 'a', '--key', '<device key>'], 'in place of this'],
  ])('ends with code %d and its mend: %s', async (expected, _case, argv, mend) => {
    const { code, output, errors } = await connectionString(argv);
    expect({ code, output }).toEqual({ code: expected, output: '' });
    expect(errors).toContain(mend);
    expect(errors).not.toContain(DEVICE_KEY.slice(0, 12));
  });
});

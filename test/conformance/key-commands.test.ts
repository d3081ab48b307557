import { createHmac } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../support/source-files.ts';
import published from '../vectors/vectors.json';
import {
  buildCommandLine,
  DIRECT,
  type Ended,
  type Given,
  READY,
  run,
  runCommandLine,
} from './command-line-process.ts';

const GROUP_KEY = '8isrFI1sGsIlvvFSSFRiMfCNzv21fjbE/+ah/lSh3lF8e2YG1Te7w1KpZhJFFXJrqYKi9yegxkqIChbqOS9Egw==';
const DEVICE_ID = 'sn-007-888-abc-mac-a1-b2-c3-d4-e5-f6';
const DEVICE_KEY = 'Jsm0lyGpjaVYVP2g3FnmnmG9dI/9qU24wNoykUmermc=';

let folder: string;
let keyFile: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-keys-'));
  keyFile = join(folder, 'group.key');
  await writeFile(keyFile, `${GROUP_KEY}\n`);
  await buildCommandLine();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a command and makes sure that no key got into what is said. */
async function command(argv: readonly string[], given: Given = {}): Promise<Ended> {
  const ended = await runCommandLine(argv, given);
  for (const secret of [GROUP_KEY, DEVICE_KEY, given.input ?? '']) {
    if (secret.length > 16) expect(ended.errors).not.toContain(secret.slice(0, 12));
  }
  return ended;
}

interface DerivedKeyRow {
  readonly name: string;
  readonly confirmed: boolean;
  readonly inputs: { readonly groupKey: string; readonly registrationId: string };
  readonly expected: { readonly deviceKey: string };
}

interface SasTokenRow {
  readonly name: string;
  readonly confirmed: boolean;
  readonly inputs: {
    readonly encodedUri: string;
    readonly key: string | null;
    readonly expiry: number;
    readonly policy?: string | null;
  };
  readonly expected: { readonly token: string };
}

const rowsOfKind = <Row>(kind: string) => published.filter((row) => row.kind === kind) as unknown as Row[];
const derivedKeys = rowsOfKind<DerivedKeyRow>('dps-derived-key');
const tokens = rowsOfKind<SasTokenRow>('sas-token');

describe('derive-key on published vectors', () => {
  test.concurrent.each(derivedKeys)('$name', async ({ confirmed, inputs, expected }) => {
    const { code, output } = await command(['derive-key', '--rid', inputs.registrationId], { input: inputs.groupKey });
    expect(code).toBe(0);
    if (confirmed) expect(output).toBe(`${expected.deviceKey}\n`);
    else expect(output.trim()).not.toBe(expected.deviceKey);
  });
});

/** The fields in one order: each SDK writes its own. */
const fieldsOf = (token: string): string[] => token.trim().replace('SharedAccessSignature ', '').split('&').toSorted();

/** A token in the spelling of the Node SDK, signed by Node itself: some rows have another spelling, which we can read and do not write. */
function signAgain({ encodedUri, key, expiry, policy }: SasTokenRow['inputs']): string {
  const sr = encodeURIComponent(decodeURIComponent(encodedUri));
  const signature = createHmac('sha256', Buffer.from(key ?? '', 'base64'))
    .update(`${sr}\n${expiry}`)
    .digest('base64');
  const skn = policy ? `&skn=${encodeURIComponent(policy)}` : '';
  return `SharedAccessSignature sr=${sr}&sig=${encodeURIComponent(signature)}&se=${expiry}${skn}`;
}

const isOurSpelling = ({ encodedUri }: SasTokenRow['inputs']): boolean =>
  encodedUri === encodeURIComponent(decodeURIComponent(encodedUri));

/** Node decodes these leniently; they are no base64, and no service ever had such a key. */
const ODD_KEYS: ReadonlySet<string | null> = new Set(['key', 'fakeKey']);

function askForToken({ inputs }: SasTokenRow): Promise<Ended> {
  const { encodedUri, policy, expiry, key } = inputs;
  const more = policy ? ['--policy-name', policy] : [];
  const argv = ['sas-token', '--resource', decodeURIComponent(encodedUri), ...more, '--expires-at', String(expiry)];
  return command(argv, { input: key ?? '' });
}

describe('sas-token on published vectors', () => {
  const usable = tokens.filter(({ inputs }) => inputs.key !== null && !ODD_KEYS.has(inputs.key));

  test('every row is tried', () => {
    expect(usable.length + 3).toBe(tokens.length);
  });

  test.concurrent.each(usable)('$name', async (row) => {
    const { code, output } = await askForToken(row);
    expect(code).toBe(0);
    if (!row.confirmed) expect(fieldsOf(output)).not.toEqual(fieldsOf(row.expected.token));
    else if (isOurSpelling(row.inputs)) expect(fieldsOf(output)).toEqual(fieldsOf(row.expected.token));
    else expect(fieldsOf(output)).toEqual(fieldsOf(signAgain(row.inputs)));
  });

  test.concurrent.each(tokens.filter(({ inputs }) => ODD_KEYS.has(inputs.key)))(
    '$name: refused in words',
    async (row) => {
      const { code, output, errors } = await askForToken(row);
      expect({ code, output }).toEqual({ code: 1, output: '' });
      expect(errors).toMatch(/^This is a placeholder, not a key|^This cannot be read as a key/);
    },
  );

  test.concurrent.each(tokens.filter(({ inputs }) => inputs.key === null))('$name: asked for its key', async (row) => {
    const { code, output, errors } = await askForToken(row);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toContain('No key was given');
  });
});

describe('a key', () => {
  test.concurrent.each([
    ['an option', () => ['--key', GROUP_KEY], ''],
    ['a file', () => ['--key-file', keyFile], ''],
    ['standard input', () => [], `${GROUP_KEY}\n`],
    ['standard input by its name', () => ['--key-file', '-'], GROUP_KEY],
  ])('is taken from %s by all three commands', async (_way, key, input) => {
    const device = ['-d', DEVICE_ID];
    const derived = await command(['derive-key', ...device, ...key(), '--json'], { input });
    expect(JSON.parse(derived.output)).toEqual({ deviceId: DEVICE_ID, primaryKey: DEVICE_KEY });
    const made = await command(['connection-string', '-n', 'h.example', ...device, '--ck', ...key(), '--json'], {
      input,
    });
    const connectionString = `HostName=h.example;DeviceId=${DEVICE_ID};SharedAccessKey=${DEVICE_KEY}`;
    expect(JSON.parse(made.output)).toEqual({ connectionString });
    const end = ['--expires-at', '4102444800'];
    const issued = await command(['sas-token', '-n', 'h.example', ...device, '--ck', ...key(), ...end, '--json'], {
      input,
    });
    const inputs = { encodedUri: `h.example%2Fdevices%2F${DEVICE_ID}`, key: DEVICE_KEY, expiry: 4_102_444_800 };
    expect(JSON.parse(issued.output)).toEqual({ sas: signAgain(inputs) });
    expect([derived, made, issued].map(({ code, errors }) => ({ code, errors }))).toEqual(
      Array.from({ length: 3 }, () => ({ code: 0, errors: '' })),
    );
  });

  test('can be piped on from one command to another', async () => {
    const made = await command(['connection-string', '-n', 'h.example', '-d', DEVICE_ID], { input: DEVICE_KEY });
    const { code, output } = await command(['sas-token'], { input: made.output });
    expect(code).toBe(0);
    expect(output).toContain(`sr=h.example%2Fdevices%2F${DEVICE_ID}&`);
  });
});

describe('exit codes', () => {
  test.concurrent.each([
    [0, ['derive-key', '--help']],
    [1, ['derive-key', '-d', 'a b']],
    [2, ['derive-key']],
    [2, ['sas-token', '-n', 'h', '--duration', 'long']],
  ])('%d for %j', async (expected, argv) => {
    const { code, output, errors } = await command(argv, { input: GROUP_KEY });
    expect(code).toBe(expected);
    expect(output === '').toBe(expected !== 0);
    expect(errors === '').toBe(expected === 0);
  });
});

describe('a list', () => {
  const LONG = ['--pattern', 'sensor-{000001..100000}'] as const;

  test('of 100,000 IDs has all their keys within seconds', async () => {
    const began = performance.now();
    const { code, output } = await command(['derive-key', ...LONG, '--key-file', keyFile]);
    expect(code).toBe(0);
    expect(performance.now() - began).toBeLessThan(20_000);
    const lines = output.trimEnd().split('\n');
    expect(lines).toHaveLength(100_000);
    const key = createHmac('sha256', Buffer.from(GROUP_KEY, 'base64')).update('sensor-098765').digest('base64');
    expect(lines[98_764]).toBe(`sensor-098765\t${key}`);
  });

  test('ends quietly, and at once, when its reader has enough', async () => {
    const meddle: Given['meddle'] = ({ stdout }) => stdout?.once('data', () => stdout.destroy());
    const { code, errors } = await command(['derive-key', '--pattern', 's-{1..1000000}', '--key-file', keyFile], {
      meddle,
    });
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
  });

  test('goes to a file of its owner alone, whole', async () => {
    const file = join(folder, 'keys.csv');
    const argv = ['derive-key', ...LONG, '--key-file', keyFile, '--format', 'central-csv', '--output-file', file];
    const { code, output } = await command(argv);
    expect({ code, output }).toEqual({ code: 0, output: '' });
    expect((await readFile(file, 'utf8')).match(/\r\n/g)).toHaveLength(100_001);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const again = await command(argv);
    expect(again.code).toBe(1);
    expect(again.errors).toContain('--force');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('that %s cuts off leaves no part of a file behind', async (signal) => {
    const place = await mkdtemp(join(folder, 'cut-'));
    const argv = ['derive-key', '--pattern', 's-{1..1000000}', '--key-file', keyFile];
    const ended = command([...argv, '--output-file', join(place, 'keys.txt')], {
      meddle: (child) => {
        const watch = setInterval(() => {
          void readdir(place).then((names) => {
            if (names.length === 0 || child.killed) return;
            clearInterval(watch);
            child.kill(signal);
          });
        }, 5);
      },
    });
    expect(await ended).toMatchObject({ code: signal, errors: '' });
    expect(await readdir(place)).toEqual([]);
  });
});

describe.skipIf(process.platform !== 'linux')('a full disk', () => {
  test('is said, with code 1', async () => {
    const line = `exec "$0" "$@" > /dev/full`;
    const argv = ['-c', line, process.execPath, ...DIRECT, 'derive-key', '-d', 'a'];
    const { code, errors } = await run('sh', argv, { input: GROUP_KEY });
    expect(code).toBe(1);
    expect(errors).toContain('Standard output cannot be written: the disk is full');
  });
});

describe('npx device-workbench', () => {
  const npx = (argv: readonly string[], given: Given) => run('npx', ['--offline', 'device-workbench', ...argv], given);

  test('runs the commands in any folder of the clone, without a network', async () => {
    const cwd = join(ROOT, 'test', 'conformance');
    const derived = await npx(['derive-key', '-d', DEVICE_ID, '--json'], { input: GROUP_KEY, cwd });
    expect(derived).toMatchObject({ code: 0, output: `{"deviceId":"${DEVICE_ID}","primaryKey":"${DEVICE_KEY}"}\n` });
    const refused = await npx(['derive-key', '-d', 'a b'], { input: GROUP_KEY, cwd });
    expect(refused.code).toBe(1);
  });

  test('tells which commands there are', async () => {
    const { code, output } = await run(process.execPath, [READY, '--help']);
    expect(code).toBe(0);
    for (const name of ['start', 'cloud', 'derive-key', 'sas-token', 'connection-string'])
      expect(output).toContain(name);
  });
});

test('the commands start without the server', async () => {
  const text = await readFile(join(ROOT, 'dist/server/command-line.js'), 'utf8');
  const seen = [text];
  for (const [, chunk = ''] of text.matchAll(/from "\.\/(assets\/[^"]+)"/g)) {
    seen.push(await readFile(join(ROOT, 'dist/server', chunk), 'utf8'));
  }
  for (const part of seen) expect(part).not.toMatch(/from "(?:node:https?|node:tls|ws|mqtt-packet|@peculiar\/x509)"/);
});

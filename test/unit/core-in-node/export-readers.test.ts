import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import Papa from 'papaparse';
import { parse as parseToml } from 'smol-toml';
import { afterAll, describe, expect, test } from 'vitest';
import { stripFormulaGuard } from '#core/csv/formula-guard';
import { printCsvRow } from '#core/csv/print-csv';
import { printAzCommand } from '#core/export/az-command';
import type { ExportSettings } from '#core/export/flashed-device';
import { printEdgeConfig } from '#core/export/print-edge-config';
import { printEnv } from '#core/export/print-env';
import { quoteForShell } from '#core/export/quote-for-shell';
import { judgeId } from '#core/identity/device-id';

/** The programs that read what we print: each must read what we meant. */

const settings: ExportSettings = {
  idScope: '0ne00123ABC',
  dpsHost: 'global.azure-devices-provisioning.net',
  hubHost: 'contoso.azure-devices.net',
  tokenFor: 'hub',
  tokenEndsAtSeconds: 4_000_000_000,
};
const directory = mkdtempSync(join(tmpdir(), 'workbench-export-'));
afterAll(() => rmSync(directory, { recursive: true }));

const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('base64'));
/** All that `judgeId` lets pass, and with it what means something to this or that reader. */
const id = fc.stringMatching(/^[A-Za-z0-9._:-]{0,20}[A-Za-z0-9-]$/);
const awkward = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', '=', '#', ';', ' ', "'", '"', '`', '$', '\\', 'n', '\n', '\t', '!', '%', ','),
  }),
  fc.string({ unit: 'grapheme' }),
);
const sample = <T>(values: fc.Arbitrary<T>, numRuns: number): T[] => fc.sample(values, { numRuns, seed: 7 });

test('the IDs of these tests are such as devices have', () => {
  expect(sample(id, 200).filter((text) => !judgeId(text, 'dps').ok)).toEqual([]);
});

describe('an environment file', () => {
  /** Values that can be quoted for both readers: no control characters, and not both `'` and what `"` leaves active. */
  const writable = awkward.filter(
    (text) => !/[^\P{Cc}\t\n]/u.test(text) && !(text.includes("'") && /["$`\\]/.test(text)),
  );
  const devices = [
    ...sample(fc.record({ deviceId: id, primaryKey: key }), 100),
    ...sample(fc.record({ deviceId: writable, primaryKey: key }), 300),
  ];
  const expected = devices.map(({ deviceId, primaryKey }) => [
    deviceId,
    primaryKey,
    `HostName=contoso.azure-devices.net;DeviceId=${deviceId};SharedAccessKey=${primaryKey}`,
  ]);
  const names = ['IOTHUB_DEVICE_DPS_DEVICE_ID', 'PROVISIONING_SYMMETRIC_KEY', 'IOTHUB_DEVICE_CONNECTION_STRING'];

  test('gives Node what was meant', () => {
    const read = devices.map((device) => {
      const variables = parseEnv(printEnv(device, settings)) as Record<string, string>;
      return names.map((name) => variables[name]);
    });
    expect(read).toEqual(expected);
  });

  test('is taken by node --env-file', () => {
    const file = join(directory, 'node.env');
    writeFileSync(file, printEnv({ deviceId: "it's #1", primaryKey: 'a+/=' }, settings));
    const script = `process.stdout.write(JSON.stringify(${JSON.stringify(names)}.map((name) => process.env[name])))`;
    const read = execFileSync(process.execPath, [`--env-file=${file}`, '-e', script], { encoding: 'utf8' });
    expect(JSON.parse(read)).toEqual([
      "it's #1",
      'a+/=',
      "HostName=contoso.azure-devices.net;DeviceId=it's #1;SharedAccessKey=a+/=",
    ]);
  });

  test('gives a shell what was meant', () => {
    devices.forEach((device, at) => writeFileSync(join(directory, `${at}.env`), printEnv(device, settings)));
    const script = `for at in $(seq 0 ${devices.length - 1}); do (set -a; . "./$at.env"
      printf '%s\\0' ${names.map((name) => `"$${name}"`).join(' ')}); done`;
    const read = execFileSync('sh', ['-c', script], { cwd: directory, encoding: 'utf8' }).split('\0');
    expect(read.pop()).toBe('');
    expect(read).toEqual(expected.flat());
  });

  test('is refused, and never wrong, for any value at all', () => {
    for (const deviceId of sample(awkward, 1000)) {
      let text;
      try {
        text = printEnv({ deviceId, primaryKey: 'AAAA' }, settings);
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
        continue;
      }
      expect(parseEnv(text)).toMatchObject({ PROVISIONING_REGISTRATION_ID: deviceId });
    }
  });
});

test('the configuration of IoT Edge is TOML, and gives any text back', () => {
  const text = fc.oneof(id, awkward, fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(text, fc.oneof(key, text), (deviceId, primaryKey) => {
      expect(parseToml(printEdgeConfig({ deviceId, primaryKey }, settings))).toEqual({
        provisioning: {
          source: 'dps',
          global_endpoint: 'https://global.azure-devices-provisioning.net',
          id_scope: '0ne00123ABC',
          attestation: { method: 'symmetric_key', registration_id: deviceId, symmetric_key: { value: primaryKey } },
        },
      });
    }),
    { numRuns: 300 },
  );
});

test('rows of CSV give another reader the cells back', () => {
  const cell = fc.oneof(key, awkward, fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', '=', "'", ' ', 'a') }));
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 6 }), { minLength: 1, maxLength: 5 }), (rows) => {
      const text = rows.map((cells) => printCsvRow(cells).text).join('');
      const read = Papa.parse<string[]>(text, { delimiter: ',', newline: '\r\n' });
      expect(read.data.slice(0, -1).map((cells) => cells.map(stripFormulaGuard))).toEqual(rows);
      expect(read.errors).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

describe('a shell', () => {
  /** Runs a script in which `az` tells its arguments, each ended by NUL. */
  const runAz = (script: string): string[] => {
    const told = execFileSync('sh', ['-c', `az() { printf '%s\\0' "$@"; }\n${script}`], {
      encoding: 'utf8',
      env: { GROUP_KEY: 'group $key', SECONDARY_GROUP_KEY: 'second', PATH: process.env['PATH'] },
    });
    return told.split('\0').slice(0, -1);
  };

  test('reads a quoted word as it was', () => {
    const words = sample(awkward, 500);
    expect(runAz(`az ${words.map(quoteForShell).join(' ')}`)).toEqual(words);
  });

  test('passes the ID and the key to the Azure CLI whole', () => {
    const ids = sample(fc.oneof(id, awkward), 200);
    const script = ids.map((deviceId) => printAzCommand('env', { deviceId, hasSecondaryKey: false }, settings));
    const told = runAz(script.join('\n'));
    const expected = ids.flatMap((deviceId) => [
      ...['iot', 'dps', 'enrollment-group', 'compute-device-key', '--key', 'group $key'],
      ...(deviceId.startsWith('-') ? [`--registration-id=${deviceId}`] : ['--registration-id', deviceId]),
      ...['--output', 'tsv'],
    ]);
    expect(told).toEqual(expected);
  });

  test('gives the life of a token in seconds, and its connection string whole', () => {
    const before = Math.floor(Date.now() / 1000);
    const device = { deviceId: "a$'b", hasSecondaryKey: false };
    const command = printAzCommand('sas-tokens', device, settings).replace(/\$\(az .*\)$/m, 'the=key');
    const told = runAz(command);
    const life = Number(told[told.indexOf('--duration') + 1]);
    expect(told).toContain("HostName=contoso.azure-devices.net;DeviceId=a$'b;SharedAccessKey=the=key");
    expect(life).toBeLessThanOrEqual(settings.tokenEndsAtSeconds - before);
    expect(life).toBeGreaterThan(settings.tokenEndsAtSeconds - before - 60);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeUtf8 } from '#core/bytes/text';
import type { ExportSettings, FlashedDevice } from '#core/export/flashed-device';
import type { HeaderDialect } from '#core/export/print-c-header';
import { printCHeader } from '#core/export/print-c-header';

const device: FlashedDevice = { deviceId: 'sensor-01', primaryKey: 'Zm9v+/==' };
const settings: ExportSettings = {
  idScope: '0ne00123ABC',
  dpsHost: 'global.azure-devices-provisioning.net',
  hubHost: undefined,
  tokenFor: 'dps',
  tokenEndsAtSeconds: 0,
};

/** Reads `#define NAME "…"` as a compiler does (C11, 5.1.1.2 and 6.4.4.4); a name alone is true. */
function readHeader(header: string): Record<string, string | true> {
  const definitions = header.matchAll(/^#define (\w+)(?: (.*))?$/gm);
  return Object.fromEntries(Array.from(definitions, ([, name, value]) => [name, readValue(value)]));
}

function readValue(value: string | undefined): string | true {
  if (value === undefined) return true;
  // Trigraphs come first of all, then the literal, which may hold no bare quote.
  const literal = /^"((?:[^"\\]|\\.)*)"$/.exec(value.replaceAll(/\?\?([=/'()!<>-])/g, 'TRIGRAPH'))?.[1];
  if (literal === undefined) throw new TypeError('no string literal');
  const bytes: number[] = [];
  for (const [text, octal, escaped] of literal.matchAll(/\\([0-7]{1,3})|\\(["\\?])|[ -!#-[\]-~]/g)) {
    bytes.push(octal === undefined ? (escaped ?? text).charCodeAt(0) : Number.parseInt(octal, 8));
  }
  return decodeUtf8(Uint8Array.from(bytes)) ?? 'not UTF-8';
}

test.each<[HeaderDialect, string, Record<string, string | true>]>([
  [
    'arduino',
    'iot_configs.h',
    { DPS_ID_SCOPE: '0ne00123ABC', IOT_CONFIG_DEVICE_ID: 'sensor-01', IOT_CONFIG_DEVICE_KEY: 'Zm9v+/==' },
  ],
  [
    'freertos',
    'demo_config.h',
    {
      democonfigENABLE_DPS_SAMPLE: true,
      democonfigENDPOINT: 'global.azure-devices-provisioning.net',
      democonfigID_SCOPE: '0ne00123ABC',
      democonfigREGISTRATION_ID: 'sensor-01',
      democonfigDEVICE_SYMMETRIC_KEY: 'Zm9v+/==',
    },
  ],
  [
    'threadx',
    'azure_config.h',
    {
      ENABLE_DPS: true,
      IOT_DPS_ENDPOINT: 'global.azure-devices-provisioning.net',
      IOT_DPS_ID_SCOPE: '0ne00123ABC',
      IOT_DPS_REGISTRATION_ID: 'sensor-01',
      IOT_DEVICE_SAS_KEY: 'Zm9v+/==',
    },
  ],
])('the header for %s defines the names of %s', (dialect, sample, expected) => {
  const header = printCHeader(dialect, device, settings);
  const { [guardOf(header)]: guard, ...definitions } = readHeader(header);
  expect(guard).toBe(true);
  expect(definitions).toEqual(expected);
  expect(header.split('\n')[0]).toContain(sample);
});

test.each<[HeaderDialect, Record<string, string>]>([
  ['arduino', { IOT_CONFIG_IOTHUB_FQDN: 'contoso.azure-devices.net' }],
  ['freertos', { democonfigHOSTNAME: 'contoso.azure-devices.net', democonfigDEVICE_ID: 'sensor-01' }],
  ['threadx', { IOT_HUB_HOSTNAME: 'contoso.azure-devices.net', IOT_HUB_DEVICE_ID: 'sensor-01' }],
])('the header for %s names the hub where it is known', (dialect, expected) => {
  const header = printCHeader(dialect, device, { ...settings, hubHost: 'contoso.azure-devices.net' });
  expect(readHeader(header)).toMatchObject(expected);
});

test('a header that is included twice defines its names once', () => {
  const [comment, guard, ...rest] = printCHeader('threadx', device, settings).trimEnd().split('\n');
  expect(comment).toMatch(/^\/\* .* \*\/$/);
  expect(rest[0]).toBe(`#define ${guard?.replace('#ifndef ', '')}`);
  expect(rest.at(-1)).toBe('#endif');
});

test('any text comes back from a header as it was', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('"', '\\', '?', '/', "'", '\n', '\r', '\0', '7', 'é', '🔑') }),
  );
  fc.assert(
    fc.property(text, text, (deviceId, primaryKey) => {
      const read = readHeader(printCHeader('arduino', { deviceId, primaryKey }, settings));
      expect([read['IOT_CONFIG_DEVICE_ID'], read['IOT_CONFIG_DEVICE_KEY']]).toEqual([deviceId, primaryKey]);
    }),
    { numRuns: 300 },
  );
});

function guardOf(header: string): string {
  return /^#ifndef (\w+)$/m.exec(header)?.[1] ?? '';
}

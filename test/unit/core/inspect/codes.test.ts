import { describe, expect, test } from 'vitest';
import { inspectWithSecrets } from '#core/inspect/inspect';
import type { InspectedItem, ItemFactName } from '#core/inspect/inspection';
import { codeFormNames, foreignWords } from '#core/words/en/codes';
import { frameText } from '#core/qr/text-frame';
import { encodePart } from '#core/qr/transfer-part';
import vectors from '../../../vectors/codes.json';

const AT = Date.UTC(2026, 10, 22);
const KEY = 'Jsm0lyGpjaVYVP2g3FnmnmG9dI/9qU24wNoykUmermc=';
const { subtle } = globalThis.crypto;

async function look(content: string, password?: string) {
  const parts = [{ name: undefined, content }];
  const { inspection, secrets } = await inspectWithSecrets(subtle, { parts, at: AT, ...(password && { password }) });
  return { ...inspection, secrets };
}

async function lookAtOne(content: string, password?: string) {
  const { items, secrets } = await look(content, password);
  if (items.length !== 1 || items[0] === undefined) throw new TypeError(`${items.length} items`);
  expect(JSON.stringify(items)).not.toContain(KEY);
  return { item: items[0], secret: secrets.get(items[0].id)?.() };
}

const factOf = (item: InspectedItem, name: ItemFactName): string | undefined =>
  item.facts.find((fact) => fact.name === name)?.value;
const textOf = (rows: readonly { readonly name: string; readonly text: string }[], name: string): string => {
  const row = rows.find((one) => one.name.startsWith(name));
  if (row === undefined) throw new TypeError(name);
  return row.text;
};
const codesOf = (item: InspectedItem): string[] => item.findings.map(({ code }) => code);
const OURS = textOf(vectors.workbench1, 'everything');

describe('codes that are inspected', () => {
  test('the form of ours tells all that is in it, and keeps the keys', async () => {
    const { item, secret } = await lookAtOne(OURS);
    expect(item).toMatchObject({ kind: 'connect-code', title: 'sensor-01', isSecret: true, findings: [] });
    expect(factOf(item, 'friendly-name')).toContain('Küche – 台所');
    expect(factOf(item, 'id-scope')).toBe('0ne00123ABC');
    expect(factOf(item, 'host-name')).toBe('dps.example.org');
    expect(factOf(item, 'model-id')).toBe('dtmi:com:example:Thermostat;1');
    expect(factOf(item, 'form')).toBe('Connect code of Device Workbench');
    expect(JSON.parse(secret ?? '')).toMatchObject({ deviceId: 'sensor-01', scopeId: '0ne00123ABC', deviceKey: KEY });
  });

  test('ours are found at the end of a line among others, blanks and all', async () => {
    const { items } = await look(`Pump: ${OURS}\nand ${textOf(vectors.workbench1, 'a label')}  \n`);
    expect(items.map(({ kind, title, isSecret }) => [kind, title, isSecret])).toEqual([
      ['connect-code', 'sensor-01', true],
      ['connect-code', 'sensor-01', false],
    ]);
  });

  test('several stand line by line', async () => {
    const central = vectors.payloads[0]?.text ?? '';
    for (const texts of [
      [OURS, OURS],
      [central, central, OURS],
      [OURS, textOf(vectors.workbench1, 'a group'), central],
    ]) {
      const { items } = await look(texts.join('\r\n'));
      expect(items.map(({ kind, isSecret }) => [kind, isSecret])).toEqual(texts.map(() => ['connect-code', true]));
    }
    expect((await look('WIFI:S:a;;\nand more')).items).toMatchObject([{ kind: 'unknown' }]);
  });

  test('a code of a module at a hub gives its connection string as the secret', async () => {
    const { item, secret } = await lookAtOne(textOf(vectors.workbench1, 'a module'));
    expect(factOf(item, 'module-id')).toBe('m1');
    expect(secret).toBe(
      `HostName=h.azure-devices.net;DeviceId=d1;ModuleId=m1;SharedAccessKey=${KEY};GatewayHostName=edge.local`,
    );
  });

  test('a group’s key is called one', async () => {
    const { item, secret } = await lookAtOne(textOf(vectors.workbench1, 'a group'));
    expect(codesOf(item)).toEqual(['qr/holds-group-key']);
    expect(factOf(item, 'credential')).toBe('the key of an enrollment group');
    expect(JSON.parse(secret ?? '')).toMatchObject({ keyType: 'group' });
  });

  test('a locked code asks for its passphrase, and is told with it', async () => {
    const row = vectors.locked1.find(({ endsAt }) => endsAt !== undefined);
    const { text, passphrase } = row ?? { text: '', passphrase: '' };
    const closed = await lookAtOne(text);
    expect(closed.item).toMatchObject({ kind: 'locked-code', title: '', isSecret: false });
    expect(codesOf(closed.item)).toEqual(['qr/passphrase-missing']);
    expect(factOf(closed.item, 'expires')).toBe('2027-01-01 00:00:00 UTC');
    const opened = await lookAtOne(text, passphrase);
    expect(opened.item).toMatchObject({ kind: 'connect-code', title: 'sensor-01', isSecret: true, findings: [] });
    expect(codesOf((await lookAtOne(text, 'other')).item)).toEqual(['qr/passphrase-wrong']);
  });

  test('the sample’s encrypted code opens as well', async () => {
    const { item } = await lookAtOne(vectors.sampleLocked[0]?.text ?? '', 'patient-42');
    expect(item).toMatchObject({ kind: 'connect-code', title: 'sensor-01', isSecret: true });
    expect(factOf(item, 'form')).toBe('Encrypted code of Microsoft’s sample');
  });

  test('a part of a sequence is sent to the Scan room', async () => {
    const part = { sequence: 1, length: 100, pieces: 4, number: 0, bytes: new Uint8Array(25) };
    const { item } = await lookAtOne(frameText('P', encodePart(part)));
    expect(item).toMatchObject({ kind: 'connect-code', isSecret: false });
    expect(factOf(item, 'use')).toContain('at least 4');
  });

  test('a damaged one is said to be one', async () => {
    expect(codesOf((await lookAtOne(OURS.replace('DW1C:', 'DW1C:00'))).item)).toEqual(['qr/damaged']);
    const central = vectors.payloads[0]?.text ?? '';
    expect(codesOf((await lookAtOne(central.slice(0, -30))).item)).toEqual(['qr/cut-short']);
  });

  const foreign = ['matter', 'dpp', 'esp-provisioning', 'wifi'] as const;
  test.each(foreign)('a code of kind %s is called by its name', async (kind) => {
    const row = vectors.payloads.find(({ expected }) => expected.foreign === kind && expected.facts?.length !== 0);
    const { item } = await lookAtOne(row?.text ?? '');
    expect(item).toMatchObject({ kind: 'foreign-code', title: foreignWords[kind].title, isSecret: false });
    expect(item.facts.filter(({ name }) => name === 'told')).toHaveLength(row?.expected.facts?.length ?? 0);
    expect(JSON.stringify(item)).not.toMatch(/abcd1234|geheim/);
  });

  test.each(['hello', '48213', 'tel:+4930123', '{"temperature":21}', '{"deviceId":"a"'])('%s is none', async (text) => {
    expect((await lookAtOne(text)).item).toMatchObject({ kind: 'unknown' });
  });
});

describe('words for codes', () => {
  test.each(Object.entries(foreignWords))('%s has a name and a sentence', (_kind, { title, explanation }) => {
    expect(title).toMatch(/^[A-Z].*[^.!?:]$/);
    expect(explanation).toMatch(/^[A-Z].*\.$/);
  });

  test('forms have names that differ', () => {
    const names = Object.values(codeFormNames);
    expect(new Set(names).size).toBe(names.length);
  });
});

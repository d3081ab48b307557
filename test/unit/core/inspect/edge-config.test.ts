import { describe, expect, test } from 'vitest';
import { makeFinding } from '#core/errors/workbench-error';
import { inspect, inspectWithSecrets } from '#core/inspect/inspect';
import type { InspectedItem } from '#core/inspect/inspection';
import { printEdgeConfig } from '#core/export/print-edge-config';
import { describeFinding } from '#core/words/words';
import { exportSettings } from '../../../support/key-makers.ts';

const AT = Date.UTC(2026, 5, 1);
const { subtle } = globalThis.crypto;
const KEY = 'Jsm0lyGpjaVYVP2g3FnmnmG9dI/9qU24wNoykUmermc=';

const WITH_CERTIFICATE = `
hostname = "edge-1"          # of this device

[provisioning]
source = "dps"
global_endpoint = "https://global.azure-devices-provisioning.net"
id_scope = "0ne00123ABC"

[provisioning.attestation]
method = "x509"
registration_id = "edge-1"
identity_cert = "file:///var/secrets/edge-1.pem"
identity_pk = "pkcs11:slot-id=0;object=edge?pin-value=1234"

[edge_ca]
cert = 'file:///var/secrets/edge-ca.pem'
pk = 'file:///var/secrets/edge-ca.key.pem'
`;

async function lookAt(text: string): Promise<InspectedItem> {
  const { items } = await inspect(subtle, { parts: [{ name: undefined, content: text }], at: AT });
  const [item] = items;
  if (item?.kind !== 'edge-config') throw new Error(`it was taken for ${item?.kind}`);
  return item;
}

const factsOf = (item: InspectedItem): Record<string, string> =>
  Object.fromEntries(item.facts.map(({ name, value }) => [name, value]));

/** What is found of each line, short: `4 quotes id_scope = "…"`. */
const faultsOf = ({ findings }: InspectedItem): string[] =>
  findings.map((finding) => {
    if (finding.code === 'inspect/edge-missing') return `missing ${finding.facts.table}.${finding.facts.key}`;
    if (finding.code !== 'inspect/edge-line') return finding.code;
    const { fault, line, mend, key } = finding.facts;
    return `${line} ${fault} ${mend === '' ? key : mend}`;
  });

test('a file as it should be is told in facts, without the PIN of its key', async () => {
  const item = await lookAt(WITH_CERTIFICATE);
  expect(item).toMatchObject({ title: 'edge-1', findings: [], isSecret: false });
  expect(factsOf(item)).toEqual({
    provisioning: 'dps',
    endpoint: 'https://global.azure-devices-provisioning.net',
    'id-scope': '0ne00123ABC',
    attestation: 'x509',
    'registration-id': 'edge-1',
    'identity-certificate': 'file:///var/secrets/edge-1.pem',
    'identity-key': 'pkcs11:slot-id=0;object=edge?pin-value=…',
    'edge-authority': 'file:///var/secrets/edge-ca.pem',
    'edge-authority-key': 'file:///var/secrets/edge-ca.key.pem',
  });
});

test('what the Keys room prints has nothing wrong with it, and its key is inside', async () => {
  const device = { deviceId: 'edge-1', primaryKey: KEY };
  const text = printEdgeConfig(device, { ...exportSettings, idScope: '0ne00123ABC' });
  const source = { parts: [{ name: 'config.toml', content: text }], at: AT };
  const { inspection, secrets } = await inspectWithSecrets(subtle, source);
  expect(inspection.items).toMatchObject([
    { kind: 'edge-config', title: 'edge-1', findings: [] },
    { kind: 'symmetric-key', within: 'item-1', isSecret: true },
  ]);
  expect(secrets.get('item-2')?.()).toBe(KEY);
  expect(JSON.stringify(inspection)).not.toContain(KEY);
});

test('a connection string inside is told as one', async () => {
  const connection = `HostName=h.azure-devices.net;DeviceId=edge-1;SharedAccessKey=${KEY}`;
  const text = `[provisioning]\nsource = "manual"\nconnection_string = "${connection}"\n`;
  const { items } = await inspect(subtle, { parts: [{ name: undefined, content: text }], at: AT });
  expect(items).toMatchObject([
    { kind: 'edge-config', findings: [] },
    { kind: 'connection-string', title: 'edge-1', within: 'item-1' },
  ]);
});

// As "How to connect devices with X.509 certificates" of IoT Central shows it: the old notation in front of the new one.
const MIXED = `# DPS X.509 provisioning configuration
provisioning:
  source: "dps"
  global_endpoint: "https://global.azure-devices-provisioning.net"
  scope_id: "<SCOPE_ID>"
  attestation:
    method: "x509"
#   registration_id: "<OPTIONAL>"
    identity_cert: "file:///<path>/device_cert.pem"
    identity_pk: "file:///<path>/device_key.pem"
#  always_reprovision_on_startup: true

[provisioning]
source = "dps"
global_endpoint = "https://global.azure-devices-provisioning.net"
id_scope = "0ne00123ABC"

[provisioning.attestation]
method = "x509"
registration_id = "edge-1"
identity_pk = "file:///var/edge-1_key.pem"
identity_cert = "file:///var/edge-1_cert.pem"
`;

test('the page that has two notations one after the other is told which lines to remove', async () => {
  const item = await lookAt(MIXED);
  expect(item.findings).toEqual([
    makeFinding('inspect/edge-line', { fault: 'yaml', line: 2, key: 'provisioning', mend: '2–10' }),
  ]);
  expect(describeFinding(item.findings[0] ?? makeFinding('inspect/empty', {})).remedy).toBe(
    'Remove the lines in this notation, 2–10.',
  );
  expect(factsOf(item)).toMatchObject({ 'id-scope': '0ne00123ABC', 'registration-id': 'edge-1' });
});

test('the old notation alone is read, and told to be that', async () => {
  const item = await lookAt(MIXED.slice(0, MIXED.indexOf('\n\n')));
  expect(faultsOf(item)).toEqual([
    '2 yaml provisioning',
    '5 placeholder id_scope',
    '9 placeholder identity_cert',
    '10 placeholder identity_pk',
  ]);
  expect(factsOf(item)).toMatchObject({ provisioning: 'dps', attestation: 'x509' });
});

const replaced = (...changes: readonly (readonly [string | RegExp, string])[]): string =>
  changes.reduce((text, [from, to]) => text.replace(from, to), WITH_CERTIFICATE.trimStart());

describe('every line that IoT Edge would not read is named, and mended', () => {
  test.each([
    ['a value without quotes', replaced(['"0ne00123ABC"', '0ne00123ABC']), ['6 quotes id_scope = "0ne00123ABC"']],
    ['a value with one quote', replaced(['"0ne00123ABC"', '"0ne00123ABC']), ['6 quotes id_scope = "0ne00123ABC"']],
    ['quotes of a word processor', replaced(['"x509"', '“x509”']), ['9 quotes method = "x509"']],
    [
      'a file with two slashes',
      replaced(['file:///var/secrets/edge-1', 'file://var/secrets/edge-1']),
      ['11 two-slashes identity_cert = "file:///var/secrets/edge-1.pem"'],
    ],
    [
      'a path',
      replaced(['file:///var/secrets/edge-1', '/var/secrets/edge-1']),
      ['11 path identity_cert = "file:///var/secrets/edge-1.pem"'],
    ],
    [
      'a path of Windows',
      replaced(['"file:///var/secrets/edge-1.pem"', String.raw`'C:\new\edge-1.pem'`]),
      ['11 path identity_cert = "file:///C:/new/edge-1.pem"'],
    ],
    [
      'an endpoint without https',
      replaced(['"https://global', '"global']),
      ['5 endpoint global_endpoint = "https://global.azure-devices-provisioning.net"'],
    ],
    [
      'a table of another name',
      replaced(['[provisioning.attestation]', '[provisioning_attestation]']),
      ['8 table-name [provisioning.attestation]'],
    ],
    [
      'the table of the other way',
      replaced(['[provisioning.attestation]', '[provisioning.authentication]']),
      ['8 table-name [provisioning.attestation]'],
    ],
    [
      'a table inside of the wrong one',
      replaced(['\n[edge_ca]', '\n[provisioning.authentication.identity_cert.auto_renew]\n\n[edge_ca]']),
      ['14 table-name [provisioning.attestation.identity_cert.auto_renew]'],
    ],
    ['a setting of another name', replaced(['id_scope', 'scope_id']), ['6 key-name id_scope = "0ne00123ABC"']],
    [
      'a setting in the wrong table',
      replaced([/\nregistration_id.*/, ''], ['\n[prov', '\nregistration_id = "a"\n[prov']),
      ['3 place [provisioning.attestation]'],
    ],
    [
      'a setting of the whole below a table',
      replaced([/$/, 'auto_reprovisioning_mode = Dynamic\n']),
      ['17 quotes auto_reprovisioning_mode = "Dynamic"', '17 place auto_reprovisioning_mode'],
    ],
    ['a setting that stands twice', replaced([/$/, 'cert = "file:///a.pem"\n']), ['17 twice cert']],
    [
      'a table of a setting that has a value',
      replaced([/$/, '[provisioning.attestation.identity_cert]\nmethod = "est"\n']),
      ['17 twice provisioning.attestation.identity_cert'],
    ],
    [
      'a table that stands twice',
      replaced([/$/, '[provisioning]\nsource = "manual"\n']),
      ['17 table-twice provisioning', '18 twice source'],
    ],
    ['what the manual left to fill in', replaced(['0ne00123ABC', '<DPS-ID-SCOPE>']), ['6 placeholder id_scope']],
    ['a way that there is not', replaced(['"dps"', '"DPS"']), ['4 value dps, manual']],
    [
      'a line that is no setting',
      replaced(['id_scope = ', 'id_scope ']),
      ['6 unreadable ', 'missing provisioning.id_scope'],
    ],
    ['a list that is not closed', replaced([/$/, 'trusted_certs = [\n"file:///a.pem",\n']), ['17 unreadable ']],
    ['no key', replaced([/\nidentity_pk.*/, '']), ['missing provisioning.attestation.identity_pk']],
    ['no way at all', replaced([/\nsource.*/, '']), ['missing provisioning.source']],
  ])('%s', async (_name, text, faults) => {
    expect(faultsOf(await lookAt(text))).toEqual(faults);
  });

  test('a key that does not say what it is', async () => {
    const text = printEdgeConfig({ deviceId: 'edge-1', primaryKey: KEY }, exportSettings);
    const item = await lookAt(text.replace(/\{ value = (.*) \}/, '$1'));
    expect(faultsOf(item)).toEqual(['10 inline-key symmetric_key = { value = "…" }']);
  });

  test('a certificate that the device has issued to itself needs no key', async () => {
    const text = replaced([/\nidentity_pk.*/, ''], [/identity_cert = .*/, 'identity_cert = { method = "est" }']);
    expect(faultsOf(await lookAt(text))).toEqual([]);
  });

  test('a template in which everything is a comment is one without settings', async () => {
    expect(faultsOf(await lookAt('# [provisioning]\n# source = "dps"\n'))).toEqual(['missing provisioning.source']);
  });
});

test('a key in the place of its address is not shown', async () => {
  const item = await lookAt(replaced([/identity_pk = .*/, `identity_pk = ${KEY}${KEY}`]));
  expect(JSON.stringify(item)).not.toContain(KEY.slice(0, 12));
  expect(factsOf(item)['identity-key']).toBe('not an address of a file');
});

describe('a key in a place where none belongs is not shown', () => {
  // Without signs, so that it could be the name of a setting.
  const PLAIN_KEY = KEY.replace('/', 'x');
  const CONNECTION = `HostName=pump.azure-devices.net;DeviceId=pump-1;SharedAccessKey=${KEY}`;

  test.each([
    ['behind the end of its line', `symmetric_key =\n${PLAIN_KEY}`],
    ['and in quotation marks', `symmetric_key = { value =\n"${PLAIN_KEY}" }`],
    ['without its end', `symmetric_key =\n${PLAIN_KEY.slice(0, -1)} =`],
    ['of 16 bytes', 'symmetric_key =\nJsm0lyGpjaVYVP2g3FnmnA=='],
    ['in a connection string alone', CONNECTION],
    ['in a connection string for an address', `global_endpoint = "${CONNECTION}"`],
    ['in a connection string behind a wrong name', `id_scope: "${CONNECTION}"\nidscope = ${CONNECTION}`],
    ['for an ID', `registration_id = "${KEY}"`],
    ['for a path', `identity_cert = "/${KEY}"\nidentity_pk = "/${KEY}"`],
    ['in a token', `id_scope = SharedAccessSignature sr=0ne&sig=${encodeURIComponent(KEY)}&se=1`],
  ])('%s', async (_where, lines) => {
    const item = await lookAt(
      `[provisioning]\nsource = "dps"\n[provisioning.attestation]\nmethod = "x509"\n${lines}\n`,
    );
    const shown = JSON.stringify([item, item.findings.map((finding) => describeFinding(finding))]);
    expect(shown).not.toContain('Jsm0lyGp');
    expect(item.findings.length).toBeGreaterThan(0);
  });
});

test('the registration ID of a file with certificates is the device that these are judged for', async () => {
  const { default: vectors } = await import('../../../vectors/x509.json');
  const parts = [vectors.leaf.join('\n'), WITH_CERTIFICATE].map((content) => ({ name: undefined, content }));
  const judged = async (deviceId?: string): Promise<string | undefined> => {
    const source = { parts, at: AT, ...(deviceId !== undefined && { deviceId }) };
    return (await inspect(subtle, source)).checks.find(({ check }) => check === 'common-name')?.reason;
  };
  expect(await judged()).toBe('common-name/other-device');
  expect(await judged('device-1')).toBe('common-name/is-device');
});

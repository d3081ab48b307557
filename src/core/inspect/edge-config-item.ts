import { inspectValues as words } from '../words/en/inspect-values.ts';
import { makeConnectionStringItem } from './connection-string-item.ts';
import type { FoundItem } from './found-item.ts';
import type { ItemFact, ItemFactName } from './inspection.ts';
import { listFacts, makeCodeFact, makeFact } from './item-facts.ts';
import { judgeEdgeConfig, type MendedSettings, textOfSetting } from './judge-edge-config.ts';
import { readEdgeConfig } from './read-edge-config.ts';
import { mayHoldSecret } from './secret-text.ts';
import { judgeSymmetricKey, makeSymmetricKeyItem } from './symmetric-key-item.ts';

/** What is told of a configuration, and where it stands; in the manual way the proof has a table of another name. */
const TOLD: readonly (readonly [ItemFactName, ...string[]])[] = [
  ['provisioning', 'provisioning.source'],
  ['endpoint', 'provisioning.global_endpoint'],
  ['id-scope', 'provisioning.id_scope'],
  ['host-name', 'provisioning.iothub_hostname'],
  ['device-id', 'provisioning.device_id'],
  ['attestation', 'provisioning.attestation.method', 'provisioning.authentication.method'],
  ['registration-id', 'provisioning.attestation.registration_id'],
  ['edge-authority', 'edge_ca.cert'],
  ['trust-bundle', 'trust_bundle_cert'],
  ['gateway', 'parent_hostname'],
];
const ADDRESSES: readonly (readonly [ItemFactName, ...string[]])[] = [
  ['identity-certificate', 'provisioning.attestation.identity_cert', 'provisioning.authentication.identity_cert'],
  ['identity-key', 'provisioning.attestation.identity_pk', 'provisioning.authentication.identity_pk'],
  ['edge-authority-key', 'edge_ca.pk'],
];

/** Says what `config.toml` of IoT Edge sets, and what keeps IoT Edge from reading it. */
export function makeEdgeConfigItem(text: string, at: number): FoundItem {
  const { settings, findings } = judgeEdgeConfig(readEdgeConfig(text));
  const named = firstText(settings, ['provisioning.attestation.registration_id', 'provisioning.device_id']);
  const deviceId = named === undefined || mayHoldSecret(named) ? undefined : named;
  return {
    kind: 'edge-config',
    title: deviceId ?? '',
    facts: listFacts([
      ...TOLD.map((row) => describe(settings, row)),
      ...ADDRESSES.map((row) => describeAddress(settings, row)),
    ]),
    findings,
    contents: listSecrets(settings, at),
    ...(deviceId !== undefined && hasCertificate(settings) && { deviceId }),
  };
}

function describe(settings: MendedSettings, [name, ...paths]: (typeof TOLD)[number]): ItemFact | undefined {
  const text = firstText(settings, paths);
  if (text === undefined) return undefined;
  return mayHoldSecret(text) ? makeFact(name, words.hiddenSecret) : makeCodeFact(name, text.slice(0, 200));
}

/** Whoever put a key where its address belongs does not see it here; the PIN of a PKCS #11 address is one. */
function describeAddress(settings: MendedSettings, [name, ...paths]: (typeof TOLD)[number]): ItemFact | undefined {
  const text = firstText(settings, paths);
  if (text === undefined) return undefined;
  const isAddress = /^(?:file:|pkcs11:|\/|~|\.|[a-z]:[\\/])/i.test(text) && text.length <= 200 && !mayHoldSecret(text);
  return isAddress ? makeCodeFact(name, text.replace(/(pin-value=)[^&;]*/gi, '$1…')) : makeFact(name, words.noAddress);
}

function firstText(settings: MendedSettings, paths: readonly string[]): string | undefined {
  return paths.map((path) => textOfSetting(settings, path)).find((text) => text !== undefined);
}

function hasCertificate(settings: MendedSettings): boolean {
  return firstText(settings, ['provisioning.attestation.method', 'provisioning.authentication.method']) === 'x509';
}

/** The connection string and the keys that stand in the configuration itself. */
function listSecrets(settings: MendedSettings, at: number): FoundItem[] {
  const connection = textOfSetting(settings, 'provisioning.connection_string');
  const keys = ['provisioning.attestation.symmetric_key', 'provisioning.authentication.device_id_pk'].flatMap(
    (path) => {
      const text = textOfSetting(settings, path, 'value');
      const judged = text === undefined ? undefined : judgeSymmetricKey(text);
      return judged?.ok === true ? [makeSymmetricKeyItem(judged.value)] : [];
    },
  );
  return [...(connection === undefined ? [] : [makeConnectionStringItem(connection, at)]), ...keys];
}

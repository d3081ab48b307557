/** Names that `config.toml` has, and what people write in their place (Azure/iot-identity-service, `super_config.rs`). */

/** Settings that belong above the first table. */
export const TOP_SETTINGS: readonly string[] = [
  'hostname',
  'parent_hostname',
  'trust_bundle_cert',
  'allow_elevated_docker_permissions',
  'auto_reprovisioning_mode',
];

/** Settings that belong in one table. */
export const TABLE_OF_SETTING: Readonly<Record<string, string>> = {
  source: 'provisioning',
  global_endpoint: 'provisioning',
  id_scope: 'provisioning',
  connection_string: 'provisioning',
  iothub_hostname: 'provisioning',
  device_id: 'provisioning',
  registration_id: 'provisioning.attestation',
  symmetric_key: 'provisioning.attestation',
  device_id_pk: 'provisioning.authentication',
};

const SETTINGS: Readonly<Record<string, string>> = {
  scope_id: 'id_scope',
  idscope: 'id_scope',
  scopeid: 'id_scope',
  registrationid: 'registration_id',
  reg_id: 'registration_id',
  globalendpoint: 'global_endpoint',
  dps_endpoint: 'global_endpoint',
  device_connection_string: 'connection_string',
  connectionstring: 'connection_string',
  iothub_host_name: 'iothub_hostname',
  hub_hostname: 'iothub_hostname',
  deviceid: 'device_id',
  identity_certificate: 'identity_cert',
  identity_private_key: 'identity_pk',
  identity_key: 'identity_pk',
  symmetrickey: 'symmetric_key',
  trust_bundle: 'trust_bundle_cert',
};

const TABLES: Readonly<Record<string, string>> = {
  attestation: 'provisioning.attestation',
  authentication: 'provisioning.authentication',
  provisioning_attestation: 'provisioning.attestation',
  provisioning_authentication: 'provisioning.authentication',
  edgeca: 'edge_ca',
};

/** Gives the name that a setting has to have; `provisioning.…`: in tables of this product alone, others have names of their own. */
export function mendSettingName(key: string, table: string): string {
  if (table !== '' && !/^provisioning\b/.test(table)) return key;
  const plain = key.toLowerCase().replaceAll('-', '_');
  return SETTINGS[plain] ?? (plain in TABLE_OF_SETTING || TOP_SETTINGS.includes(plain) ? plain : key);
}

/** Gives the name that a table has to have, where the device comes by way of `source`. */
export function mendTableName(name: string, source: string | undefined): string {
  const plain = name.toLowerCase().replaceAll('-', '_');
  const known = TABLES[plain] ?? (/^(?:provisioning|edge_ca)\b/.test(plain) ? plain : name);
  if (source === 'dps') return known.replace(/^provisioning\.authentication\b/, 'provisioning.attestation');
  if (source === 'manual') return known.replace(/^provisioning\.attestation\b/, 'provisioning.authentication');
  return known;
}

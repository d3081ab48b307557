import { exportWords } from '../words/en/export.ts';
import type { ExportSettings, FlashedDevice } from './flashed-device.ts';

/**
 * Prints `/etc/aziot/config.toml` of IoT Edge 1.2 and later: provisioning by DPS with a symmetric key
 * (Azure/iotedge, `edgelet/contrib/config/linux/template.toml`). The rest has defaults there.
 */
export function printEdgeConfig({ deviceId, primaryKey }: FlashedDevice, settings: ExportSettings): string {
  return `# ${exportWords.edgeConfig}
[provisioning]
source = "dps"
global_endpoint = ${quoteToml(`https://${settings.dpsHost}`)}
id_scope = ${quoteToml(settings.idScope)}

[provisioning.attestation]
method = "symmetric_key"
registration_id = ${quoteToml(deviceId)}
symmetric_key = { value = ${quoteToml(primaryKey)} }
`;
}

/** Gives a basic string (TOML 1.0.0, "String"): quotes, backslashes and control characters are escaped. */
function quoteToml(text: string): string {
  const escaped = text.replace(/["\\\p{Cc}]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

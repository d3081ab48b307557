import { exportWords } from '../words/en/export.ts';
import type { ExportSettings, FlashedDevice } from './flashed-device.ts';
import { quoteToml } from './quote-toml.ts';

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

import { expect, test } from 'vitest';
import { inspect } from '#core/inspect/inspect';

const { subtle } = globalThis.crypto;
const at = Date.UTC(2026, 5, 1);

test('an address of DPS without https:// keeps all of its name in the line that mends it', async () => {
  const line = async (value: string): Promise<string | undefined> => {
    const content = `[provisioning]\nsource = "dps"\nglobal_endpoint = "${value}"\nid_scope = "0ne00A1B2C3"\n\n[provisioning.attestation]\nmethod = "tpm"\n`;
    const { items } = await inspect(subtle, { parts: [{ name: undefined, content }], at });
    const [finding] = items.flatMap(({ findings }) => findings);
    return finding?.code === 'inspect/edge-line' ? finding.facts.mend : undefined;
  };
  const mended = 'global_endpoint = "https://global.azure-devices-provisioning.net"';
  expect(await line('global.azure-devices-provisioning.net')).toBe(mended);
  expect(await line('http://global.azure-devices-provisioning.net')).toBe(mended);
  expect(await line('localhost:8443')).toBe('global_endpoint = "https://localhost:8443"');
});

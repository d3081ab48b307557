import { describe, expect, test } from 'vitest';
import { judgeServer } from '#core/tls/judge-server';
import { readAzureRoots } from '#core/trust/azure-roots';
import { commonNameOf, isSelfIssued } from '#core/x509/certificate';
import { judgeChain } from '#core/x509/chain';
import { makeThumbprint } from '#core/x509/thumbprint';

const { subtle } = globalThis.crypto;
const roots = readAzureRoots();

describe('the roots of Azure that are built in', () => {
  test('are those four, by the fingerprints that DigiCert and Microsoft publish', async () => {
    const found = await Promise.all(
      roots.map(async ({ subject, der }) => [commonNameOf(subject), await makeThumbprint(subtle, der, 'SHA-256')]),
    );
    expect(found).toEqual([
      ['DigiCert Global Root G2', 'CB3CCBB76031E5E0138F8DD39A23F9DE47FFC35E43C1144CEA27D46A5AB1CB5F'],
      ['DigiCert Global Root G3', '31AD6648F8104138C738F39EA4320133393E3A18CC02296EF97C2AC9EF6731D0'],
      [
        'Microsoft RSA Root Certificate Authority 2017',
        'C741F70F4B2A8D88BF2E71C14122EF53EF10EBA0CFA5E64CFA20F418853073E0',
      ],
      [
        'Microsoft ECC Root Certificate Authority 2017',
        '358DF39D764AF9E1B766E9C972DF352EE15CFAC227AF6AD1D70E8E4A6EDCBA02',
      ],
    ]);
  });

  test('are good for servers, each as the end of a path', async () => {
    for (const root of roots) {
      expect(isSelfIssued(root)).toBe(true);
      const request = { leaf: root, intermediates: [], anchors: roots, at: Date.UTC(2026, 5, 1) };
      // Roots are no servers: nothing is asked of what they are for.
      expect(await judgeChain(subtle, { ...request, usage: 'any' })).toMatchObject({ ok: true });
    }
  });

  test('are for no host themselves: a common name is no name', async () => {
    const [root] = roots;
    const chain = root === undefined ? [] : [root.der];
    const judged = await judgeServer(subtle, {
      chain,
      roots,
      host: 'DigiCert Global Root G2',
      at: Date.UTC(2026, 5, 1),
    });
    expect(judged.finding?.code).toBe('tls/wrong-host');
  });
});

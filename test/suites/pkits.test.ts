import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { readCertificate } from '#core/x509/certificate';
import { judgeChain } from '#core/x509/chain';

/** Where we decide otherwise than a name says, how often, and why. Whatever fits none of them is a fault of ours. */
const OTHERWISE: readonly (readonly [reason: string, count: number, names: RegExp])[] = [
  [
    'taken: revocation is not looked at',
    46,
    /^Invalid(.*(CRL|cRL|Reasons|distributionPoint|onlyContains|IDP|Revoked|SerialNumber|SelfIssued(NewWithOld|OldWithNew)))/,
  ],
  ['taken: nobody asks for a policy', 6, /^Invalid.*inhibitAnyPolicy/],
  ['refused: critical rules for policies are not processed', 16, /^Valid.*(Policy|PolicyMapping)/],
  ['refused: DSA, which browsers cannot check', 2, /^ValidDSA/],
];
const AT = Date.UTC(2026, 5, 1);

test('PKITS is agreed with, but for what is told here', async () => {
  const folder = process.env['PKITS'];
  if (folder === undefined) throw new Error('PKITS names no folder of its certificates');
  const names = readdirSync(folder).filter((name) => name.endsWith('.crt'));
  const readable = names.flatMap((name) => {
    const read = readCertificate(new Uint8Array(readFileSync(join(folder, name))));
    return read.ok ? [[name, read.value] as const] : [];
  });
  const certificates = new Map(readable);
  const anchor = certificates.get('TrustAnchorRootCertificate.crt');
  if (anchor === undefined) throw new Error('the trust anchor is missing');
  // All of them are at hand for each: the right ones have to be found.
  const intermediates = [...certificates.values()];

  const different: string[] = [];
  const cases = names.filter((name) => /^(Valid|Invalid).*Test\d+/.test(name));
  for (const name of cases) {
    const leaf = certificates.get(name);
    const request = { intermediates, anchors: [anchor], at: AT, usage: 'any' } as const;
    const isGood = leaf !== undefined && (await judgeChain(crypto.subtle, { leaf, ...request })).ok;
    if (isGood !== name.startsWith('Valid')) different.push(name);
  }
  process.stdout.write(`PKITS: ${cases.length - different.length} of ${cases.length} agree\n`);
  const counts = OTHERWISE.map(([reason, , fits]) => {
    const count = different.filter((name) => fits.test(name)).length;
    process.stdout.write(`  ${count} ${reason}\n`);
    return [reason, count];
  });
  expect(different.filter((name) => !OTHERWISE.some(([, , fits]) => fits.test(name)))).toEqual([]);
  expect(counts).toEqual(OTHERWISE.map(([reason, count]) => [reason, count]));
});

import process from 'node:process';
import { expect, test } from 'vitest';
import { readLimbo, runLimboCase } from './limbo.ts';

/** Where we decide otherwise than x509-limbo expects, and why. Whatever is not here is a fault of ours, or new. */
const OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  'taken: revocation is not looked at': [
    'crl::revoked-certificate-with-crl',
    'crl::crlnumber-missing',
    'crl::crlnumber-critical',
    'crl::issuer-missing-crlsign',
  ],
  'taken: the limit of a path is ours and not the caller’s': [
    'pathlen::max-chain-depth-0-exhausted',
    'pathlen::max-chain-depth-1-exhausted',
  ],
  'taken: what RFC 5280 asks of who issues, and lets nobody in': [
    'rfc5280::aki::critical-aki',
    'rfc5280::aki::leaf-missing-aki',
    'rfc5280::aki::intermediate-missing-aki',
    'rfc5280::aki::cross-signed-root-missing-aki',
    'rfc5280::ca-empty-subject',
    'rfc5280::leaf-ku-keycertsign',
    'rfc5280::nc::invalid-dnsname-leading-period',
    'rfc5280::nc::nc-permits-invalid-dns-san',
    'rfc5280::nc::nc-permits-invalid-email-san',
    'rfc5280::nc::not-allowed-in-ee-critical',
    'rfc5280::nc::not-allowed-in-ee-noncritical',
    'rfc5280::nc::permitted-dns-match-noncritical',
    'rfc5280::pc::ica-noncritical-pc',
    'rfc5280::root-non-critical-basic-constraints',
    'rfc5280::san::noncritical-with-empty-subject',
    'rfc5280::san::underscore-dns',
    'rfc5280::serial::too-long',
    'rfc5280::serial::zero',
    'rfc5280::ski::critical-ski',
    'rfc5280::ski::intermediate-missing-ski',
    'rfc5280::ski::root-missing-ski',
  ],
  'taken: rules of the CA/Browser Forum for the public web, not those of private authorities': [
    'webpki::aki::root-with-aki-all-fields',
    'webpki::aki::root-with-aki-authoritycertissuer',
    'webpki::aki::root-with-aki-authoritycertserialnumber',
    'webpki::aki::root-with-aki-missing-keyidentifier',
    'webpki::aki::root-with-aki-ski-mismatch',
    'webpki::cn::case-mismatch',
    'webpki::cn::ipv4-hex-mismatch',
    'webpki::cn::ipv4-leading-zeros-mismatch',
    'webpki::cn::ipv6-non-rfc5952-mismatch',
    'webpki::cn::ipv6-uncompressed-mismatch',
    'webpki::cn::ipv6-uppercase-mismatch',
    'webpki::cn::not-in-san',
    'webpki::cn::punycode-not-in-san',
    'webpki::cn::utf8-vs-punycode-mismatch',
    'webpki::ee-basicconstraints-ca',
    'webpki::eku::ee-anyeku',
    'webpki::eku::ee-critical-eku',
    'webpki::eku::ee-without-eku',
    'webpki::eku::root-has-eku',
    'webpki::forbidden-rsa-key-not-divisible-by-8-in-leaf',
    'webpki::forbidden-rsa-not-divisible-by-8-in-root',
    'webpki::malformed-aia',
    'webpki::san::public-suffix-multi-label-wildcard-san',
    'webpki::san::public-suffix-private-namespace-wildcard-san',
    'webpki::san::san-critical-with-nonempty-subject',
  ],
  'taken here: a key of a kind that no handshake of ours takes': [
    'webpki::forbidden-dsa-leaf',
    'webpki::forbidden-p192-leaf',
  ],
  'refused: an authority’s certificate whose key may not sign handshakes (RFC 8446, 4.4.2.2)': [
    'pathlen::validation-ignores-pathlen-in-leaf',
    'rfc5280::ca-as-leaf',
  ],
};

test('x509-limbo is agreed with, but for what is told here', async () => {
  const path = process.env['X509_LIMBO'];
  if (path === undefined) throw new Error('X509_LIMBO names no limbo.json');
  const cases = readLimbo(path);
  expect(cases.length).toBeGreaterThan(0);
  const different: string[] = [];
  const slow: string[] = [];
  for (const limbo of cases) {
    const started = performance.now();
    const result = await runLimboCase(globalThis.crypto.subtle, limbo);
    if (performance.now() - started > 500) slow.push(limbo.id);
    if ((result === 'SUCCESS') !== (limbo.expected_result === 'SUCCESS')) different.push(limbo.id);
  }
  process.stdout.write(`x509-limbo: ${cases.length - different.length} of ${cases.length} agree\n`);
  for (const [reason, ids] of Object.entries(OTHERWISE)) {
    process.stdout.write(`  ${ids.filter((id) => different.includes(id)).length} ${reason}\n`);
  }
  expect(slow).toEqual([]);
  expect(different.toSorted()).toEqual(Object.values(OTHERWISE).flat().toSorted());
});

import { describe, expect, test } from 'vitest';
import { generateKeyPair } from '#core/issuing/key-pair';
import { issueAuthority } from '#core/issuing/issue-authority';
import type { Network } from '#core/issuing/name-limits';
import { readCertificate, type Certificate } from '#core/x509/certificate';
import type { GeneralName } from '#core/x509/general-name';
import { isWithinConstraints } from '#core/x509/name-constraints';

const VALIDITY = { notBefore: Date.UTC(2026, 0), notAfter: Date.UTC(2027, 0) };

async function issue(domains: readonly [string, ...string[]], network: Network): Promise<Certificate> {
  const keys = await generateKeyPair(crypto.subtle, 'P-256', false);
  const limits = { domains, networks: [network] } as const;
  const plan = { commonName: 'root', validity: VALIDITY, keys, pathLength: 0, profile: 'azure', limits } as const;
  const read = readCertificate(await issueAuthority(crypto, plan));
  if (!read.ok) throw new Error('the certificate cannot be read');
  return read.value;
}

function isAllowed({ subject, nameConstraints }: Certificate, name: GeneralName): boolean {
  if (nameConstraints === undefined) throw new Error('there are no limits');
  return isWithinConstraints({ subject, subjectAlternativeNames: [name] }, nameConstraints);
}

const ip = (...octets: number[]): GeneralName => ({ kind: 'ip', value: Uint8Array.from(octets) });
const dns = (value: string): GeneralName => ({ kind: 'dns', value });

describe('an authority with limits', () => {
  test('says them as an extension that nobody may pass over', async () => {
    const { extensions } = await issue(['bench.local'], { address: Uint8Array.of(10, 0, 0, 0), bits: 8 });
    expect(extensions.find(({ oid }) => oid === '2.5.29.30')?.critical).toBe(true);
  });

  test('signs for its domains and all below, and for no others', async () => {
    const root = await issue(['bench.local', 'x.example'], { address: Uint8Array.of(10, 0, 0, 0), bits: 8 });
    expect(['bench.local', 'a.bench.local', 'x.example'].map((name) => isAllowed(root, dns(name)))).not.toContain(
      false,
    );
    expect(['local', 'xbench.local', 'example'].map((name) => isAllowed(root, dns(name)))).not.toContain(true);
  });

  test.each([
    [8, [10, 255, 255, 255], [11, 0, 0, 0]],
    [12, [172, 31, 0, 1], [172, 32, 0, 1]],
    [31, [10, 0, 0, 1], [10, 0, 0, 2]],
    [32, [10, 0, 0, 0], [10, 0, 0, 1]],
  ])('signs for a network of %i bits whole, and not beyond', async (bits, inside, outside) => {
    const [first = 0, second = 0] = inside;
    const address = Uint8Array.of(first, bits === 12 ? second & 0xf0 : 0, 0, 0);
    const root = await issue(['bench.local'], { address, bits });
    expect(isAllowed(root, ip(...inside))).toBe(true);
    expect(isAllowed(root, ip(...outside))).toBe(false);
  });

  test('knows networks of IPv6', async () => {
    const address = Uint8Array.of(0xfc, ...Array<number>(15).fill(0));
    const root = await issue(['bench.local'], { address, bits: 7 });
    const at = (first: number): GeneralName => ip(first, ...Array<number>(15).fill(9));
    expect([0xfc, 0xfd].map((first) => isAllowed(root, at(first)))).toEqual([true, true]);
    expect([0xfe, 0xfb].map((first) => isAllowed(root, at(first)))).toEqual([false, false]);
    expect(isAllowed(root, ip(10, 0, 0, 1))).toBe(false);
  });
});

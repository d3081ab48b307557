import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ClientIdentity } from '#core/identity/client-identity';
import { issueSelfSigned } from '#core/issuing/issue-self-signed';
import type { KeyKind } from '#core/issuing/key-kind';
import {
  isProvableHost,
  makeChallenge,
  PROOF_CHAIN_LIMIT_BYTES,
  proveCertificate,
  verifyProof,
  type CertificateProof,
  type ProofQuestion,
} from '#core/wire/certificate-proof';
import { loadCryptoEngines } from '../../../support/crypto-engines.ts';
import { keysOf, validity } from '../../../support/issuing.ts';

const RSA_TIME_MS = 60_000;
const { crypto } = globalThis;
const { subtle } = crypto;
const KINDS: readonly KeyKind[] = ['P-256', 'P-384', 'RSA-2048'];

const identities = new Map<string, ClientIdentity>();
beforeAll(async () => {
  for (const kind of KINDS) identities.set(kind, await makeIdentity(kind));
}, RSA_TIME_MS);

async function makeIdentity(kind: KeyKind): Promise<ClientIdentity> {
  const keys = await keysOf(kind);
  const leaf = await issueSelfSigned(crypto, { commonName: `of ${kind}`, keys, validity, profile: 'azure' });
  return { chain: [leaf], key: keys.privateKey };
}

const identityOf = (kind: KeyKind): ClientIdentity => identities.get(kind)!;
const ask = (host = 'hub.local'): ProofQuestion => ({ challenge: makeChallenge(crypto), host });

/** The same RSA key, for another scheme, and not to be exported. */
async function importedFor(algorithm: RsaHashedImportParams): Promise<ClientIdentity> {
  const { key, chain } = identityOf('RSA-2048');
  const pkcs8 = await subtle.exportKey('pkcs8', key);
  return { chain, key: await subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']) };
}

describe('a proof is taken', () => {
  test.each([
    ['P-256', 'ecdsa_secp256r1_sha256'],
    ['P-384', 'ecdsa_secp384r1_sha384'],
    ['RSA-2048', 'rsa_pkcs1_sha256'],
  ] as const)('by a key of the kind %s, as %s', async (kind, scheme) => {
    const question = ask();
    const { chain } = identityOf(kind);
    const proof = await proveCertificate(subtle, identityOf(kind), question);
    expect(proof).toMatchObject({ chain, scheme });
    for (const [, engine] of await loadCryptoEngines()) {
      expect(await verifyProof(engine.subtle, structuredClone(proof), question)).toEqual({ ok: true, chain });
    }
  });

  test.each([256, 384, 512])('by an RSA key that was imported for either scheme with SHA-%i', async (bits) => {
    for (const [name, scheme] of [
      ['RSA-PSS', `rsa_pss_rsae_sha${bits}`],
      ['RSASSA-PKCS1-v1_5', `rsa_pkcs1_sha${bits}`],
    ] as const) {
      const question = ask();
      const proof = await proveCertificate(subtle, await importedFor({ name, hash: `SHA-${bits}` }), question);
      expect(proof.scheme).toBe(scheme);
      expect(await verifyProof(subtle, proof, question)).toMatchObject({ ok: true });
    }
  });

  test('with all that stands behind the leaf, as it was sent', async () => {
    const [leaf] = identityOf('P-256').chain;
    const [issuer] = identityOf('P-384').chain;
    const question = ask();
    const proof = await proveCertificate(subtle, { ...identityOf('P-256'), chain: [leaf, issuer] }, question);
    expect(await verifyProof(subtle, proof, question)).toEqual({ ok: true, chain: [leaf, issuer] });
  });
});

describe('a proof is not taken', () => {
  const wrong = { ok: false, fault: { kind: 'signature', certificate: 'CN=of P-256' } };
  let question: ProofQuestion;
  let proof: CertificateProof;
  beforeAll(async () => {
    question = ask();
    proof = await proveCertificate(subtle, identityOf('P-256'), question);
  });

  test('for another challenge, another host, or a host that only looks like it', async () => {
    expect(await verifyProof(subtle, proof, { ...question, challenge: makeChallenge(crypto) })).toEqual(wrong);
    expect(await verifyProof(subtle, proof, { ...question, host: 'dps.local' })).toEqual(wrong);
    expect(await verifyProof(subtle, proof, { ...question, host: 'hub.loca' })).toEqual(wrong);
    expect(await verifyProof(subtle, proof, question)).toMatchObject({ ok: true });
  });

  test('with another chain than the one that was signed', async () => {
    const more = [...proof.chain, ...identityOf('P-384').chain];
    expect(await verifyProof(subtle, { ...proof, chain: more }, question)).toEqual(wrong);
    // Of the same key, so that only what was signed tells them apart.
    const keys = await keysOf('P-256');
    const twin = await issueSelfSigned(crypto, { commonName: 'twin', keys, validity, profile: 'azure' });
    const fault = { kind: 'signature', certificate: 'CN=twin' };
    expect(await verifyProof(subtle, { ...proof, chain: [twin] }, question)).toEqual({ ok: false, fault });
  });

  test('with the same bytes, of which some have moved from one certificate to the next', async () => {
    const [leaf] = identityOf('P-256').chain;
    const [issuer] = identityOf('P-384').chain;
    const made = await proveCertificate(subtle, { ...identityOf('P-256'), chain: [leaf, issuer] }, question);
    const parted = [leaf, issuer.slice(0, 9), issuer.slice(9)];
    expect(await verifyProof(subtle, { ...made, chain: parted }, question)).toEqual(wrong);
  });

  test('by the key of another certificate, of the same kind or not', async () => {
    const stranger = (await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']))
      .privateKey;
    for (const key of [stranger, identityOf('P-384').key, identityOf('RSA-2048').key]) {
      const made = await proveCertificate(subtle, { ...identityOf('P-256'), key }, question);
      expect(await verifyProof(subtle, made, question)).toEqual(wrong);
    }
  });

  test('with one bit of the signature changed, wherever it stands', async () => {
    for (let bit = 0; bit < proof.signature.length * 8; bit += 37) {
      const signature = proof.signature.slice();
      signature[bit >> 3]! ^= 1 << (bit & 7);
      expect(await verifyProof(subtle, { ...proof, signature }, question)).toEqual(wrong);
    }
  });

  test('with a signature of the same text by another scheme', async () => {
    const pss = await proveCertificate(subtle, await importedFor({ name: 'RSA-PSS', hash: 'SHA-256' }), question);
    for (const scheme of ['rsa_pkcs1_sha256', 'rsa_pss_rsae_sha384', 'ecdsa_secp256r1_sha256'] as const) {
      expect(await verifyProof(subtle, { ...pss, scheme }, question)).toMatchObject({ fault: { kind: 'signature' } });
    }
  });

  test('whose first certificate cannot be read', async () => {
    const broken = { ...proof, chain: [proof.chain[0]!.slice(1)] };
    expect(await verifyProof(subtle, broken, question)).toEqual({ ok: false, fault: { kind: 'unreadable' } });
  });

  test('that is none, or too large', async () => {
    const half = new Uint8Array(PROOF_CHAIN_LIMIT_BYTES / 2);
    const form = { ok: false, fault: { kind: 'form' } };
    for (const answer of [
      undefined,
      null,
      'proof',
      {},
      { ...proof, chain: [] },
      { ...proof, chain: proof.chain[0] },
      { ...proof, chain: [...proof.chain, 'PEM'] },
      { ...proof, chain: [...proof.chain, new Uint8Array()] },
      { ...proof, chain: Array.from({ length: 5 }) },
      { ...proof, chain: Array.from({ length: 1_000_000 }) },
      { ...proof, chain: [...proof.chain, half, half] },
      { ...proof, scheme: 'ed25519' },
      { ...proof, scheme: 'constructor' },
      { ...proof, scheme: 4 },
      { ...proof, signature: [...proof.signature] },
      { ...proof, signature: new Uint8Array(1025) },
    ]) {
      expect(await verifyProof(subtle, answer, question)).toEqual(form);
    }
    // What fills the limit is judged.
    const filled = new Uint8Array(PROOF_CHAIN_LIMIT_BYTES - proof.chain[0]!.length);
    expect(await verifyProof(subtle, { ...proof, chain: [...proof.chain, filled] }, question)).toEqual(wrong);
  });

  test('whatever it is: no answer makes the judge throw', async () => {
    const anyBytes = fc.uint8Array({ maxLength: 80 });
    const anyChain = fc.array(fc.oneof(anyBytes, fc.constant(proof.chain[0]!)), { maxLength: 3 });
    const anyScheme = fc.constantFrom(
      'ecdsa_secp256r1_sha256',
      'ecdsa_secp384r1_sha384',
      'rsa_pss_rsae_sha512',
      'rsa_pkcs1_sha256',
    );
    const anyProof = fc.record({ chain: anyChain, scheme: anyScheme, signature: anyBytes });
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyProof, fc.anything()), async (answer) => {
        expect(await verifyProof(subtle, answer, question)).toMatchObject({ ok: false });
      }),
      { numRuns: 200 },
    );
  });
});

test('a key that is no key of a certificate proves nothing', async () => {
  const [chain] = [identityOf('P-256').chain];
  const hmac = await subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  await expect(proveCertificate(subtle, { chain, key: hmac }, ask())).rejects.toThrow(TypeError);
  const old = await importedFor({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-1' });
  await expect(proveCertificate(subtle, old, ask())).rejects.toThrow(TypeError);
});

test('what is signed begins as a CertificateVerify of TLS 1.3 does, for this purpose alone', async () => {
  const question = { challenge: new Uint8Array(32).fill(7), host: 'h' };
  const signed: Uint8Array[] = [];
  const listening = {
    digest: subtle.digest.bind(subtle),
    sign: (_algorithm: unknown, _key: unknown, text: Uint8Array) => {
      signed.push(text);
      return Promise.resolve(new ArrayBuffer(64));
    },
  } as unknown as SubtleCrypto;
  await proveCertificate(listening, identityOf('P-256'), question);
  const text = new TextDecoder().decode(signed[0]!.subarray(0, -32));
  expect(text).toBe(`${' '.repeat(64)}Device Workbench certificate proof v1\0`);
  expect(signed[0]).toHaveLength(text.length + 32);
});

test('challenges are 32 random bytes, and hosts are names', () => {
  const made = Array.from({ length: 50 }, () => makeChallenge(crypto));
  expect(new Set(made.map((bytes) => bytes.join()))).toHaveLength(50);
  expect(made.every(({ length }) => length === 32)).toBe(true);
  expect(['hub.local', 'x'.repeat(253)].map(isProvableHost)).toEqual([true, true]);
  expect(['', 'x'.repeat(254), undefined, 7].map(isProvableHost)).toEqual([false, false, false, false]);
});

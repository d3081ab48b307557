import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeDer, readDer, readEach, TAG } from '#core/bytes/der';
import { decodeUtf8Lossy, encodeUtf8 } from '#core/bytes/text';
import { encryptPrivateKey } from '#core/pkcs/encrypted-key';
import { readPrivateKey } from '#core/pkcs/private-key';
import { readPfx } from '#core/pkcs/read-pfx';
import { writePfx } from '#core/pkcs/write-pfx';
import { describeFinding } from '#core/words/words';
import { printPem } from '#core/x509/pem';

const RUNS = 3000;
const PASSWORD = '1234';
const { crypto } = globalThis;
const { subtle } = crypto;

async function makeKey(algorithm: EcKeyGenParams | RsaHashedKeyGenParams): Promise<Uint8Array<ArrayBuffer>> {
  const { privateKey } = await subtle.generateKey(algorithm, true, ['sign', 'verify']);
  return new Uint8Array(await subtle.exportKey('pkcs8', privateKey));
}

const ec = await makeKey({ name: 'ECDSA', namedCurve: 'P-256' });
const rsa = await makeKey({
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
});
const encrypted = await encryptPrivateKey(crypto, ec, PASSWORD, 2);
const KEYS = [
  ec,
  rsa,
  encrypted,
  readEach(readDer(rsa, TAG.sequence))[2]?.content ?? rsa,
  encodeUtf8(printPem('PRIVATE KEY', ec)),
  encodeUtf8(printPem('ENCRYPTED PRIVATE KEY', encrypted)),
];

const pfx = {
  pkcs8: ec,
  certificates: [encodeDer(TAG.sequence, new Uint8Array(200).fill(5))],
  friendlyName: 'sensor',
  password: PASSWORD,
  iterations: 2,
} as const;
const modern = await writePfx(crypto, { ...pfx, form: 'modern' });
const legacy = await writePfx(crypto, { ...pfx, form: 'legacy' });
/** Without its MAC, so that what was changed within it is read. */
const unchecked = (file: Uint8Array): Uint8Array =>
  encodeDer(
    TAG.sequence,
    ...readEach(readDer(file, TAG.sequence))
      .map(({ der }) => der)
      .slice(0, 2),
  );
const FILES = [modern, legacy, unchecked(modern), unchecked(legacy)];

type Change = readonly [kind: 'set' | 'cut' | 'repeat' | 'remove', place: number, value: number];

function change(bytes: Uint8Array, [kind, place, value]: Change): Uint8Array {
  const at = Math.floor(place * bytes.length);
  if (kind === 'cut') return bytes.slice(0, at);
  if (kind === 'set') return bytes.map((octet, index) => (index === at ? value : octet));
  const end = at + 1 + (value % 40);
  const rest = kind === 'repeat' ? bytes.subarray(at) : bytes.subarray(end);
  return new Uint8Array([...bytes.subarray(0, kind === 'repeat' ? end : at), ...rest]);
}

const changes: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.tuple(
    fc.constantFrom(
      'set' as const,
      'set' as const,
      'set' as const,
      'cut' as const,
      'repeat' as const,
      'remove' as const,
    ),
    // Structure stands at the beginning; what follows is mostly random.
    fc.oneof(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.double({ min: 0, max: 0.15, noNaN: true })),
    fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 1, 2, 4, 0x30, 0x7f, 0x80, 0x84, 0xa0, 0xff)),
  ),
  { minLength: 1, maxLength: 4 },
);

const mutated = (sources: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> =>
  fc.tuple(fc.constantFrom(...sources), changes).map(([source, list]) => list.reduce(change, source));

test(`${RUNS} changed keys are read, or refused in words`, async () => {
  await fc.assert(
    fc.asyncProperty(mutated(KEYS), async (bytes) => {
      for (const source of [bytes, decodeUtf8Lossy(bytes)]) {
        const verdict = await readPrivateKey(subtle, source, PASSWORD);
        if (verdict.ok) expect(verdict.value.pkcs8.length).toBeGreaterThan(0);
        else for (const finding of verdict.findings) expect(describeFinding(finding).remedy).not.toBe('');
      }
    }),
    { numRuns: RUNS },
  );
}, 60_000);

test(`${RUNS} changed PFX files are read, or refused in words`, async () => {
  await fc.assert(
    fc.asyncProperty(mutated(FILES), async (bytes) => {
      const verdict = await readPfx(subtle, bytes, PASSWORD);
      if (!verdict.ok) for (const finding of verdict.findings) expect(describeFinding(finding).remedy).not.toBe('');
      else for (const { pkcs8 } of verdict.value.keys) expect(await readPrivateKey(subtle, pkcs8)).toHaveProperty('ok');
    }),
    { numRuns: RUNS },
  );
}, 60_000);

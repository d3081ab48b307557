import { WorkbenchError } from '../errors/workbench-error.ts';
import type { PublicKeyInfo } from '../x509/public-key.ts';
import type { Opening } from './opening.ts';
import type { KeyPairInfo } from './private-key-info.ts';

/** Longer ones are refused by engines, some of them after minutes. */
const MODULUS_BITS_LIMIT = 16_384;

/**
 * Signs with the private key and verifies with the public one, which no two parts of different keys survive. Throws
 * `pkcs/key-mismatch`, and `pkcs/unsupported` for a kind that the engine does not have, such as P-521 in Safari.
 */
export async function checkKeyPair(opening: Opening, key: KeyPairInfo): Promise<void> {
  const { curve, bits = 0 } = key.publicKey;
  if (curve === undefined && bits > MODULUS_BITS_LIMIT) throw opening.refuseKind(`RSA with ${bits} bits`);
  try {
    if (await signsWhatItVerifies(opening.subtle, key)) return;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotSupportedError') {
      throw opening.refuseKind(curve === undefined ? `RSA with ${bits} bits` : `the curve ${curve}`);
    }
    // Engines refuse parts that do not fit at once, each by an error of its own.
  }
  throw new WorkbenchError('pkcs/key-mismatch', {});
}

async function signsWhatItVerifies(subtle: SubtleCrypto, { pkcs8, publicKey }: KeyPairInfo): Promise<boolean> {
  const algorithm = signingAlgorithm(publicKey);
  const [privateHalf, publicHalf] = await Promise.all([
    subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']),
    subtle.importKey('spki', publicKey.spki, algorithm, false, ['verify']),
  ]);
  const message = publicKey.spki;
  return subtle.verify(algorithm, publicHalf, await subtle.sign(algorithm, privateHalf, message), message);
}

function signingAlgorithm({ curve }: PublicKeyInfo): (EcdsaParams & EcKeyImportParams) | RsaHashedImportParams {
  return curve === undefined
    ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
    : { name: 'ECDSA', namedCurve: curve, hash: 'SHA-256' };
}

/** What people know the algorithms by that files name and that are not read here. */
const NAMES: Readonly<Record<string, string>> = {
  '1.2.840.10040.4.1': 'DSA',
  '1.2.840.113549.1.1.10': 'RSA for PSS alone',
  '1.2.840.10045.3.1.1': 'the curve P-192',
  '1.3.132.0.33': 'the curve P-224',
  '1.3.132.0.10': 'the curve secp256k1',
  '1.3.36.3.3.2.8.1.1.7': 'the curve brainpoolP256r1',
  '1.3.36.3.3.2.8.1.1.11': 'the curve brainpoolP384r1',
  '1.3.36.3.3.2.8.1.1.13': 'the curve brainpoolP512r1',
  '1.3.101.110': 'X25519',
  '1.3.101.111': 'X448',
  '1.3.101.112': 'Ed25519',
  '1.3.101.113': 'Ed448',
  '1.2.840.113549.1.5.1': 'DES with MD2',
  '1.2.840.113549.1.5.4': 'RC2 with MD2',
  '1.2.840.113549.1.5.6': 'RC2 with MD5',
  '1.2.840.113549.1.5.11': 'RC2 with SHA-1',
  '1.2.840.113549.2.5': 'MD5',
  '2.16.840.1.101.3.4.2.4': 'SHA-224',
  '1.2.840.113549.2.8': 'HMAC with SHA-224',
  '1.2.840.113549.3.2': 'RC2',
  '1.3.6.1.4.1.11591.4.11': 'scrypt',
  '1.2.392.200011.61.1.1.1.2': 'Camellia-128',
  '1.2.392.200011.61.1.1.1.4': 'Camellia-256',
  '2.16.840.1.101.3.4.1.6': 'AES-128-GCM',
  '2.16.840.1.101.3.4.1.46': 'AES-256-GCM',
  '1.2.840.113549.1.7.2': 'a signature in place of a password',
  '1.2.840.113549.1.7.3': 'a certificate in place of a password',
};

/** Gives what an algorithm is called, its number where it is none that people meet. */
export function nameAlgorithm(oid: string): string {
  return NAMES[oid] ?? oid;
}

import type { TlsVersion } from './tls-report.ts';

export type TlsHash = 'SHA-256' | 'SHA-384';

/** A cipher suite: AES in GCM with ephemeral keys, and nothing else. */
export interface CipherSuite {
  readonly id: number;
  /** As at IANA. */
  readonly name: string;
  readonly version: TlsVersion;
  readonly hash: TlsHash;
  /** Bytes of an AES key. */
  readonly keyLength: 16 | 32;
  /** Kind of the server's key; in TLS 1.3 the suite does not tell. */
  readonly keyKind: 'ec' | 'rsa' | undefined;
}

/** RFC 8446, B.4; RFC 5289, 3.2. In the order in which they are offered. */
export const CIPHER_SUITES: readonly CipherSuite[] = [
  suite(0x1301),
  suite(0x1302),
  suite(0xc02b, 'ec'),
  suite(0xc02f, 'rsa'),
  suite(0xc02c, 'ec'),
  suite(0xc030, 'rsa'),
];

/** In either version the lower number of two is AES-128 with SHA-256, and the other AES-256 with SHA-384. */
function suite(id: number, keyKind?: 'ec' | 'rsa'): CipherSuite {
  const isLong = [0x1302, 0xc02c, 0xc030].includes(id);
  const kind = keyKind && `ECDHE_${keyKind === 'ec' ? 'ECDSA' : 'RSA'}_WITH_`;
  return {
    id,
    name: `TLS_${kind ?? ''}AES_${isLong ? '256_GCM_SHA384' : '128_GCM_SHA256'}`,
    version: keyKind === undefined ? 'TLS 1.3' : 'TLS 1.2',
    hash: isLong ? 'SHA-384' : 'SHA-256',
    keyLength: isLong ? 32 : 16,
    keyKind,
  };
}

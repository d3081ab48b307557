// tsyringe, inside the library, refuses to load without this polyfill, so it has to come first.
import 'reflect-metadata/lite';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { encodeHex } from '../bytes/hex.ts';

/** From when to when a certificate is good. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** A name that a server certificate vouches for (RFC 5280, 4.2.1.6). */
export interface ServerName {
  readonly type: 'dns' | 'ip';
  readonly value: string;
}

/** What the certificate of an authority says. */
export interface AuthorityRequest {
  readonly commonName: string;
  readonly validity: Validity;
  readonly keys: CryptoKeyPair;
}

/** What a server certificate says, and who signs it. */
export interface ServerCertificateRequest {
  readonly commonName: string;
  readonly names: readonly ServerName[];
  readonly validity: Validity;
  readonly publicKey: CryptoKey;
  readonly authority: { readonly certificateDer: Uint8Array; readonly privateKey: CryptoKey };
}

const SIGNING = { name: 'ECDSA', hash: 'SHA-256' };

/** Issues the self-signed certificate of an authority that signs leaves only (path length 0), as DER. Keys are P-256. */
export async function issueAuthorityCertificate(crypto: Crypto, request: AuthorityRequest): Promise<Uint8Array> {
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: makeSerialNumber(crypto),
      name: [{ CN: [request.commonName] }],
      ...request.validity,
      keys: request.keys,
      signingAlgorithm: SIGNING,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(request.keys.publicKey, false, crypto),
      ],
    },
    crypto,
  );
  return new Uint8Array(certificate.rawData);
}

/** Issues a TLS server certificate for the given names, as DER. Keys are P-256. */
export async function issueServerCertificate(crypto: Crypto, request: ServerCertificateRequest): Promise<Uint8Array> {
  const authority = new X509Certificate(new Uint8Array(request.authority.certificateDer));
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: makeSerialNumber(crypto),
      subject: [{ CN: [request.commonName] }],
      issuer: authority.subjectName,
      ...request.validity,
      publicKey: request.publicKey,
      signingKey: request.authority.privateKey,
      signingAlgorithm: SIGNING,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension([...request.names]),
        await SubjectKeyIdentifierExtension.create(request.publicKey, false, crypto),
        await AuthorityKeyIdentifierExtension.create(authority, false, crypto),
      ],
    },
    crypto,
  );
  return new Uint8Array(certificate.rawData);
}

/** 16 random bytes, positive and without a leading zero: unique and at most 20 octets (RFC 5280, 4.1.2.2). */
function makeSerialNumber(crypto: Crypto): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return encodeHex(bytes);
}

// tsyringe, inside the library, refuses to load without this polyfill, so it has to come first.
import 'reflect-metadata/lite';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PublicKey,
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
  /** On P-256 or P-384. */
  readonly keys: CryptoKeyPair;
  /** How many authorities may stand below it; 0, leaves only, unless told otherwise. */
  readonly pathLength?: number;
}

/** Who signs: an authority with a key on P-256 or P-384. */
export interface Authority {
  readonly certificateDer: Uint8Array;
  readonly privateKey: CryptoKey;
}

/** What a device certificate says, and who signs it. */
export interface DeviceCertificateRequest {
  readonly commonName: string;
  readonly validity: Validity;
  /** SubjectPublicKeyInfo in DER, as a signing request holds it; of any kind that the engine can import or not. */
  readonly spki: Uint8Array;
  readonly authority: Authority;
}

/** What a server certificate says, and who signs it. */
export interface ServerCertificateRequest {
  readonly commonName: string;
  readonly names: readonly ServerName[];
  readonly validity: Validity;
  readonly publicKey: CryptoKey;
  readonly authority: Authority;
}

/** Issues the self-signed certificate of an authority, as DER. Signed as its key asks for: SHA-256 on P-256, SHA-384 on P-384. */
export async function issueAuthorityCertificate(crypto: Crypto, request: AuthorityRequest): Promise<Uint8Array> {
  const { commonName, validity, keys, pathLength = 0 } = request;
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: makeSerialNumber(crypto),
      name: [{ CN: [commonName] }],
      ...validity,
      keys,
      signingAlgorithm: signingAlgorithmOf(keys.privateKey),
      extensions: [
        new BasicConstraintsExtension(true, pathLength, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
      ],
    },
    crypto,
  );
  return new Uint8Array(certificate.rawData);
}

/**
 * Issues the certificate of a device whose key never left it, as DER, for TLS client authentication alone (RFC 5280,
 * 4.2.1.3 and 4.2.1.12). The key is taken as it stands in the request.
 */
export function issueDeviceCertificate(crypto: Crypto, request: DeviceCertificateRequest): Promise<Uint8Array> {
  const publicKey = new PublicKey(new Uint8Array(request.spki));
  return issueLeaf(crypto, request, publicKey, [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])]);
}

/** Issues a TLS server certificate for the given names, as DER. Keys are P-256. */
export function issueServerCertificate(crypto: Crypto, request: ServerCertificateRequest): Promise<Uint8Array> {
  return issueLeaf(crypto, request, request.publicKey, [
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    new SubjectAlternativeNameExtension([...request.names]),
  ]);
}

async function issueLeaf(
  crypto: Crypto,
  request: Pick<DeviceCertificateRequest, 'commonName' | 'validity' | 'authority'>,
  publicKey: CryptoKey | PublicKey,
  purposes: readonly Extension[],
): Promise<Uint8Array> {
  const authority = new X509Certificate(new Uint8Array(request.authority.certificateDer));
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: makeSerialNumber(crypto),
      subject: [{ CN: [request.commonName] }],
      issuer: authority.subjectName,
      ...request.validity,
      publicKey,
      signingKey: request.authority.privateKey,
      signingAlgorithm: signingAlgorithmOf(request.authority.privateKey),
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        ...purposes,
        await SubjectKeyIdentifierExtension.create(publicKey, false, crypto),
        await AuthorityKeyIdentifierExtension.create(authority, false, crypto),
      ],
    },
    crypto,
  );
  return new Uint8Array(certificate.rawData);
}

/** RFC 5480, 4: a hash as strong as the curve. */
function signingAlgorithmOf(key: CryptoKey): EcdsaParams {
  const { namedCurve } = key.algorithm as EcKeyImportParams;
  return { name: 'ECDSA', hash: namedCurve === 'P-384' ? 'SHA-384' : 'SHA-256' };
}

/** 16 random bytes, positive and without a leading zero: unique and at most 20 octets (RFC 5280, 4.1.2.2). */
function makeSerialNumber(crypto: Crypto): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return encodeHex(bytes);
}

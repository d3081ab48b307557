// tsyringe, inside the library, refuses to load without this polyfill, so it has to come first.
import 'reflect-metadata/lite';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  Pkcs10CertificateRequestGenerator,
  PublicKey,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { encodeHex } from '../bytes/hex.ts';
import type { ValidityPeriod } from '../issuing/certificate-plan.ts';
import { signingAlgorithmOf } from '../issuing/key-pair.ts';
import type { KeyUsage } from './extensions.ts';

/** A name that a server certificate vouches for (RFC 5280, 4.2.1.6). */
export interface ServerName {
  readonly type: 'dns' | 'ip';
  readonly value: string;
}

/** An extension as it is wished for (RFC 5280, 4.2.1); `other`: its value is given in DER. */
export type ExtensionContent =
  | {
      readonly kind: 'basic-constraints';
      readonly critical: boolean;
      readonly ca: boolean;
      readonly pathLength: number | undefined;
    }
  | { readonly kind: 'key-usage'; readonly critical: boolean; readonly usages: readonly KeyUsage[] }
  | { readonly kind: 'extended-key-usage'; readonly critical: boolean; readonly purposes: readonly string[] }
  | { readonly kind: 'alternative-names'; readonly critical: boolean; readonly names: readonly ServerName[] }
  | { readonly kind: 'other'; readonly critical: boolean; readonly oid: string; readonly value: Uint8Array };

/** What a certificate says, and whose key signs it. Names are whole, in DER. */
export interface CertificateContent {
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly serialNumber: Uint8Array;
  readonly validity: ValidityPeriod;
  /** SubjectPublicKeyInfo in DER, of any kind that the engine can import or not. */
  readonly spki: Uint8Array;
  readonly signingKey: CryptoKey;
  readonly extensions: readonly ExtensionContent[];
}

/** Makes a certificate as DER; a moment within a second counts from that second (RFC 5280, 4.1.2.5). */
export async function makeCertificate(crypto: Crypto, content: CertificateContent): Promise<Uint8Array<ArrayBuffer>> {
  const { validity, signingKey } = content;
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: encodeHex(content.serialNumber),
      issuer: readName(content.issuer),
      subject: readName(content.subject),
      notBefore: new Date(validity.notBefore),
      notAfter: new Date(validity.notAfter),
      publicKey: new PublicKey(new Uint8Array(content.spki)),
      signingKey,
      signingAlgorithm: signingAlgorithmOf(signingKey),
      extensions: content.extensions.map(encodeExtension),
    },
    crypto,
  );
  return new Uint8Array(certificate.rawData);
}

/** Makes a request for a certificate as DER (PKCS #10, RFC 2986), signed with its own key; the name is whole, in DER. */
export async function makeSigningRequest(
  crypto: Crypto,
  subject: Uint8Array,
  keys: CryptoKeyPair,
): Promise<Uint8Array<ArrayBuffer>> {
  const signingAlgorithm = signingAlgorithmOf(keys.privateKey);
  const request = await Pkcs10CertificateRequestGenerator.create(
    { name: readName(subject), keys, signingAlgorithm },
    crypto,
  );
  return new Uint8Array(request.rawData);
}

const readName = (der: Uint8Array): Name => new Name(new Uint8Array(der));

function encodeExtension(content: ExtensionContent): Extension {
  const { kind, critical } = content;
  switch (kind) {
    case 'basic-constraints':
      return new BasicConstraintsExtension(content.ca, content.pathLength, critical);
    case 'key-usage':
      return new KeyUsagesExtension(
        content.usages.reduce((flags, one) => flags | KeyUsageFlags[one], 0),
        critical,
      );
    case 'extended-key-usage':
      return new ExtendedKeyUsageExtension([...content.purposes], critical);
    case 'alternative-names':
      return new SubjectAlternativeNameExtension([...content.names], critical);
    case 'other':
      return new Extension(content.oid, critical, new Uint8Array(content.value));
  }
}

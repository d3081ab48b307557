import type { CertificateRole, Profile } from '#core/issuing/certificate-plan';
import { describeCertificate } from '#core/issuing/describe-certificate';
import { issueAuthority } from '#core/issuing/issue-authority';
import { issueSelfSigned } from '#core/issuing/issue-self-signed';
import type { KeyKind } from '#core/issuing/key-kind';
import { generateKeyPair } from '#core/issuing/key-pair';
import { createLeafIssuer } from '#core/issuing/leaf-issuer';
import type { KeptCertificate, PairSlot } from '#core/ports/certificate-maker';
import { readCertificate } from '#core/x509/certificate';
import { sampleCertificate } from './certificate-samples.ts';

/** A kept certificate that is one, with its key. */
export interface RealCertificate {
  readonly certificate: KeptCertificate;
  readonly privateKey: CryptoKey;
  /** A copy each time: whoever gets it may wipe it. */
  readonly exportKey: () => Promise<Uint8Array<ArrayBuffer>>;
}

export interface RealWishes {
  readonly role: CertificateRole;
  readonly commonName: string;
  readonly profile?: Profile;
  readonly keyKind?: KeyKind;
  /** In the place of new ones, which take seconds where they are RSA keys. */
  readonly keys?: CryptoKeyPair;
  readonly days?: number;
  readonly issuer?: RealCertificate;
  readonly slot?: PairSlot;
}

const DAY_MS = 86_400_000;

/** Makes a certificate by our own hand, good from now on, whose key may leave the vault. */
export async function makeReal(wishes: RealWishes): Promise<RealCertificate> {
  const { role, commonName, keyKind = 'P-256', profile = 'azure', issuer, slot } = wishes;
  const keys = wishes.keys ?? (await generateKeyPair(crypto.subtle, keyKind, true));
  const read = readCertificate(await issue(wishes, keys));
  if (!read.ok) throw new Error('what was issued cannot be read');
  const certificate = sampleCertificate(role, await describeCertificate(crypto.subtle, read.value), {
    id: `${role} ${commonName} ${slot ?? ''}`.trim(),
    profile,
    chain: issuer === undefined ? [] : [issuer.certificate.facts, ...issuer.certificate.chain],
    authorityId: issuer?.certificate.id,
    key: { kind: 'vault', isExportable: true },
    pair: slot && { id: 'pair', slot },
  });
  return {
    certificate,
    privateKey: keys.privateKey,
    exportKey: async () => new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey)),
  };
}

async function issue(wishes: RealWishes, keys: CryptoKeyPair): Promise<Uint8Array> {
  const { role, commonName, profile = 'azure', days = 365, issuer } = wishes;
  const notBefore = Math.floor(Date.now() / 1000) * 1000;
  const validity = { notBefore, notAfter: notBefore + days * DAY_MS };
  const plan = { commonName, profile, validity, keys };
  if (role === 'self-signed') return issueSelfSigned(crypto, plan);
  if (issuer === undefined) return issueAuthority(crypto, { ...plan, pathLength: undefined });
  const authority = { certificateDer: derOf(issuer.certificate), privateKey: issuer.privateKey };
  if (role === 'device' || role === 'module' || role === 'verification') {
    const spki = new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey));
    const issuerOfLeaves = await createLeafIssuer(crypto, { authority, profile, role, validity });
    return issuerOfLeaves.issue(commonName, spki);
  }
  return issueAuthority(crypto, { ...plan, authority, pathLength: 0 });
}

function derOf({ facts }: KeptCertificate): Uint8Array {
  return Uint8Array.from(atob(facts.derBase64), (character) => character.charCodeAt(0));
}

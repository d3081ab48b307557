import { settle } from '../errors/settle.ts';
import { WorkbenchError } from '../errors/workbench-error.ts';
import type { CertificateRole } from '../issuing/certificate-plan.ts';
import { issueAuthority } from '../issuing/issue-authority.ts';
import { issueSelfSigned } from '../issuing/issue-self-signed.ts';
import { judgeIssue } from '../issuing/judge-issue.ts';
import type { KeyKind } from '../issuing/key-kind.ts';
import type { PublicKeySource } from '../issuing/subject-key.ts';
import type { KeptCertificate, NewKeyPlace, Renewal } from '../ports/certificate-maker.ts';
import { findSigner } from '../rolling/find-signer.ts';
import { renewedKeyPlace } from '../rolling/renewed-key-place.ts';
import { type Certificate, readCertificate } from '../x509/certificate.ts';
import { issueBelow } from './issue-below.ts';
import { keepCertificates, keepIssued } from './keep.ts';
import { openAuthority, openKeyOf, type OpenAuthority, readKept } from './kept-key.ts';
import { type CertificateContent, KIND, listContents, readContent } from './kept-records.ts';
import { type KeyInPlace, makeKey } from './new-key.ts';
import type { MakingPorts } from './ports.ts';

/** What is renewed, with the key that the new certificate is for. */
interface RenewalPlan {
  readonly old: KeptCertificate;
  readonly certificate: Certificate;
  readonly keyKind: KeyKind;
  readonly validity: Renewal['validity'];
  readonly key: RenewedKey;
}

interface RenewedKey extends KeyInPlace {
  readonly publicKey: PublicKeySource;
  /** Needed, and so read, only by what signs itself. */
  readonly open: () => Promise<CryptoKey>;
}

/**
 * Makes a certificate in the place of another: of the same name, and with a new key if that is wanted. Whatever signed
 * itself does so again; all else is signed by its authority, or by what came in the place of that when it has ended or
 * its key is elsewhere. Gives its id. Throws `certificate/…` and what the vault does.
 */
export async function renew(ports: MakingPorts, renewal: Renewal): Promise<string> {
  const { id, key: which, validity } = renewal;
  const content = await readContent(ports.vault, KIND.certificate, id);
  const { certificate: old } = content;
  const { keyKind, commonName } = old.facts;
  if (keyKind === undefined) throw new WorkbenchError('certificate/key-unused-kind', { name: commonName });
  const certificate = readKept(old.facts);
  const issuer = isOwnSigner(old.role) ? undefined : await openIssuer(ports, old);
  judge(ports, { old, keyKind, validity }, issuer);
  const key =
    which === 'new'
      ? await makeNewKey(ports, keyKind, renewal.keyPlace ?? renewedKeyPlace(old))
      : keepKey(ports, content, certificate);
  const plan: RenewalPlan = { old, certificate, keyKind, validity, key };
  const der = issuer === undefined ? await signItself(ports, plan) : await signBelow(ports, plan, issuer);
  const { role, profile, pair } = old;
  const origin = key.place.kind === 'elsewhere' ? 'request' : 'made';
  const made = {
    certificate: settle(readCertificate(der)).value,
    role,
    profile,
    origin,
    key,
    pair,
    replaces: id,
  } as const;
  if (issuer !== undefined) return keepIssued(ports, { ...made, issuer: issuer.kept, again: true });
  const [newId = ''] = await keepCertificates(ports, [{ ...made, issuer: undefined }]);
  return newId;
}

const isOwnSigner = (role: CertificateRole): role is 'root' | 'self-signed' =>
  role === 'root' || role === 'self-signed';

/** A name that was good enough stays: of devices the hub's rules are the widest, and an ending that is there is enough. */
function judge(
  { clock }: MakingPorts,
  { old: { role, facts }, keyKind, validity }: Omit<RenewalPlan, 'key' | 'certificate'>,
  issuer: OpenAuthority | undefined,
): void {
  const commonName = role === 'edge-ca' ? facts.commonName.replace(/\.ca$/, '') : facts.commonName;
  const { pathLength } = facts;
  const signer = { authority: issuer?.certificate, issuers: issuer?.issuers };
  const wish = { role, commonName, keyKind, validity, pathLength, ...signer, service: 'hub', at: clock.now() } as const;
  settle(judgeIssue(wish));
}

async function makeNewKey(ports: MakingPorts, kind: KeyKind, place: NewKeyPlace): Promise<RenewedKey> {
  const key = await makeKey(ports, kind, place);
  return { ...key, publicKey: key.pair.publicKey, open: async () => key.pair.privateKey };
}

function keepKey(ports: MakingPorts, content: CertificateContent, certificate: Certificate): RenewedKey {
  return {
    place: content.certificate.key,
    keyId: content.keyId,
    publicKey: certificate.publicKey.spki,
    open: () => openKeyOf(ports, content, certificate),
  };
}

async function signItself({ crypto }: MakingPorts, plan: RenewalPlan): Promise<Uint8Array> {
  const { old, certificate, validity, key } = plan;
  const { profile, facts } = old;
  const keys = { publicKey: key.publicKey, privateKey: await key.open() };
  const content = { commonName: facts.commonName, validity, profile, keys };
  if (old.role === 'self-signed') return issueSelfSigned(crypto, content);
  return issueAuthority(crypto, { ...content, pathLength: facts.pathLength, renews: certificate });
}

function signBelow({ crypto }: MakingPorts, plan: RenewalPlan, issuer: OpenAuthority): Promise<Uint8Array> {
  const { old, certificate, validity, key } = plan;
  const { profile, facts } = old;
  const { commonName, pathLength } = facts;
  const { publicKey } = key;
  // Roots and what signs itself are signed elsewhere; a proof of possession is not kept.
  const role = old.role as Exclude<CertificateRole, 'root' | 'self-signed'>;
  return issueBelow(crypto, issuer, {
    role,
    commonName,
    profile,
    validity,
    pathLength,
    publicKey,
    renews: certificate,
  });
}

/** Gives the authority that is to sign. Throws why the one that signed before cannot. */
async function openIssuer(ports: MakingPorts, { authorityId }: KeptCertificate): Promise<OpenAuthority> {
  if (authorityId === undefined) throw new WorkbenchError('certificate/issuer-missing', {});
  const kept = (await listContents(ports.vault, KIND.certificate)).map(({ certificate }) => certificate);
  const able = findSigner(kept, authorityId, ports.clock.now());
  if (able !== undefined) return openAuthority(ports, able.id);
  if (!kept.some(({ id }) => id === authorityId)) throw new WorkbenchError('certificate/issuer-missing', {});
  return openAuthority(ports, authorityId);
}

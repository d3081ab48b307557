import { equalBytes } from '../bytes/compare.ts';
import { WorkbenchError } from '../errors/workbench-error.ts';
import type { CertificateRole } from '../issuing/certificate-plan.ts';
import type { PrivateKey } from '../pkcs/private-key.ts';
import type { CertificateSource, KeptCertificate, NewKeyPlace } from '../ports/certificate-maker.ts';
import type { Vault } from '../ports/vault.ts';
import type { CertificateFacts } from '../x509/certificate-facts.ts';
import { type Certificate, commonNameOf, isSelfIssued } from '../x509/certificate.ts';
import { keyOfName } from '../x509/distinguished-name.ts';
import { makeThumbprint } from '../x509/thumbprint.ts';
import { describeNew, makeCertificateRecord, requireKept } from './keep.ts';
import { readKept } from './kept-key.ts';
import { type CertificateContent, KIND, listContents, readContent } from './kept-records.ts';
import { KEY_ELSEWHERE, type KeyInPlace, takeKey } from './new-key.ts';
import type { MakingPorts } from './ports.ts';
import { changeAlone } from './ports.ts';
import { readCertificateSource, type SourceContent } from './read-source.ts';
import { continueChains, describeAll, sortChain } from './sort-chain.ts';

/**
 * Keeps a certificate that somebody has, with its chain and its key, if that is among what was given or here already.
 * One that is kept already stays as it is, but for the key or the issuers that it lacked. Gives its id. Throws `x509/…`, `pkcs/…`, `certificate/…`.
 */
export async function importCertificate(
  ports: MakingPorts,
  source: CertificateSource,
  keyPlace: NewKeyPlace,
): Promise<string> {
  const { crypto } = ports;
  const given = await readCertificateSource(crypto.subtle, source);
  const { certificate, privateKey } = chooseSubject(given);
  const key =
    privateKey === undefined ? KEY_ELSEWHERE : await takePrivateKey(crypto, privateKey, certificate, keyPlace);
  return keepIncoming(ports, { certificate, given: given.certificates, key, origin: 'imported' });
}

interface Subject {
  readonly certificate: Certificate;
  readonly privateKey: PrivateKey | undefined;
}

/** Of several certificates it is the one whose key was given, or the one that issued none of the others. */
function chooseSubject({ certificates, keys }: SourceContent): Subject {
  const owned = keys.map((privateKey) => ({ privateKey, certificate: findOwn(certificates, privateKey) }));
  const [first, ...more] = owned;
  if (first === undefined) return { certificate: chooseLeaf(certificates), privateKey: undefined };
  if (owned.some(({ certificate }) => certificate === undefined)) throw new WorkbenchError('certificate/key-alone', {});
  if (more.length > 0) throw new WorkbenchError('certificate/several-keys', { count: owned.length });
  return { certificate: first.certificate ?? chooseLeaf(certificates), privateKey: first.privateKey };
}

/** An authority that was renewed has several certificates for one key: the newest counts. */
function findOwn(certificates: readonly Certificate[], { publicKey }: PrivateKey): Certificate | undefined {
  const own = certificates.filter((one) => equalBytes(one.publicKey.spki, publicKey.spki));
  return own.toSorted((a, b) => b.notAfter - a.notAfter)[0];
}

function chooseLeaf(certificates: readonly Certificate[]): Certificate {
  // Not each with each: there may be thousands.
  const issuers = new Set(certificates.filter((one) => !isSelfIssued(one)).map(({ issuer }) => keyOfName(issuer)));
  const leaves = certificates.filter(({ subject }) => !issuers.has(keyOfName(subject)));
  const [leaf, ...others] = leaves;
  if (leaf === undefined || others.length > 0) throw new WorkbenchError('x509/several', { count: certificates.length });
  return leaf;
}

async function takePrivateKey(
  crypto: Crypto,
  { pkcs8, kind }: PrivateKey,
  { subject }: Certificate,
  place: NewKeyPlace,
): Promise<KeyInPlace> {
  if (kind === undefined)
    throw new WorkbenchError('certificate/key-unused-kind', { name: commonNameOf(subject) ?? '' });
  const key = await takeKey(crypto, pkcs8, kind, place);
  pkcs8.fill(0);
  return key;
}

/** A certificate that comes in, with others among which are its issuers. */
export interface IncomingCertificate {
  readonly certificate: Certificate;
  readonly given: readonly Certificate[];
  readonly key: KeyInPlace;
  readonly origin: 'imported' | 'request';
}

/**
 * Keeps a certificate that comes in, in the place of the request that it answers. Gives its id. Throws
 * `certificate/unknown` for a request that was removed meanwhile: its key went with it.
 */
export async function keepIncoming(
  ports: MakingPorts,
  incoming: IncomingCertificate,
  requestId?: string,
): Promise<string> {
  const { crypto, vault, signal } = ports;
  const { certificate } = incoming;
  const thumbprint = await makeThumbprint(crypto.subtle, certificate.der, 'SHA-256');
  return changeAlone(ports, async () => {
    if (requestId !== undefined) await readContent(vault, KIND.request, requestId);
    const kept = await listContents(vault, KIND.certificate);
    const same = kept.find(({ certificate: { facts } }) => facts.sha256Thumbprint === thumbprint);
    const origins = await findOrigins(crypto.subtle, kept, incoming);
    const key = incoming.key.keyId === undefined ? await findKeyHere(vault, kept, certificate) : incoming.key;
    const written =
      same === undefined
        ? await addIncoming(ports, kept, { ...incoming, key }, origins)
        : completeKept(same, key, origins);
    // Those that are written anew are sealed anew: their old seals must hold.
    const before = new Set(kept.map((content) => content.certificate.id));
    await requireKept(
      ports,
      written.contents.map((content) => content.certificate.id).filter((id) => before.has(id)),
    );
    signal.throwIfAborted();
    await vault.change({
      write: written.contents.map((content) => makeCertificateRecord(content.certificate, content.keyId)),
      keys: written.isKeyWanted && key.vaultKey !== undefined ? [key.vaultKey] : [],
      remove: requestId === undefined ? [] : [{ kind: KIND.request, id: requestId }],
    });
    return written.id;
  });
}

/** A certificate that somebody renewed elsewhere may be for a key that is here, by the certificate that it had before. */
async function findKeyHere(
  vault: Vault,
  kept: readonly CertificateContent[],
  { publicKey }: Certificate,
): Promise<KeyInPlace> {
  const owner = kept.find(
    ({ keyId, certificate }) =>
      keyId !== undefined && equalBytes(readKept(certificate.facts).publicKey.spki, publicKey.spki),
  );
  if (owner === undefined) return KEY_ELSEWHERE;
  const { certificate, keyId } = await readContent(vault, KIND.certificate, owner.certificate.id);
  return { place: certificate.key, keyId };
}

/** What is to be written, and the id that was asked for. */
interface Written {
  readonly id: string;
  readonly contents: readonly CertificateContent[];
  readonly isKeyWanted: boolean;
}

/** Where a certificate comes from: its issuers, nearest first, and the first of them if that is kept here. */
interface Origins {
  readonly chain: readonly CertificateFacts[];
  readonly issuer: KeptCertificate | undefined;
}

async function findOrigins(
  subtle: SubtleCrypto,
  kept: readonly CertificateContent[],
  { certificate, given }: IncomingCertificate,
): Promise<Origins> {
  const shelved = kept.map((content) => content.certificate);
  const known = shelved.flatMap(({ facts, chain }) => [facts, ...chain]).map(readKept);
  const chain = await describeAll(subtle, await sortChain(subtle, certificate, [...given, ...known]));
  const issuer = shelved.find(({ facts }) => facts.sha256Thumbprint === chain[0]?.sha256Thumbprint);
  return { chain, issuer };
}

/** One that is kept already may get the key or the issuers that it lacked. */
function completeKept(same: CertificateContent, { place, keyId }: KeyInPlace, { chain, issuer }: Origins): Written {
  const { certificate } = same;
  const isKeyWanted = same.keyId === undefined && keyId !== undefined;
  const isChainWanted = chain.length > certificate.chain.length;
  const next = {
    ...certificate,
    ...(isKeyWanted && { key: place }),
    ...(isChainWanted && { chain, authorityId: issuer?.id ?? certificate.authorityId }),
  };
  const contents = [{ certificate: next, keyId: isKeyWanted ? keyId : same.keyId }];
  return { id: certificate.id, contents: isKeyWanted || isChainWanted ? contents : [], isKeyWanted };
}

async function addIncoming(
  ports: MakingPorts,
  kept: readonly CertificateContent[],
  { certificate, key, origin }: IncomingCertificate,
  origins: Origins,
): Promise<Written> {
  const role = roleOf(certificate);
  const added = await describeNew(ports, { certificate, role, profile: 'azure', origin, key, ...origins });
  const continued = added.facts.isAuthority ? await continueChains(ports.crypto.subtle, kept, added) : [];
  return { id: added.id, contents: [{ certificate: added, keyId: key.keyId }, ...continued], isKeyWanted: true };
}

/** Tells by what a certificate says of itself what it is for (RFC 5280, 3.2 and 4.2.1.9). */
function roleOf(certificate: Certificate): CertificateRole {
  const isOwn = isSelfIssued(certificate);
  if (certificate.basicConstraints?.ca === true) return isOwn ? 'root' : 'intermediate';
  if (isOwn) return 'self-signed';
  return commonNameOf(certificate.subject)?.includes('/') === true ? 'module' : 'device';
}

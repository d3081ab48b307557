import { webcrypto, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { ServerName } from '#core/issuing/issue-server-certificate';
import { generateKeyPair } from '#core/issuing/key-pair';
import { readCertificate } from '#core/x509/certificate';
import type { GeneralName } from '#core/x509/general-name';
import { isWithinConstraints } from '#core/x509/name-constraints';
import { printPem } from '#core/x509/pem';
import { FILE_CONTENT_REASONS } from '#core/words/en/server-banner';
import {
  inCertificateFolder,
  readCertificateFile,
  readPair,
  writeCertificate,
  writePair,
} from '../certificate-files.ts';
import { isServerFit, type CertificateWithKey } from '../certificate-fitness.ts';
import { issueServer, KEY_KIND, makeValidity, printKey } from '../issue-server.ts';
import { encodeAddress, limitTo, listServerNames, type LanNames } from './lan-names.ts';

/** What the listener of the local network needs, and whom its visitors have to trust. */
export interface LanIdentity {
  /** The server's certificate, and that of the authority below the root. */
  readonly chainPem: string;
  readonly keyPem: string;
  /** The root, for a person to trust. */
  readonly authority: {
    readonly der: Uint8Array;
    readonly file: string;
    /** SHA-256 of the DER, as systems show it: pairs of hex digits with colons. */
    readonly fingerprint: string;
  };
}

const DAY_MS = 86_400_000;
const SERVER_DAYS = 90;
/** Whoever trusts it does so for about a year: long enough to be worth the trouble, and it ends by itself. */
const AUTHORITY_DAYS = 365 + SERVER_DAYS;
/** What the subjects begin with, by which we know files of our own. */
const OWN_NAME = 'Device Workbench';

/**
 * Gives the certificate for this machine on its local networks, kept as `ca.pem`, `issuer.pem`, `server.pem` and the keys
 * of the latter two. The server's is made anew for other names and before its end.
 *
 * People are asked to trust the root on phones that hold more than our business, so it is another one than that of
 * the TLS ports, and its key is never kept: it signs itself and one issuer, and is forgotten. The issuer, whose key is in
 * the directory, is limited to names of this machine and to private addresses (nameConstraints, which counts
 * for certain below a root and in some verifiers not for a root itself), may have no authority below it, and ends after
 * a year. A name beyond its limits makes a new root. Throws `terminal/tls-dir`, also for files of somebody else.
 */
export async function openLanIdentity(directory: string, names: LanNames, nowMs: number): Promise<LanIdentity> {
  return inCertificateFolder(directory, (folder) => openIdentity(folder, names, nowMs));
}

async function openIdentity(folder: string, names: LanNames, nowMs: number): Promise<LanIdentity> {
  const files = await Promise.all(['ca', 'issuer', 'server'].map((name) => readCertificateFile(folder, name)));
  if (!files.every((pem) => pem === undefined || isOurs(pem))) {
    throw new WorkbenchError('terminal/tls-dir', { directory: folder, detail: FILE_CONTENT_REASONS.foreign });
  }
  const { root, issuer } = await openAuthorities(folder, names, nowMs);
  const server = await openServer(folder, issuer, names, nowMs);
  const { raw, fingerprint256 } = new X509Certificate(root);
  return {
    chainPem: server.certificatePem + issuer.certificatePem,
    keyPem: server.keyPem,
    authority: { der: raw, file: join(folder, 'ca.pem'), fingerprint: fingerprint256 },
  };
}

interface Authorities {
  readonly root: string;
  readonly issuer: CertificateWithKey;
}

async function openAuthorities(folder: string, names: LanNames, nowMs: number): Promise<Authorities> {
  const [root, issuer] = await Promise.all([readCertificateFile(folder, 'ca'), readPair(folder, 'issuer')]);
  if (root !== undefined && issuer !== undefined) {
    const untilMs = nowMs + SERVER_DAYS * DAY_MS;
    if (isServerFit(issuer, root, [], untilMs) && isAllowed(issuer.certificatePem, listServerNames(names))) {
      return { root, issuer };
    }
  }
  const made = await makeAuthorities(names, nowMs);
  await writePair(folder, 'issuer', made.issuer);
  await writeCertificate(folder, 'ca', made.root);
  return made;
}

async function makeAuthorities(names: LanNames, nowMs: number): Promise<Authorities> {
  const { issueAuthority } = await import('#core/issuing/issue-authority');
  const rootKeys = await generateKeyPair(webcrypto.subtle, KEY_KIND, false);
  const keys = await generateKeyPair(webcrypto.subtle, KEY_KIND, true);
  const machine = names.localName ?? names.addresses[0];
  // A person who looks at the root sees the limits too.
  const content = { validity: makeValidity(nowMs, AUTHORITY_DAYS), profile: 'azure', limits: limitTo(names) } as const;
  const root = await issueAuthority(webcrypto, {
    ...content,
    commonName: `${OWN_NAME} on ${machine}`.slice(0, 64),
    keys: rootKeys,
    pathLength: 1,
  });
  const issuer = await issueAuthority(webcrypto, {
    ...content,
    commonName: `${OWN_NAME} issuer on ${machine}`.slice(0, 64),
    keys,
    pathLength: 0,
    authority: { certificateDer: root, privateKey: rootKeys.privateKey },
  });
  return {
    root: printPem('CERTIFICATE', root),
    issuer: { certificatePem: printPem('CERTIFICATE', issuer), keyPem: await printKey(keys.privateKey) },
  };
}

async function openServer(
  folder: string,
  authority: CertificateWithKey,
  names: LanNames,
  nowMs: number,
): Promise<CertificateWithKey> {
  const kept = await readPair(folder, 'server');
  const wanted = listServerNames(names);
  if (kept !== undefined && isServerFit(kept, authority.certificatePem, wanted, nowMs) && hasNoMore(kept, wanted)) {
    return kept;
  }
  const validity = makeValidity(nowMs, SERVER_DAYS);
  const server = await issueServer({ authority, commonName: `${OWN_NAME} server`, names: wanted, validity });
  await writePair(folder, 'server', server);
  return server;
}

/** An address that this machine had may be somebody else's by now. */
function hasNoMore({ certificatePem }: CertificateWithKey, names: readonly ServerName[]): boolean {
  const { subjectAltName = '' } = new X509Certificate(certificatePem);
  return subjectAltName.split(', ').length === names.length;
}

function isAllowed(issuerPem: string, names: readonly ServerName[]): boolean {
  const read = readCertificate(new Uint8Array(new X509Certificate(issuerPem).raw));
  if (!read.ok || read.value.nameConstraints === undefined) return false;
  const subject = { der: new Uint8Array(), attributes: [], keys: [] };
  const subjectAlternativeNames = names.map(({ type, value }): GeneralName =>
    type === 'dns' ? { kind: 'dns', value } : { kind: 'ip', value: encodeAddress(value) },
  );
  return isWithinConstraints({ subject, subjectAlternativeNames }, read.value.nameConstraints);
}

function isOurs(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject.startsWith(`CN=${OWN_NAME}`);
  } catch {
    return false;
  }
}

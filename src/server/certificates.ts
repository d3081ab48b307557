import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { ValidityPeriod } from '#core/issuing/certificate-plan';
import type { ServerName } from '#core/issuing/issue-server-certificate';
import { generateKeyPair, importPrivateKey } from '#core/issuing/key-pair';
import { printPem } from '#core/x509/pem';
import { FILE_CONTENT_REASONS } from '#core/words/en/server-banner';
import { isAuthorityFit, isOurs, isServerFit, type CertificateWithKey } from './certificate-fitness.ts';
import { listCertificateNames } from './certificate-names.ts';
import { withDirectoryLock } from './directory-lock.ts';
import { codeOf, describeFileReason } from './file-reason.ts';
import { replaceFile } from './replace-file.ts';

/** What a TLS listener needs, and the file that its clients have to trust. */
export interface TlsIdentity {
  readonly certificatePem: string;
  readonly keyPem: string;
  readonly caFile: string;
}

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3653;
const SERVER_DAYS = 365;
/** The subject of the CA, by which we know files of our own. */
const AUTHORITY_NAME = 'Device Workbench local CA';
/** Clocks of devices and of this machine differ; a certificate that begins now would be refused by one that is behind. */
const BACKDATED_DAYS = 1;
const KEY_KIND = 'P-256';

/** Gives the directory for certificates when the command line names none: in the user's cache (XDG Base Directory). */
export function defaultTlsDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'device-workbench', 'tls');
}

/**
 * Gives the server's certificate for the names of the hubs, made on first use with an own CA and kept in the directory as `ca.pem`,
 * `ca-key.pem`, `server.pem` and `server-key.pem`. It is made anew when it ends, or when it lacks a name. The CA's key
 * is kept, so that clients which trust the CA need nothing new then. Throws `terminal/tls-dir`, also when the directory
 * holds certificates of somebody else, which are left as they are.
 */
export async function openTlsIdentity(
  directory: string,
  hubs: readonly [string, ...string[]],
  nowMs: number,
): Promise<TlsIdentity> {
  const folder = resolve(directory);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await withDirectoryLock(join(folder, '.lock'), () => openIdentity(folder, hubs, nowMs));
  } catch (cause) {
    if (cause instanceof WorkbenchError) throw cause;
    throw new WorkbenchError('terminal/tls-dir', { directory: folder, detail: describeFileReason(cause) }, { cause });
  }
}

async function openIdentity(folder: string, hubs: readonly [string, ...string[]], nowMs: number): Promise<TlsIdentity> {
  const names = listCertificateNames(hubs);
  const caFile = join(folder, 'ca.pem');
  const [kept, caPem, serverPem] = await Promise.all([
    readPair(folder, 'server'),
    readText(caFile),
    readText(join(folder, 'server.pem')),
  ]);
  const foreign = [caPem, serverPem].some((pem) => pem !== undefined && !isOurs(pem, AUTHORITY_NAME));
  if (foreign)
    throw new WorkbenchError('terminal/tls-dir', { directory: folder, detail: FILE_CONTENT_REASONS.foreign });
  if (kept !== undefined && caPem !== undefined && isServerFit(kept, caPem, names, nowMs)) return { ...kept, caFile };
  const authority = await openAuthority(folder, nowMs);
  const server = await makeServer(authority, hubs[0], names, nowMs);
  await writePair(folder, 'server', server);
  return { ...server, caFile };
}

async function openAuthority(folder: string, nowMs: number): Promise<CertificateWithKey> {
  const kept = await readPair(folder, 'ca');
  if (kept !== undefined && isAuthorityFit(kept, nowMs + SERVER_DAYS * DAY_MS)) return kept;
  const keys = await generateKeyPair(webcrypto.subtle, KEY_KIND, true);
  // Loaded where it is needed, as the cloud does: the certificates of an earlier start are good as a rule.
  const { issueAuthority } = await import('#core/issuing/issue-authority');
  const certificate = await issueAuthority(webcrypto, {
    commonName: AUTHORITY_NAME,
    validity: makeValidity(nowMs, AUTHORITY_DAYS),
    keys,
    pathLength: 0,
    profile: 'azure',
  });
  const made = { certificatePem: printPem('CERTIFICATE', certificate), keyPem: await printKey(keys.privateKey) };
  await writePair(folder, 'ca', made);
  return made;
}

async function makeServer(
  authority: CertificateWithKey,
  host: string,
  names: readonly ServerName[],
  nowMs: number,
): Promise<CertificateWithKey> {
  const keys = await generateKeyPair(webcrypto.subtle, KEY_KIND, true);
  const authorityKey = createPrivateKey(authority.keyPem).export({ format: 'der', type: 'pkcs8' });
  const { issueServerCertificate } = await import('#core/issuing/issue-server-certificate');
  const certificate = await issueServerCertificate(webcrypto, {
    commonName: host.slice(0, 64),
    names,
    validity: makeValidity(nowMs, SERVER_DAYS),
    publicKey: keys.publicKey,
    authority: {
      certificateDer: new X509Certificate(authority.certificatePem).raw,
      privateKey: await importPrivateKey(webcrypto.subtle, authorityKey, KEY_KIND, false),
    },
  });
  return { certificatePem: printPem('CERTIFICATE', certificate), keyPem: await printKey(keys.privateKey) };
}

function makeValidity(nowMs: number, days: number): ValidityPeriod {
  return { notBefore: nowMs - BACKDATED_DAYS * DAY_MS, notAfter: nowMs + days * DAY_MS };
}

async function printKey(key: webcrypto.CryptoKey): Promise<string> {
  return printPem('PRIVATE KEY', new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', key)));
}

async function readPair(folder: string, name: string): Promise<CertificateWithKey | undefined> {
  const [certificatePem, keyPem] = await Promise.all([
    readText(join(folder, `${name}.pem`)),
    readText(join(folder, `${name}-key.pem`)),
  ]);
  return certificatePem === undefined || keyPem === undefined ? undefined : { certificatePem, keyPem };
}

async function writePair(folder: string, name: string, pair: CertificateWithKey): Promise<void> {
  await replaceFile(join(folder, `${name}-key.pem`), pair.keyPem);
  await replaceFile(join(folder, `${name}.pem`), pair.certificatePem, 0o644);
}

async function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw cause;
  });
}

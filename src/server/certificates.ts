import { webcrypto } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { WorkbenchError } from '#core/errors/workbench-error';
import { generateKeyPair } from '#core/issuing/key-pair';
import { printPem } from '#core/x509/pem';
import { FILE_CONTENT_REASONS } from '#core/words/en/server-banner';
import { inCertificateFolder, readCertificateFile, readPair, writePair } from './certificate-files.ts';
import { isAuthorityFit, isOurs, isServerFit, type CertificateWithKey } from './certificate-fitness.ts';
import { listCertificateNames } from './certificate-names.ts';
import { issueServer, KEY_KIND, makeValidity, printKey } from './issue-server.ts';

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
  return inCertificateFolder(directory, (folder) => openIdentity(folder, hubs, nowMs));
}

async function openIdentity(folder: string, hubs: readonly [string, ...string[]], nowMs: number): Promise<TlsIdentity> {
  const names = listCertificateNames(hubs);
  const caFile = join(folder, 'ca.pem');
  const [kept, caPem, serverPem] = await Promise.all([
    readPair(folder, 'server'),
    readCertificateFile(folder, 'ca'),
    readCertificateFile(folder, 'server'),
  ]);
  const foreign = [caPem, serverPem].some((pem) => pem !== undefined && !isOurs(pem, AUTHORITY_NAME));
  if (foreign)
    throw new WorkbenchError('terminal/tls-dir', { directory: folder, detail: FILE_CONTENT_REASONS.foreign });
  if (kept !== undefined && caPem !== undefined && isServerFit(kept, caPem, names, nowMs)) return { ...kept, caFile };
  const authority = await openAuthority(folder, nowMs);
  const validity = makeValidity(nowMs, SERVER_DAYS);
  const server = await issueServer({ authority, commonName: hubs[0].slice(0, 64), names, validity });
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

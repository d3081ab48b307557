import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { CertificateWithKey } from './certificate-fitness.ts';
import { withDirectoryLock } from './directory-lock.ts';
import { codeOf, describeFileReason } from './file-reason.ts';
import { replaceFile } from './replace-file.ts';

/**
 * Does `work` in a directory of certificates, which is made if need be, while no other process does its own there. Throws
 * `terminal/tls-dir`.
 */
export async function inCertificateFolder<T>(directory: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = resolve(directory);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await withDirectoryLock(join(folder, '.lock'), () => work(folder));
  } catch (cause) {
    if (cause instanceof WorkbenchError) throw cause;
    throw new WorkbenchError('terminal/tls-dir', { directory: folder, detail: describeFileReason(cause) }, { cause });
  }
}

/** Reads a certificate and its key; undefined when either is not there. */
export async function readPair(folder: string, name: string): Promise<CertificateWithKey | undefined> {
  const [certificatePem, keyPem] = await Promise.all([
    readCertificateFile(folder, name),
    readCertificateFile(folder, `${name}-key`),
  ]);
  return certificatePem === undefined || keyPem === undefined ? undefined : { certificatePem, keyPem };
}

/** Writes a certificate, and its key for nobody but the owner. */
export async function writePair(folder: string, name: string, pair: CertificateWithKey): Promise<void> {
  await replaceFile(join(folder, `${name}-key.pem`), pair.keyPem);
  await writeCertificate(folder, name, pair.certificatePem);
}

/** Writes a certificate that everybody may read. */
export async function writeCertificate(folder: string, name: string, pem: string): Promise<void> {
  await replaceFile(join(folder, `${name}.pem`), pem, 0o644);
}

/** Reads a file of PEM by its name; undefined when it is not there. */
export async function readCertificateFile(folder: string, name: string): Promise<string | undefined> {
  return readFile(join(folder, `${name}.pem`), 'utf8').catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw cause;
  });
}

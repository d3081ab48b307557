import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { makeFinding, WorkbenchError } from '#core/errors/workbench-error';
import { PACKAGE_FILE_REASONS } from '#core/words/en/package';
import { createAppPages } from '../app-pages.ts';
import { openListener } from '../listener.ts';
import { printMistake } from '../print-mistake.ts';
import { createRequestListener } from '../request-listener.ts';
import { openStaticFiles } from '../static-files.ts';
import type { Terminal } from '../terminal.ts';
import { readManifest } from './package-manifest.ts';
import { verifyPackage } from './verify-package.ts';

/** What the server of an unpacked archive is opened for. */
export interface PackageServerRequest {
  /** The folder that the archive was unpacked to. */
  readonly directory: string;
  /** 0 means any free port. */
  readonly port: number;
  readonly terminal: Terminal;
}

/** A server that listens at both loopback addresses. */
export interface PackageServer {
  readonly port: number;
  /** The version of the archive. */
  readonly version: string;
  dispose(): Promise<void>;
}

/** Connections have this long to end by themselves when the server ends. */
const GRACE_MS = 400;

/**
 * Compares the files of an unpacked archive with their checksums, then serves its app to the browsers of this machine,
 * under the policy that it was built for. Throws `terminal/package-file`, `terminal/port-taken` and
 * `terminal/port-forbidden`, with nothing left open.
 */
export async function openPackageServer(request: PackageServerRequest): Promise<PackageServer> {
  const { directory, port, terminal } = request;
  await verifyPackage(directory);
  const { version, allowedHosts } = readManifest(await readFile(join(directory, 'package.json'), 'utf8'));
  const files = await openStaticFiles(join(directory, 'app'));
  if (files === undefined) {
    throw new WorkbenchError('terminal/package-file', { file: 'app/index.html', detail: PACKAGE_FILE_REASONS.missing });
  }
  const pages = createAppPages(files, allowedHosts);
  const listener = await openListener({
    server: createServer(createRequestListener(pages, (mistake) => terminal.say(printMistake(mistake)))),
    bind: undefined,
    port,
    onTaken: (taken, next) => terminal.explain(makeFinding('terminal/port-taken', { port: taken, next })),
  });
  return { port: listener.port, version, dispose: () => listener.dispose(GRACE_MS) };
}

import { findingOf } from '../errors/workbench-error.ts';
import type { KeptCertificate, Shelf } from '../ports/certificate-maker.ts';
import type { Vault } from '../ports/vault.ts';
import { listLogs } from './issuance-log.ts';
import { KIND, listContents } from './kept-records.ts';

/** Gives everything that is kept, the oldest first. */
export async function readShelf(vault: Vault): Promise<Shelf> {
  const [certificates, requests, logs, batches, guides] = await Promise.all([
    listContents(vault, KIND.certificate),
    listContents(vault, KIND.request),
    listLogs(vault),
    listContents(vault, KIND.batch),
    listContents(vault, KIND.guide),
  ]);
  const ids = new Set(certificates.map(({ certificate }) => certificate.id));
  return {
    certificates: certificates.map(({ certificate }) => showIssuer(certificate, ids)).toSorted(byCreation),
    requests: requests.map(({ request }) => request).toSorted(byCreation),
    issued: logs.flatMap(({ groups }) => groups),
    logs: logs.map(({ authorityId, count }) => ({ authorityId, count })),
    batches: batches.map(({ batch }) => batch).toSorted(byCreation),
    guides: guides.toSorted((a, b) => a.startedAt - b.startedAt),
  };
}

/** An issuer that was removed is still in the chain, and no authority that anything can be done with. */
function showIssuer(certificate: KeptCertificate, kept: ReadonlySet<string>): KeptCertificate {
  const { authorityId } = certificate;
  return authorityId === undefined || kept.has(authorityId) ? certificate : { ...certificate, authorityId: undefined };
}

/** Those that were made in one go differ in no time, and stay in one order by their ids. */
function byCreation(a: Dated, b: Dated): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
}

interface Dated {
  readonly id: string;
  readonly createdAt: number;
}

const SHOWN_KINDS: ReadonlySet<string> = new Set([
  KIND.certificate,
  KIND.request,
  KIND.log,
  KIND.batch,
  KIND.guide,
] satisfies string[]);

/** Gives the shelf to `listener` now and after each change; what it is given last is always the newest. */
export async function watchShelf(vault: Vault, listener: (shelf: Shelf) => void): Promise<() => void> {
  let isStopped = false;
  let isStale = false;
  let isReading = false;
  const read = async (): Promise<void> => {
    isStale = true;
    if (isReading) return;
    isReading = true;
    try {
      while (isStale && !isStopped) {
        isStale = false;
        const shelf = await readShelf(vault);
        if (!isStopped) listener(shelf);
      }
    } finally {
      isReading = false;
    }
  };
  // Before the first reading: what changes during it would be missed.
  const unfollow = vault.onChange((kinds) => {
    if (kinds?.some((kind) => SHOWN_KINDS.has(kind)) !== false) void read().catch(ignoreForeseen);
  });
  const stop = (): void => {
    isStopped = true;
    unfollow();
  };
  try {
    await read();
  } catch (error) {
    stop();
    throw error;
  }
  return stop;
}

/** A vault that cannot be read any more says so to whoever wants something of it next. */
function ignoreForeseen(error: unknown): void {
  if (findingOf(error) === undefined) throw error;
}

import { WorkbenchError } from '../errors/workbench-error.ts';
import type { IssuanceEntry, IssuedGroup, KeptCertificate } from '../ports/certificate-maker.ts';
import type { Vault, VaultPlace, VaultRecord } from '../ports/vault.ts';
import { KIND, makeRecord } from './kept-records.ts';

/** What is public of a log: the entries are sealed, in pieces, each a record of its own. */
export interface LogHead {
  readonly authorityId: string;
  readonly count: number;
  /** Of those of its entries that are not kept one by one. */
  readonly groups: readonly IssuedGroup[];
}

/** Entries in a piece. The last piece is written anew with each entry until it is full. */
const PIECE_LENGTH = 500;
const DAY_MS = 86_400_000;

const countPieces = (count: number): number => Math.ceil(count / PIECE_LENGTH);
const idOfPiece = (authorityId: string, index: number): string => `${authorityId}/${index}`;

/** Reads the log of an authority, the oldest entry first. Throws what the vault does. */
export async function readLog(vault: Vault, authorityId: string): Promise<readonly IssuanceEntry[]> {
  const { count } = await readHead(vault, authorityId);
  const pieces: (readonly IssuanceEntry[])[] = [];
  while (pieces.length < countPieces(count)) pieces.push(await readPiece(vault, authorityId, pieces.length));
  return pieces.flat();
}

/** Gives the records that hold the log with more entries behind it; to be written while nobody else writes to it. */
export async function appendToLog(
  vault: Vault,
  authorityId: string,
  added: readonly IssuanceEntry[],
): Promise<readonly VaultRecord[]> {
  const head = await readHead(vault, authorityId);
  const first = Math.floor(head.count / PIECE_LENGTH);
  const begun = head.count % PIECE_LENGTH === 0 ? [] : await readPiece(vault, authorityId, first);
  const entries = [...begun, ...added];
  const pieces = Array.from({ length: countPieces(entries.length) }, (_, at) => {
    const piece = entries.slice(at * PIECE_LENGTH, (at + 1) * PIECE_LENGTH);
    return makeRecord(KIND.logPiece, idOfPiece(authorityId, first + at), {}, piece);
  });
  const groups = added.reduce((known, entry) => addToGroups(known, authorityId, entry), head.groups);
  return [makeRecord(KIND.log, authorityId, { authorityId, count: head.count + added.length, groups }), ...pieces];
}

/** Gives the places of all that the log of an authority consists of, looking at no seal. */
export async function placesOfLog(vault: Vault, authorityId: string): Promise<readonly VaultPlace[]> {
  const head = (await listLogs(vault)).find((log) => log.authorityId === authorityId);
  const pieces = Array.from({ length: countPieces(head?.count ?? 0) }, (_, index) => ({
    kind: KIND.logPiece,
    id: idOfPiece(authorityId, index),
  }));
  return [{ kind: KIND.log, id: authorityId }, ...pieces];
}

/** Lists what is public of all logs. */
export async function listLogs(vault: Vault): Promise<readonly LogHead[]> {
  return (await vault.list(KIND.log)).map((entry) => entry.public as LogHead);
}

/** Gives the first entry of one of the names, and how many of the names have one. DPS tells no case apart. */
export async function findIssued(
  vault: Vault,
  authorityId: string,
  names: readonly string[],
): Promise<{ readonly first: IssuanceEntry | undefined; readonly count: number }> {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const found = new Map<string, IssuanceEntry>();
  for (const entry of await readLog(vault, authorityId)) {
    const name = entry.commonName.toLowerCase();
    if (entry.role !== 'verification' && wanted.has(name) && !found.has(name)) found.set(name, entry);
  }
  const [first] = found.values();
  return { first, count: found.size };
}

/** Gives the line of the log for a certificate. */
export function makeEntry(
  { facts, role }: Pick<KeptCertificate, 'facts' | 'role'>,
  issuedAt: number,
  batchId?: string,
): IssuanceEntry {
  const { serialNumber, commonName, keyKind, sha1Thumbprint, sha256Thumbprint, notBefore, notAfter } = facts;
  const names = { serialNumber, commonName, role, keyKind, sha1Thumbprint, sha256Thumbprint };
  return { ...names, notBefore, notAfter, issuedAt, ...(batchId !== undefined && { batchId }) };
}

async function readHead(vault: Vault, authorityId: string): Promise<LogHead> {
  const record = await vault.read(KIND.log, authorityId);
  return record === undefined ? { authorityId, count: 0, groups: [] } : (record.public as LogHead);
}

/** Head and pieces are written together: one without the other was taken apart. */
async function readPiece(vault: Vault, authorityId: string, index: number): Promise<readonly IssuanceEntry[]> {
  const record = await vault.read(KIND.logPiece, idOfPiece(authorityId, index));
  if (record === undefined) throw new WorkbenchError('vault/tampered', { kind: KIND.logPiece });
  return record.secret as readonly IssuanceEntry[];
}

/** By the day of their end (UTC). */
function addToGroups(
  groups: readonly IssuedGroup[],
  authorityId: string,
  { batchId, notBefore, notAfter }: IssuanceEntry,
): readonly IssuedGroup[] {
  if (batchId === undefined) return groups;
  const dayOf = (at: number): number => Math.floor(at / DAY_MS);
  const index = groups.findIndex((group) => dayOf(group.notAfter) === dayOf(notAfter));
  const before = groups[index];
  if (before === undefined) return [...groups, { authorityId, notBefore, notAfter, count: 1 }];
  const earliest = notAfter < before.notAfter ? { notBefore, notAfter } : {};
  return groups.with(index, { ...before, ...earliest, count: before.count + 1 });
}

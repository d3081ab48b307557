import type { IssuanceEntry, IssuedGroup, KeptCertificate } from '../ports/certificate-maker.ts';
import type { Vault, VaultPlace, VaultRecord } from '../ports/vault.ts';
import { KIND, makeRecord } from './kept-records.ts';

/** What is public of a piece of a log; the entries are sealed. */
export interface LogPiece {
  readonly authorityId: string;
  /** Its place in the log, from 0. */
  readonly index: number;
  readonly count: number;
  /** Of those of its entries that are not kept one by one. */
  readonly groups: readonly IssuedGroup[];
}

/** Entries in a piece. A piece is written anew with each entry until it is full. */
const PIECE_LENGTH = 500;
const DAY_MS = 86_400_000;

const idOf = (authorityId: string, index: number): string => `${authorityId}/${index}`;

/** Reads the log of an authority, the oldest entry first. Throws `vault/tampered` for a piece that was taken away. */
export async function readLog(vault: Vault, authorityId: string): Promise<readonly IssuanceEntry[]> {
  const pieces: (readonly IssuanceEntry[])[] = [];
  // Until there is none: the vault knows of one that should be there and is not.
  for (;;) {
    const entries = await readPiece(vault, authorityId, pieces.length);
    if (entries === undefined) return pieces.flat();
    pieces.push(entries);
  }
}

/** Gives the records that hold the log with more entries behind it; to be written while nobody else writes to it. */
export async function appendToLog(
  vault: Vault,
  authorityId: string,
  added: readonly IssuanceEntry[],
): Promise<readonly VaultRecord[]> {
  const pieces = (await listPieces(vault)).filter((piece) => piece.authorityId === authorityId);
  const first = pieces.filter(({ count }) => count === PIECE_LENGTH).length;
  const entries = [...((await readPiece(vault, authorityId, first)) ?? []), ...added];
  const length = Math.ceil(entries.length / PIECE_LENGTH);
  return Array.from({ length }, (_, at) =>
    makePiece(authorityId, first + at, entries.slice(at * PIECE_LENGTH, (at + 1) * PIECE_LENGTH)),
  );
}

/** Lists what is public of all logs. */
export async function listPieces(vault: Vault): Promise<readonly LogPiece[]> {
  return (await vault.list(KIND.log)).map((entry) => entry.public as LogPiece);
}

/** Gives the places of all pieces of a log. */
export function placesOfLog(pieces: readonly LogPiece[], authorityId: string): readonly VaultPlace[] {
  return pieces
    .filter((piece) => piece.authorityId === authorityId)
    .map(({ index }) => ({ kind: KIND.log, id: idOf(authorityId, index) }));
}

/** Gathers by authority and day of their end (UTC) what is in no other way kept. */
export function groupIssued(pieces: readonly LogPiece[]): readonly IssuedGroup[] {
  const groups = new Map<string, IssuedGroup>();
  for (const group of pieces.flatMap((piece) => piece.groups)) addToGroup(groups, group);
  return [...groups.values()];
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

async function readPiece(
  vault: Vault,
  authorityId: string,
  index: number,
): Promise<readonly IssuanceEntry[] | undefined> {
  const record = await vault.read(KIND.log, idOf(authorityId, index));
  return record?.secret as readonly IssuanceEntry[] | undefined;
}

function makePiece(authorityId: string, index: number, entries: readonly IssuanceEntry[]): VaultRecord {
  const groups = new Map<string, IssuedGroup>();
  for (const { batchId, notBefore, notAfter } of entries) {
    if (batchId !== undefined) addToGroup(groups, { authorityId, notBefore, notAfter, count: 1 });
  }
  const piece: LogPiece = { authorityId, index, count: entries.length, groups: [...groups.values()] };
  return makeRecord(KIND.log, idOf(authorityId, index), piece, entries);
}

function addToGroup(groups: Map<string, IssuedGroup>, group: IssuedGroup): void {
  const key = `${group.authorityId}/${Math.floor(group.notAfter / DAY_MS)}`;
  const before = groups.get(key);
  if (before === undefined) return void groups.set(key, group);
  const { notBefore, notAfter } = group.notAfter < before.notAfter ? group : before;
  groups.set(key, { ...before, notBefore, notAfter, count: before.count + group.count });
}

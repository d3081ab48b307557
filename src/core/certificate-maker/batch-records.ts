import { WorkbenchError } from '../errors/workbench-error.ts';
import type { ValidityPeriod } from '../issuing/certificate-plan.ts';
import type { IssuanceEntry } from '../ports/certificate-maker.ts';
import type { Vault, VaultPlace, VaultRecord } from '../ports/vault.ts';
import { type BatchContent, KIND, listContents, makeRecord } from './kept-records.ts';

/** What is sealed of a batch. */
export interface BatchSecret {
  readonly validity: ValidityPeriod;
  /** Of every key or PFX; undefined for bare keys. */
  readonly password: string | undefined;
  /** The authority and its issuers, nearest first: DER in base64. */
  readonly chain: readonly string[];
}

/** A batch that was prepared. */
export interface OpenBatch extends BatchContent {
  readonly secret: BatchSecret;
}

/** What was made for one device. All bytes are in base64. */
export interface BatchDevice {
  readonly entry: IssuanceEntry;
  /** DER. */
  readonly certificate: string;
  /** PKCS #8, encrypted or not, or a PFX, as the form of the batch says; DER. */
  readonly key: string;
}

/** Makes the record of a batch. */
export function makeBatchRecord({ batch, portions, secret }: OpenBatch): VaultRecord {
  const content: BatchContent = { batch, portions };
  return makeRecord(KIND.batch, batch.id, content, secret);
}

/** Reads a batch. Throws `certificate/unknown`. */
export async function readBatch(vault: Vault, id: string): Promise<OpenBatch> {
  const record = await vault.read(KIND.batch, id);
  if (record === undefined) throw new WorkbenchError('certificate/unknown', {});
  return { ...(record.public as BatchContent), secret: record.secret as BatchSecret };
}

/** Gives where the IDs of a batch are, which stay as they are until it is done. */
export function placeOfList(id: string): VaultPlace {
  return { kind: KIND.batchList, id };
}

/** Makes the record of the IDs of a batch. */
export function makeListRecord(id: string, ids: readonly string[]): VaultRecord {
  return makeRecord(KIND.batchList, id, {}, ids);
}

/** Reads the IDs of a batch that is not done. Throws `certificate/unknown`. */
export async function readBatchList(vault: Vault, id: string): Promise<readonly string[]> {
  return (await readSecret(vault, placeOfList(id))) as readonly string[];
}

/** Makes the record of what was made in one go; `index` counts from 0. */
export function makePortionRecord(batchId: string, index: number, devices: readonly BatchDevice[]): VaultRecord {
  const { kind, id } = placeOfPortion(batchId, index);
  return makeRecord(kind, id, { batchId }, devices);
}

/** Reads a portion. Throws `certificate/unknown`. */
export async function readPortion(vault: Vault, batchId: string, index: number): Promise<readonly BatchDevice[]> {
  return (await readSecret(vault, placeOfPortion(batchId, index))) as readonly BatchDevice[];
}

/** Gives the places of everything that a batch consists of, looking at no seal. */
export async function placesOfBatch(vault: Vault, id: string): Promise<readonly VaultPlace[]> {
  const content = (await listContents(vault, KIND.batch)).find(({ batch }) => batch.id === id);
  const portions = Array.from({ length: content?.portions ?? 0 }, (_, index) => placeOfPortion(id, index));
  return [{ kind: KIND.batch, id }, placeOfList(id), ...portions];
}

function placeOfPortion(batchId: string, index: number): VaultPlace {
  return { kind: KIND.batchPortion, id: `${batchId}/${index}` };
}

async function readSecret(vault: Vault, { kind, id }: VaultPlace): Promise<unknown> {
  const record = await vault.read(kind, id);
  if (record === undefined) throw new WorkbenchError('certificate/unknown', {});
  return record.secret;
}

import { WorkbenchError } from '#core/errors/workbench-error';
import type { VaultPlace } from '#core/ports/vault';
import { seal, unseal, type Sealed } from './seal.ts';

/**
 * The newest generation of every record. It is sealed, and written in the transaction of each change: a record that
 * is older, or was removed, and is put back from a copy does not fit it.
 */
export interface Manifest {
  /** Number of the newest write; it only grows, so that no generation comes twice. */
  readonly serial: number;
  /** By kind, then by id. */
  readonly generations: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const CONTEXT = 'device-workbench manifest';
const EMPTY: Manifest = { serial: 0, generations: {} };

/** Opens the manifest; a vault without one is new. Throws `vault/tampered`. */
export async function openManifest(crypto: Crypto, key: CryptoKey, sealed: Sealed | undefined): Promise<Manifest> {
  if (sealed === undefined) return EMPTY;
  try {
    return (await unseal(crypto, key, CONTEXT, sealed)) as Manifest;
  } catch (cause) {
    throw new WorkbenchError('vault/tampered', { kind: 'manifest' }, { cause });
  }
}

/** Seals the manifest. */
export function sealManifest(crypto: Crypto, key: CryptoKey, manifest: Manifest): Promise<Sealed> {
  return seal(crypto, key, CONTEXT, manifest);
}

/** Gives the generation that the record must have, or undefined when there is no such record. */
export function generationOf(manifest: Manifest, kind: string, id: string): number | undefined {
  return manifest.generations[kind]?.[id];
}

/** Gives the manifest after a change: all that is written gets one new generation. */
export function withChange(
  manifest: Manifest,
  written: readonly VaultPlace[],
  removed: readonly VaultPlace[],
): Manifest {
  const serial = manifest.serial + 1;
  const generations: Record<string, Record<string, number>> = {};
  const ofKind = (kind: string): Record<string, number> => (generations[kind] ??= { ...manifest.generations[kind] });
  for (const { kind, id } of written) ofKind(kind)[id] = serial;
  for (const { kind, id } of removed) delete ofKind(kind)[id];
  return { serial, generations: { ...manifest.generations, ...generations } };
}

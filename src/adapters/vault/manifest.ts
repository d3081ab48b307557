import { WorkbenchError } from '#core/errors/workbench-error';
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

/** Gives the manifest after a write of this record. */
export function withWrite(manifest: Manifest, kind: string, id: string): Manifest {
  const serial = manifest.serial + 1;
  const ofKind = { ...manifest.generations[kind], [id]: serial };
  return { serial, generations: { ...manifest.generations, [kind]: ofKind } };
}

/** Gives the manifest after the removal of this record. */
export function withRemoval(manifest: Manifest, kind: string, id: string): Manifest {
  const { [id]: _removed, ...ofKind } = manifest.generations[kind] ?? {};
  return { serial: manifest.serial + 1, generations: { ...manifest.generations, [kind]: ofKind } };
}

import { WorkbenchError } from '#core/errors/workbench-error';
import { PRIVATE_KEY, type KeptKey, type VaultKey, type VaultRecord } from '#core/ports/vault';
import { describeKey, KEY_SCHEMA, pssParametersOf, refusePrivateKey } from './key-record.ts';
import { seal, sealKey, unseal, unsealKey, type Sealed } from './seal.ts';

/** A record as it lies in the database. */
export interface StoredRecord {
  readonly id: string;
  readonly kind: string;
  readonly schema: number;
  /** Number of the write that made it; the manifest has the newest one of each record. */
  readonly generation: number;
  readonly public: unknown;
  readonly sealed: Sealed;
  /** A private key that the browser keeps and nobody can read; `sealed` vouches for everything but it. */
  readonly key?: CryptoKey;
}

/** Everything about a record but its secret: none of it can be changed without breaking the seal. */
function contextOf(record: Omit<StoredRecord, 'sealed'>): unknown {
  return [record.kind, record.id, record.schema, record.generation, record.public];
}

/** Seals a record under the vault key. Throws TypeError for the kind of private keys, which `sealPrivateKey` seals. */
export async function sealRecord(
  crypto: Crypto,
  vaultKey: CryptoKey,
  { secret, ...entry }: VaultRecord,
  generation: number,
): Promise<StoredRecord> {
  refusePrivateKey(entry.kind);
  const open = { ...structuredClone(entry), generation };
  return { ...open, sealed: await seal(crypto, vaultKey, contextOf(open), secret) };
}

/** Opens what `sealRecord` made. Throws `vault/tampered`, and TypeError for the kind of private keys. */
export async function openRecord(crypto: Crypto, vaultKey: CryptoKey, record: StoredRecord): Promise<VaultRecord> {
  refusePrivateKey(record.kind);
  const { sealed, generation: _generation, ...entry } = record;
  const secret = await unseal(crypto, vaultKey, contextOf(record), sealed).catch(refuseAltered(record));
  return { ...entry, secret };
}

/** Seals a private key as PKCS #8; one that the browser is to keep stands beside an empty seal. */
export async function sealPrivateKey(
  crypto: Crypto,
  vaultKey: CryptoKey,
  kept: VaultKey,
  generation: number,
): Promise<StoredRecord> {
  const { id, key, place } = kept;
  const open = { id, kind: PRIVATE_KEY, schema: KEY_SCHEMA, public: describeKey(kept), generation };
  const context = contextOf(open);
  if (place === 'vault') return { ...open, sealed: await sealKey(crypto, vaultKey, context, key) };
  return { ...open, sealed: await seal(crypto, vaultKey, context, null), key };
}

/** Opens what `sealPrivateKey` made, extractable only if it is exportable. Throws `vault/tampered`. */
export async function openPrivateKey(crypto: Crypto, vaultKey: CryptoKey, record: StoredRecord): Promise<CryptoKey> {
  const { place, isExportable, algorithm, usages } = record.public as KeptKey;
  const context = contextOf(record);
  const refuse = refuseAltered(record);
  if (place === 'vault') {
    const terms = { algorithm, usages, extractable: isExportable };
    return unsealKey(crypto, vaultKey, context, record.sealed, terms).catch(refuse);
  }
  await unseal(crypto, vaultKey, context, record.sealed).catch(refuse);
  return record.key ?? refuse();
}

/** Opens the same for RSA-PSS, as `openPssKey` of the port has it. Throws `vault/tampered`. */
export async function openPssKey(
  crypto: Crypto,
  vaultKey: CryptoKey,
  record: StoredRecord,
): Promise<CryptoKey | undefined> {
  const algorithm = pssParametersOf(record.public as KeptKey);
  if (algorithm === undefined) return undefined;
  const terms = { algorithm, usages: ['sign'], extractable: false } as const;
  return unsealKey(crypto, vaultKey, contextOf(record), record.sealed, terms).catch(refuseAltered(record));
}

function refuseAltered({ kind }: StoredRecord): (cause?: unknown) => never {
  return (cause) => {
    throw new WorkbenchError('vault/tampered', { kind }, { cause });
  };
}

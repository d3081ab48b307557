/** A record as the vault's users see it: what may be shown, and what is sealed. */
export interface VaultRecord<Public = unknown, Secret = unknown> {
  readonly id: string;
  readonly kind: string;
  /** Version of the shape of `public` and `secret`. */
  readonly schema: number;
  readonly public: Public;
  readonly secret: Secret;
}

/** What can be read without opening the seal. */
export type VaultEntry<Public = unknown> = Omit<VaultRecord<Public>, 'secret'>;

/**
 * Keeps records with a public and a sealed part. Errors: `vault/unavailable`, `vault/blocked`, `vault/full`,
 * `vault/tampered` (a record that was altered, or an older one put back).
 */
export interface Vault {
  list(kind: string): Promise<readonly VaultEntry[]>;
  /** Gives undefined when there is no such record. */
  read(kind: string, id: string): Promise<VaultRecord | undefined>;
  write(record: VaultRecord): Promise<void>;
  remove(kind: string, id: string): Promise<void>;
  /** Called after any change, made here or in another tab. Returns a function that stops it. */
  onChange(listener: () => void): () => void;
  dispose(): void;
}

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

/** The kind of the records that private keys are; only `openKey` gives what is in them. */
export const PRIVATE_KEY = 'private-key';

/** A private key that is to be kept. */
export interface VaultKey {
  /** Of its record. */
  readonly id: string;
  /** For the vault extractable, since it is sealed as PKCS #8; for the browser not. */
  readonly key: CryptoKey;
  /** `browser`: as the browser keeps keys that nobody can read. */
  readonly place: 'vault' | 'browser';
  /** Whether it is given back extractable; never for the browser. */
  readonly isExportable: boolean;
}

/** What is public of the record of a private key. */
export interface KeptKey extends Pick<VaultKey, 'place' | 'isExportable'> {
  readonly algorithm: EcKeyImportParams | RsaHashedImportParams;
  readonly usages: readonly KeyUsage[];
}

/** Which record. */
export type VaultPlace = Pick<VaultRecord, 'kind' | 'id'>;

/** What is to become of records, all of it or none. */
export interface VaultChange {
  readonly write?: readonly VaultRecord[];
  readonly keys?: readonly VaultKey[];
  readonly remove?: readonly VaultPlace[];
}

/**
 * Keeps records with a public and a sealed part. Errors: `vault/unavailable`, `vault/blocked`, `vault/full`,
 * `vault/tampered` (a record that was altered, or an older one put back).
 */
export interface Vault {
  list(kind: string): Promise<readonly VaultEntry[]>;
  /** Gives undefined when there is no such record. */
  read(kind: string, id: string): Promise<VaultRecord | undefined>;
  /**
   * Gives a private key for use, extractable only if it is exportable; undefined when there is no such key. That one in
   * the browser's place is the one that was kept is for the caller to see, by what it signs: the browser says nothing
   * of a key that nobody can read.
   */
  openKey(id: string): Promise<CryptoKey | undefined>;
  /**
   * Gives an RSA key for RSA-PSS that was kept for PKCS #1 v1.5, never extractable: WebCrypto has a key sign in one way.
   * Undefined for every other key, and for those in the browser's place, which stay what they are.
   */
  openPssKey(id: string): Promise<CryptoKey | undefined>;
  write(record: VaultRecord): Promise<void>;
  remove(kind: string, id: string): Promise<void>;
  /** Writes and removes as one: it is all on the disk when this resolves, and nothing has changed when it rejects. */
  change(change: VaultChange): Promise<void>;
  /**
   * Called after any change, made here or in another tab, with the kinds of the records that it concerned; with nothing
   * where that is not known. Returns a function that stops it.
   */
  onChange(listener: (kinds?: readonly string[]) => void): () => void;
  dispose(): void;
}

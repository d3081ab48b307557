import { WorkbenchError } from '../errors/workbench-error.ts';
import type { KeptBatch, KeptCertificate, KeptGuide, KeptRequest } from '../ports/certificate-maker.ts';
import { PRIVATE_KEY, type Vault, type VaultPlace, type VaultRecord } from '../ports/vault.ts';

/** The kinds of records that the vault keeps for certificates, beside private keys. */
export const KIND = {
  certificate: 'certificate',
  request: 'certificate-request',
  log: 'issuance-log',
  logPiece: 'issuance-log-piece',
  guide: 'rolling-guide',
  batch: 'certificate-batch',
  batchList: 'certificate-batch-list',
  batchPortion: 'certificate-batch-portion',
} as const;

/** Version of the shapes below. */
const SCHEMA = 1;

/** What is public of a certificate's record; nothing of it is sealed but its key, which is a record of its own. */
export interface CertificateContent {
  readonly certificate: KeptCertificate;
  /** Several certificates may have one key. */
  readonly keyId: string | undefined;
}

/** What is public of the record of a request. */
export interface RequestContent {
  readonly request: KeptRequest;
  readonly keyId: string;
}

/** What is public of the record of a batch. */
export interface BatchContent {
  readonly batch: KeptBatch;
  /** How many portions it has until now. */
  readonly portions: number;
}

/** What is public of each kind of record that is shown. */
interface ContentByKind {
  readonly [KIND.certificate]: CertificateContent;
  readonly [KIND.request]: RequestContent;
  readonly [KIND.guide]: KeptGuide;
  readonly [KIND.batch]: BatchContent;
}

type ShownKind = keyof ContentByKind;

/** Makes a record; `secret` is sealed. */
export function makeRecord(kind: string, id: string, shown: unknown, secret: unknown = null): VaultRecord {
  return { kind, id, schema: SCHEMA, public: shown, secret };
}

/** Lists what is public of one kind, as it lies there: what is done with it reads it first, and so checks its seal. */
export async function listContents<Kind extends ShownKind>(
  vault: Vault,
  kind: Kind,
): Promise<readonly ContentByKind[Kind][]> {
  return (await vault.list(kind)).map((entry) => entry.public as ContentByKind[Kind]);
}

/** Reads what is public of a record. Throws `certificate/unknown` where there is none, and what the vault does. */
export async function readContent<Kind extends ShownKind>(
  vault: Vault,
  kind: Kind,
  id: string,
): Promise<ContentByKind[Kind]> {
  const record = await vault.read(kind, id);
  if (record === undefined) throw new WorkbenchError('certificate/unknown', {});
  return record.public as ContentByKind[Kind];
}

/** Gives the place of a private key. */
export function placeOfKey(keyId: string): VaultPlace {
  return { kind: PRIVATE_KEY, id: keyId };
}

import type { CertificateOutput, OutputFile, OutputSettings } from '../certificate-export/certificate-output.ts';
import type { Finding } from '../errors/workbench-error.ts';
import type { IdSource } from '../id-list/listed-id.ts';
import type { CertificateRole, Profile, ValidityPeriod } from '../issuing/certificate-plan.ts';
import type { KeyKind } from '../issuing/key-kind.ts';
import type { RollingKind, RollingStep } from '../rolling/rolling-steps.ts';
import type { CertificateFacts } from '../x509/certificate-facts.ts';
import type { IdListSummary, IdProblem } from './key-maker.ts';

/**
 * Every message between the page and the worker that makes certificates. The worker holds the vault; the page gets facts,
 * and a private key only as part of a file that was asked for. Failures arrive as `WorkbenchError`.
 */

/** Where the private key of a certificate is. */
export type KeyPlace =
  /** Sealed in the vault. It leaves it only if it is exportable, which was decided when it was made. */
  | { readonly kind: 'vault'; readonly isExportable: boolean }
  /** A key that this browser lets be used and nobody can read: no backup covers it. */
  | { readonly kind: 'browser' }
  /** Not here: the certificate alone was imported, or signed for a request. */
  | { readonly kind: 'elsewhere' };

/** How a new key is kept. */
export type NewKeyPlace = 'vault' | 'vault-exportable' | 'browser';

/** One of the two certificates of an individual enrollment. */
export type PairSlot = 'primary' | 'secondary';

/** A certificate that is kept: of an authority, a device, a module. */
export interface KeptCertificate {
  /** Random, ours. */
  readonly id: string;
  readonly role: CertificateRole;
  readonly profile: Profile;
  /** `request`: signed for a key elsewhere, or what came back for a request of ours. */
  readonly origin: 'made' | 'imported' | 'request';
  readonly facts: CertificateFacts;
  /** Its issuers, nearest first, as far as they are known; the root comes last. */
  readonly chain: readonly CertificateFacts[];
  /** The authority that issued it, if it is kept here; also for one that signed itself: its own id. */
  readonly authorityId: string | undefined;
  readonly key: KeyPlace;
  readonly pair: { readonly id: string; readonly slot: PairSlot } | undefined;
  /** The certificate whose place this one takes. */
  readonly replaces: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
}

/** A request whose key is kept here, until its certificate comes back. */
export interface KeptRequest {
  readonly id: string;
  readonly commonName: string;
  readonly purpose: RequestPurpose;
  readonly keyKind: KeyKind;
  readonly key: KeyPlace;
  /** PKCS #10 in DER. */
  readonly requestBase64: string;
  readonly createdAt: number;
}

/** `dps-issuance`: DPS sends it to the authority that the enrollment is linked to. */
export type RequestPurpose = 'general' | 'dps-issuance';

/** Certificates that are not kept one by one: they stand in the log of their authority. */
export interface IssuedGroup {
  readonly authorityId: string;
  /** The earliest end among them, when that one began, and how many end within that day (UTC). */
  readonly notAfter: number;
  readonly notBefore: number;
  readonly count: number;
}

/** How long the log of an authority is. */
export interface LogLength {
  readonly authorityId: string;
  /** Entries, of certificates that were removed since and of proofs of possession too. */
  readonly count: number;
}

/** A long list of certificates, under way or ready to be saved. */
export interface KeptBatch {
  readonly id: string;
  readonly authorityId: string;
  readonly keyKind: KeyKind;
  readonly profile: Profile;
  readonly form: BatchForm;
  readonly total: number;
  readonly done: number;
  readonly firstId: string;
  readonly lastId: string;
  readonly createdAt: number;
}

/** What each device gets in the archive: certificate and chain with an encrypted key, a PFX, or with a bare key. */
export type BatchForm = 'encrypted-key' | 'pfx' | 'plain-key';

/** Steps through the rolling of a certificate. */
export interface KeptGuide {
  readonly id: string;
  readonly kind: RollingKind;
  readonly certificateId: string;
  /** The new certificate, once there is one. */
  readonly replacementId: string | undefined;
  readonly done: readonly RollingStep[];
  readonly startedAt: number;
}

/** Everything that is kept. */
export interface Shelf {
  readonly certificates: readonly KeptCertificate[];
  readonly requests: readonly KeptRequest[];
  readonly issued: readonly IssuedGroup[];
  readonly logs: readonly LogLength[];
  readonly batches: readonly KeptBatch[];
  readonly guides: readonly KeptGuide[];
}

export interface NewAuthority {
  readonly commonName: string;
  /** Who signs it; undefined makes a root. */
  readonly authorityId: string | undefined;
  readonly profile: Profile;
  readonly keyKind: KeyKind;
  readonly validity: ValidityPeriod;
  /** How many authorities may stand below it; undefined for any number. */
  readonly pathLength: number | undefined;
  readonly keyPlace: NewKeyPlace;
}

export interface NewDeviceCertificate {
  readonly role: 'device' | 'module' | 'edge-ca';
  /** The registration ID or device ID; with the name of the module behind a `/` for a module. */
  readonly name: string;
  readonly authorityId: string;
  readonly profile: Profile;
  readonly keyKind: KeyKind;
  readonly validity: ValidityPeriod;
  readonly keyPlace: NewKeyPlace;
  /** Wanted although this authority has issued one for the name before. */
  readonly again?: true;
}

/** A pair for an individual enrollment: both signed by themselves, with the device's ID as subject and issuer. */
export interface NewPair {
  readonly deviceId: string;
  readonly profile: Profile;
  readonly keyKind: KeyKind;
  readonly validity: Readonly<Record<PairSlot, ValidityPeriod>>;
  readonly keyPlace: NewKeyPlace;
}

/** What somebody has: files as they are, or a pasted text. */
export interface CertificateSource {
  readonly parts: readonly (Uint8Array | string)[];
  /** Of a PFX or of an encrypted key. */
  readonly password?: string;
}

/** A request that is to be signed, as it was read and judged. */
export interface RequestReview {
  readonly subjectName: string;
  readonly commonName: string;
  readonly keyKind: KeyKind | undefined;
  /** Whether its maker has the key. */
  readonly isSelfSigned: boolean;
  /** Names beside the subject's that it asks for, printed. */
  readonly alternativeNames: readonly string[];
  /** Extensions that it asks for by their names; ours are taken in their place. */
  readonly extensions: readonly string[];
  /** What speaks against signing it. */
  readonly problems: readonly Finding[];
  readonly notes: readonly Finding[];
  readonly requestBase64: string;
}

export interface SigningWish {
  readonly requestBase64: string;
  readonly authorityId: string;
  readonly role: 'device' | 'module' | 'intermediate' | 'edge-ca';
  /** In the place of the common name of the request. */
  readonly commonName: string;
  readonly profile: Profile;
  readonly validity: ValidityPeriod;
  readonly again?: true;
}

/** The certificate that shows a service that somebody has the key of an authority; it is not kept. */
export interface VerificationCertificate {
  readonly facts: CertificateFacts;
  readonly pem: string;
}

/** One line of the log of an authority. */
export interface IssuanceEntry {
  readonly serialNumber: string;
  readonly commonName: string;
  readonly role: CertificateRole;
  readonly keyKind: KeyKind | undefined;
  readonly sha1Thumbprint: string;
  readonly sha256Thumbprint: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly issuedAt: number;
  readonly batchId?: string;
}

export interface NewBatch {
  readonly authorityId: string;
  readonly profile: Profile;
  readonly keyKind: KeyKind;
  readonly validity: ValidityPeriod;
  readonly form: BatchForm;
  /** Of every key or PFX; not for bare keys. */
  readonly password?: string;
  /** Wanted although this authority has issued certificates for some of the IDs before. */
  readonly again?: true;
}

export interface BatchProgress {
  readonly done: number;
  readonly total: number;
  /** Undefined until it can be told. */
  readonly remainingMs: number | undefined;
}

/** What is to be made in the place of a certificate. */
export interface Renewal {
  readonly id: string;
  readonly key: 'same' | 'new';
  /** Of a new key; kept like the old one unless told. */
  readonly keyPlace?: NewKeyPlace;
  readonly validity: ValidityPeriod;
}

export interface CertificateMaker {
  shelf(): Promise<Shelf>;
  /** Calls at once, and after each change of what is kept, in this tab or another. */
  watch(listener: (shelf: Shelf) => void): Promise<() => void>;

  /** Errors, here and below: `certificate/…` for what cannot be made so, `vault/…`. Gives the id of what is kept. */
  makeAuthority(wish: NewAuthority): Promise<string>;
  /**
   * Keeps what somebody has: a certificate with its chain, and its key if that is among it. Of authorities and of devices
   * alike. Errors: `x509/…`, `pkcs/…`, `certificate/…`.
   */
  importCertificate(source: CertificateSource, keyPlace: NewKeyPlace): Promise<string>;
  /** Errors: `certificate/issued-before` without `again`. */
  makeDevice(wish: NewDeviceCertificate): Promise<string>;
  /** Gives the ids of primary and secondary. */
  makePair(wish: NewPair): Promise<readonly [string, string]>;
  /** Proves possession of the key of an authority; what was made is verified against its certificate before it is given. */
  prove(authorityId: string, verificationCode: string): Promise<VerificationCertificate>;
  makeRequest(wish: {
    readonly commonName: string;
    readonly purpose: RequestPurpose;
    readonly keyKind: KeyKind;
    readonly keyPlace: NewKeyPlace;
  }): Promise<string>;
  /** Takes the certificate, with or without its chain, that came back for a request. Errors: `certificate/other-key`. */
  completeRequest(requestId: string, source: CertificateSource): Promise<string>;
  reviewRequest(source: CertificateSource): Promise<RequestReview>;
  signRequest(wish: SigningWish): Promise<string>;
  renew(renewal: Renewal): Promise<string>;
  /**
   * Gives up what is being made one by one, such as an RSA key that takes long: what waits for it rejects with an
   * AbortError, and nothing of it is kept.
   */
  cancelMaking(): Promise<void>;
  /** Removes a certificate, a request, a batch or a guide; a key goes with the last that needs it. */
  remove(id: string): Promise<void>;

  /** Errors: `certificate/key-not-exportable`, `certificate/key-elsewhere`, `certificate/password-missing`. */
  output(id: string, output: CertificateOutput, settings: OutputSettings): Promise<OutputFile>;
  /** Newest first. */
  log(authorityId: string): Promise<readonly IssuanceEntry[]>;

  startGuide(kind: RollingKind, certificateId: string): Promise<string>;
  /** Notes what was done, or taken back, and which certificate is the new one. */
  noteStep(guideId: string, step: RollingStep, isDone: boolean, replacementId?: string): Promise<void>;

  /** Reads the IDs for the next batch, as the maker of keys does. */
  readList(source: IdSource): Promise<IdListSummary>;
  problems(from: number, count: number): Promise<readonly IdProblem[]>;
  /** Keeps the list that was read as a batch, ready to run. Errors: `certificate/many-issued-before` without `again`. */
  prepareBatch(wish: NewBatch): Promise<string>;
  /**
   * Makes what is yet to be made of a batch; each portion is kept, so that it can go on after a reload. `onProgress` at
   * most ten times a second. Errors: AbortError after `pauseBatch`.
   */
  runBatch(id: string, onProgress: (progress: BatchProgress) => void): Promise<void>;
  pauseBatch(): Promise<void>;
  /** Gives the archive of what was made until now. */
  saveBatch(id: string, onProgress: (progress: BatchProgress) => void): Promise<OutputFile>;
}

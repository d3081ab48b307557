import type { DerMistake } from '../bytes/der.ts';
import type { TableColumn } from '../id-list/listed-id.ts';
import type { CertificateFactsByCode } from './certificate-facts.ts';
import type { CodeFactsByCode } from './code-facts.ts';
import type { ConnectionFactsByCode } from './connection-facts.ts';

/** What an ID, a name or a host is judged for. */
export type IdTarget = 'central' | 'dps' | 'hub' | 'x509';

/**
 * Why a service may have refused, where the wire says the same for several causes.
 * Ranked by `rankCauses`; each has words of its own.
 */
export type Cause =
  | 'group-key-used-as-device-key'
  | 'derived-twice'
  | 'wrong-key'
  | 'wrong-id-scope'
  | 'upper-case-id'
  | 'unknown-device'
  | 'device-disabled'
  | 'waiting-for-approval'
  | 'device-blocked'
  | 'clock-behind'
  | 'token-expired'
  | 'other-hub'
  | 'other-client-took-over'
  | 'server-gone'
  | 'host-name'
  | 'firewall'
  | 'client-certificate-request'
  | 'wrong-path'
  | 'policy-of-hub'
  | 'policy-of-page'
  | 'unsupported-topic'
  | 'service-busy'
  | 'offline'
  | 'allocation-failed'
  | 'no-hub'
  | 'certificate-not-enrolled'
  | 'chain-incomplete'
  | 'authority-not-verified'
  | 'thumbprint-differs'
  | 'certificate-ended'
  | 'certificate-names-other';

/** One possible cause, and whether we checked it ourselves. */
export interface RankedCause {
  readonly cause: Cause;
  /** `likely`: our own checks point to it. `possible`: it cannot be ruled out from here. */
  readonly weight: 'likely' | 'possible';
}

/** What a service said of a refusal, kept whole so that support can be asked with it. */
export interface ServiceWords {
  readonly errorCode?: number;
  readonly trackingId?: string;
  readonly message?: string;
  readonly timestampUtc?: string;
}

/** How far the device's clock is off: positive when it is ahead. `undefined`: cannot know. */
export interface ClockFacts {
  readonly clockAheadSeconds?: number;
}

/** What is wrong with a numbered pattern; `range`: the braces hold something else than two numbers. */
export type PatternFault = 'empty' | 'no-braces' | 'open-brace' | 'several-braces' | 'range' | 'backwards';

/** What keeps a text from being read as a key; `cut-short`: it ends before it is whole. No fault tells of the text itself. */
export type KeyFault =
  'cut-short' | 'blank' | 'quotes' | 'more-behind' | 'url-form' | 'percent-form' | 'unseen' | 'other';

/** What a file holds in place of text. */
export type FileKind =
  'excel' | 'opendocument' | 'iwork' | 'office' | 'document' | 'archive' | 'pdf' | 'picture' | 'database' | 'other';

/** A form of text that is no list; `markup`: a web page or XML. */
export type TextForm = 'json' | 'markup' | 'rtf';

/** A part of a certificate or of a signing request; `outline`: what holds the others, and the signature. */
export type CertificatePart =
  | 'outline'
  | 'version'
  | 'serial-number'
  | 'algorithm'
  | 'issuer'
  | 'validity'
  | 'subject'
  | 'public-key'
  | 'extensions';

/** What people have at hand when a certificate is asked for. */
export type CryptoFileKind =
  'private-key' | 'encrypted-key' | 'public-key' | 'request' | 'pfx' | 'pkcs7' | 'revocation-list' | 'other';

/** Why no path leads from a certificate to a trusted one (RFC 5280, section 6). `too-complex`: too many to try them all. */
export type ChainFault =
  | 'no-path'
  | 'expired'
  | 'not-yet-valid'
  | 'not-a-ca'
  | 'path-length'
  | 'key-usage'
  | 'extended-key-usage'
  | 'name-constraints'
  | 'critical-extension'
  | 'signature'
  | 'weak-signature'
  | 'weak-key'
  | 'unsupported-algorithm'
  | 'too-complex';

/** Every code of the product with the facts it carries. Facts hold no secret. */
export interface FactsByCode extends CertificateFactsByCode, CodeFactsByCode, ConnectionFactsByCode {
  'key/empty': Record<never, never>;
  /** Positions count from 0 in the text as given, here and below. */
  'key/not-base64': { fault: KeyFault; position: number };
  'key/line-break-removed': { count: number };
  /** Refused below 16 and above 64 bytes; between them a note, where it is no length that the service makes. */
  'key/length': { bytes: number };
  'key/is-token': Record<never, never>;
  'key/is-connection-string': Record<never, never>;
  'key/is-placeholder': Record<never, never>;
  'key/may-be-group-key': Record<never, never>;
  'key/may-be-device-key': Record<never, never>;
  'key/derived-twice': Record<never, never>;

  'id/empty': { target: IdTarget };
  'id/too-long': { target: IdTarget; length: number; limit: number };
  'id/character': { target: IdTarget; character: string; position: number };
  'id/ending': { target: IdTarget; character: string };
  'id/upper-case': { lower: string };
  'id/mqtt-character': { character: string };

  /** `mend`: the pattern that was probably meant. */
  'list/pattern-form': { reason: PatternFault; mend?: string };
  'list/empty': Record<never, never>;
  'list/too-long': { count: number; limit: number };
  'list/no-id-column': { columns: readonly TableColumn[]; delimiter: string };
  /** `column` counts from 1. */
  'list/column-guessed': { column: number; sample: string };
  'list/other-form': { form: TextForm };
  'list/heading-skipped': { heading: string };
  'list/may-be-heading': { heading: string };
  /** `column` counts from 1; the row has `cells` of them. */
  'list/id-missing': { column: number; cells: number };
  'list/quote': Record<never, never>;
  'list/duplicate': { firstLine: number };
  'list/case-twin': { other: string; firstLine: number };
  'list/upper-case': { count: number; firstLine: number };
  'list/name-too-long': { length: number; limit: number };
  'list/holds-key': Record<never, never>;
  'list/spreadsheet-value': { kind: 'short-number' | 'error' };

  'file/empty': Record<never, never>;
  'file/too-large': { bytes: number; limit: number };
  'file/not-text': { kind: FileKind };
  'file/encoding': Record<never, never>;
  'file/unreadable': Record<never, never>;

  'id-scope/form': { found: string };
  'host/form': { found: string };
  'host/with-scheme': { host: string };
  'model-id/form': { found: string };
  'payload/not-json': { position: number | undefined };

  'connection-string/empty': Record<never, never>;
  /** `part`: a field's name, or the number of the part, counted from 1. */
  'connection-string/form': { part: string };
  'connection-string/field-missing': { field: string };
  'connection-string/field-twice': { field: string };
  'connection-string/field-unknown': { field: string };
  'connection-string/two-credentials': { first: string; second: string };
  'connection-string/service-policy': { policy: string };
  'connection-string/x509': Record<never, never>;

  /** `part`: `prefix`, `sr`, `sig`, `se`, `skn`, or `field` for anything else in the list. */
  'sas/form': { part: string };
  'sas/expired': { secondsAgo: number };
  'sas/resource': { found: string; expected: string };
  'sas/policy': { found: string; expected: string };
  'sas/signature': Record<never, never>;

  'x509/form': { what: 'certificate' | 'request'; part: CertificatePart; mistake: DerMistake };
  'x509/empty': Record<never, never>;
  'x509/too-large': { bytes: number; limit: number };
  'x509/none-found': Record<never, never>;
  /** `number`: of the armoured block, from 1; undefined where there is no armour. */
  'x509/not-base64': { number: number | undefined };
  'x509/cut-short': { number: number };
  'x509/other-kind': { kind: CryptoFileKind };
  'x509/several': { count: number };

  /** `localIdScope`: the one that the local cloud has now, when the device has another. */
  'dps/unauthorized': {
    said: ServiceWords;
    causes: readonly RankedCause[];
    mayBeGroupKey: boolean;
    localIdScope?: string;
  } & ClockFacts;
  /** What `dps/unauthorized` is for keys. */
  'dps/certificate-refused': { said: ServiceWords; causes: readonly RankedCause[]; localIdScope?: string };
  'dps/not-found': { said: ServiceWords; causes: readonly RankedCause[] };
  'dps/failed': { said: ServiceWords; causes: readonly RankedCause[] };
  'dps/disabled': { said: ServiceWords };
  /** `wantedCertificate`: a certificate was asked for with the registration. */
  'dps/bad-request': { said: ServiceWords; wantedCertificate?: true };
  'dps/throttled': { said: ServiceWords; retryAfterSeconds: number };
  'dps/unavailable': { said: ServiceWords; status: number; retryAfterSeconds: number };
  'dps/refused': { returnCode: number; causes: readonly RankedCause[] };
  'dps/silent': { seconds: number };
  'dps/answer-form': { topic: string };

  'hub/refused': {
    host: string;
    returnCode: number;
    causes: readonly RankedCause[];
    /** The device has neither key nor token. */
    usesCertificate?: true;
  } & ClockFacts;
  'hub/busy': { host: string; returnCode: number };
  'hub/closed': { host: string; onlineSeconds: number; causes: readonly RankedCause[] };
  'hub/subscription': { topic: string };

  'socket/unreachable': { address: string; causes: readonly RankedCause[] };
  'socket/closed': { address: string; code: number; causes: readonly RankedCause[] };
  'socket/not-mqtt': { address: string; causes: readonly RankedCause[] };
  'socket/silent': { address: string; seconds: number };

  'device/running-elsewhere': { name: string };
  'device/unknown': Record<never, never>;
  'device/name-taken': { name: string };
  'device/not-online': Record<never, never>;
  'device/message-too-large': { bytes: number; limit: number };
  /** `bytes`: the properties percent-encoded in their topic. */
  'device/properties-too-large': { bytes: number; limit: number };
  'device/key-missing': Record<never, never>;
  'device/check-needs-dps': Record<never, never>;
  'device/group-key-not-kept': Record<never, never>;

  'twin/refused': { status: number; said: ServiceWords };
  'twin/silent': { seconds: number };

  'vault/unavailable': Record<never, never>;
  'vault/blocked': Record<never, never>;
  'vault/full': Record<never, never>;
  'vault/tampered': { kind: string };
  'vault/newer': { found: number; known: number };

  /** Another token than the one that the server printed at this start. */
  'pairing/refused': Record<never, never>;
  /** Too many wrong tokens from this address. */
  'pairing/wait': { seconds: number };
  'pairing/unreachable': Record<never, never>;
  /** What answers at the page's origin pairs with nobody. */
  'pairing/none': Record<never, never>;

  'cloud/unreachable': { where: 'server' | 'tab' };
  'cloud/no-server': Record<never, never>;
  'cloud/not-found': { what: string };
  'cloud/refused': { status: number; message: string };
  'cloud/device-offline': { name: string };
  'cloud/command-timeout': { name: string; seconds: number };

  'clipboard/denied': Record<never, never>;
  'browser/feature-missing': { feature: string };
  'browser/part-missing': Record<never, never>;

  'terminal/option': { option: string };
  'terminal/option-value': { option: string; value: string; expected: string };
  /** `wanted`: options of which one is needed. */
  'terminal/option-missing': { wanted: readonly string[] };
  'terminal/option-key-missing': Record<never, never>;
  'terminal/option-many-files': { format: string };
  /** `columns`: headings of the table, shortened; none when it has none. */
  'terminal/option-column': { column: string; columns: readonly string[] };
  'terminal/cloud-closed': Record<never, never>;
  'terminal/options-together': { first: string; second: string };
  /** `file`: `-` is standard input, or standard output. */
  'terminal/input-file': { file: string; detail: string };
  /** `isText`: it is text, and too long. */
  'terminal/secret-file': { file: string; isText: boolean };
  'terminal/secret-for-file': { option: string };
  'terminal/output-file': { file: string; detail: string };
  'terminal/output-exists': { file: string };
  'terminal/lines-refused': { refused: number; total: number };
  'terminal/port-taken': { port: number; next: number | undefined };
  'terminal/port-forbidden': { port: number };
  'terminal/state-file': { file: string; detail: string };
  /** `place`: where in the file, such as `devices[2].id`; empty for the whole. */
  'terminal/scenario': { file: string; place: string; detail: string };
  /** `file`: a document, or the directory. */
  'terminal/models': { file: string; detail: string };
  'terminal/tls-dir': { directory: string; detail: string };
  /** No address of a private network to serve at. */
  'terminal/no-network': Record<never, never>;
  /** `file`: its path within the unpacked archive. */
  'terminal/package-file': { file: string; detail: string };
  /** `found`: as Node names itself, such as `v18.20.4`. */
  'terminal/node-version': { found: string };
}

export type ErrorCode = keyof FactsByCode;

import type { DerMistake } from '../bytes/der.ts';

/** What a private key came in: a file of its own, or a PFX with its certificates. */
export type PkcsFile = 'key' | 'pfx';

/** What keeps IoT Edge from reading a line of its `config.toml`, or from taking it for what was meant. */
export type EdgeFault =
  | 'yaml'
  | 'twice'
  | 'table-twice'
  | 'quotes'
  | 'table-name'
  | 'key-name'
  | 'place'
  | 'two-slashes'
  | 'path'
  | 'endpoint'
  | 'placeholder'
  | 'inline-key'
  | 'value'
  | 'unreadable';

/**
 * Codes of everything that makes, keeps and looks at certificates, with the facts that each carries; `FactsByCode` is
 * theirs too. `issuer`: the common name of the authority that is to sign. Dates are milliseconds since 1970.
 */
export interface CertificateFactsByCode {
  'certificate/name-empty': Record<never, never>;
  'certificate/name-too-long': { length: number; limit: number };
  /** `position` counts from 0. */
  'certificate/name-character': { character: string; position: number };
  'certificate/module-name': { found: string };
  'certificate/name-of-issuer': { name: string };
  'certificate/dates-backwards': Record<never, never>;
  'certificate/dates-out-of-range': Record<never, never>;
  'certificate/already-ended': { notAfter: number };
  'certificate/issuer-missing': Record<never, never>;
  'certificate/issuer-not-authority': { issuer: string };
  'certificate/issuer-key-usage': { issuer: string };
  'certificate/issuer-purpose': { issuer: string };
  'certificate/issuer-names': { issuer: string };
  'certificate/issuer-key': { issuer: string };
  'certificate/issuer-expired': { issuer: string; notAfter: number };
  'certificate/issuer-path-length': { issuer: string };
  'certificate/outlives-issuer': { issuer: string; notAfter: number };
  'certificate/begins-before-issuer': { issuer: string; notBefore: number };
  /** `limit`: how many authorities may stand below the one that is made, because of its issuer. */
  'certificate/path-length-beyond-issuer': { issuer: string; limit: number };
  'certificate/key-kind-unsure': { keyKind: string };
  /** `other`: whose file it is already. */
  'certificate/file-name-taken': { file: string; other: string };

  /** `isWeak`: with SHA-1 or MD5, so that it shows nothing. */
  'certificate/request-signature': { isWeak: boolean };
  'certificate/request-key': Record<never, never>;
  'certificate/request-name': Record<never, never>;
  /** `kept`: its common name, the one part that is taken over. */
  'certificate/request-name-parts': { kept: string };
  'certificate/request-authority': Record<never, never>;
  'certificate/request-alternative-names': { count: number };
  'certificate/request-purpose': Record<never, never>;

  'certificate/unknown': Record<never, never>;
  'certificate/issued-before': { name: string; issuer: string; issuedAt: number };
  /** `name`: the first of them. */
  'certificate/many-issued-before': { count: number; issuer: string; name: string };
  'certificate/key-elsewhere': { name: string };
  'certificate/key-not-exportable': { name: string };
  'certificate/key-alone': Record<never, never>;
  'certificate/key-unused-kind': { name: string };
  'certificate/several-keys': { count: number };
  'certificate/other-key': { name: string };
  'certificate/no-request': Record<never, never>;
  'certificate/several-requests': { count: number };
  'certificate/password-missing': Record<never, never>;
  'certificate/code-empty': Record<never, never>;
  'certificate/code-too-long': { length: number; limit: number };

  'batch/empty': Record<never, never>;
  'batch/too-many': { count: number; limit: number };
  'batch/running-elsewhere': Record<never, never>;
  'batch/nothing-made': Record<never, never>;

  'pkcs/no-key': Record<never, never>;
  'pkcs/several-keys': { count: number };
  /** `number`: of the armoured block, from 1. */
  'pkcs/cut-short': { number: number };
  'pkcs/not-base64': { number: number };
  'pkcs/openssh-form': Record<never, never>;
  'pkcs/too-large': { bytes: number; limit: number };
  'pkcs/form': { what: PkcsFile; mistake: DerMistake };
  /** `kind`: of the key itself; `protection`: of what a password is for. */
  'pkcs/unsupported': { what: PkcsFile; part: 'kind' | 'protection'; algorithm: string };
  'pkcs/too-slow': { what: PkcsFile; iterations: number; limit: number };
  'pkcs/password-missing': { what: PkcsFile };
  'pkcs/password-wrong': { what: PkcsFile };
  'pkcs/two-passwords': Record<never, never>;
  'pkcs/key-mismatch': Record<never, never>;
  'pkcs/no-mac': Record<never, never>;
  'pkcs/weak-encryption': { what: PkcsFile; algorithm: string };
  'pkcs/passed-over': { count: number };

  'inspect/too-long': { seconds: number };
  'inspect/empty': Record<never, never>;
  'inspect/unknown': Record<never, never>;
  'inspect/too-large': { bytes: number; limit: number };
  /** `checks`: of paths and requests that Azure’s checks were made for. */
  'inspect/too-many': { what: 'items' | 'checks'; limit: number };
  /** A block without one of its two lines; `label`: what they say, such as `CERTIFICATE`. */
  'inspect/cut-short': { label: string };
  'inspect/not-base64': { label: string };
  'inspect/form': { mistake: DerMistake };
  'inspect/other-label': { label: string };
  /** `mend`: the line as it should be, or whatever the words for the fault need. */
  'inspect/edge-line': { fault: EdgeFault; line: number; key: string; mend: string };
  'inspect/edge-missing': { key: string; table: string };
}

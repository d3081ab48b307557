import type { CertificateRole } from '#core/issuing/certificate-plan';
import type { KeyKind } from '#core/issuing/key-kind';
import type { PairSlot } from '#core/ports/certificate-maker';
import type { CertificateFacts } from '#core/x509/certificate-facts';

/** A file that is to be written. */
export interface ResultFile {
  /** What it is: the name of an output of the engine, or of what the engine has no output for. */
  readonly form: string;
  readonly name: string;
  readonly content: string | Uint8Array<ArrayBuffer> | Blob;
  /** Whether its owner alone may read it. */
  readonly isSecret: boolean;
}

/** One thing that was made, and its files. */
export type ResultEntry = { readonly files: readonly ResultFile[] } & (
  | {
      readonly kind: 'certificate';
      readonly role: CertificateRole;
      readonly slot?: PairSlot;
      readonly facts: CertificateFacts;
    }
  | { readonly kind: 'request'; readonly commonName: string; readonly keyKind: KeyKind }
  | { readonly kind: 'list'; readonly count: number; readonly firstId: string; readonly lastId: string }
);

/** What a command made. */
export interface CertificateResult {
  readonly made: readonly ResultEntry[];
  /** With the password of all their keys, where it was made. */
  readonly passwordFile?: ResultFile;
}

/** Lists all files of a result. */
export function listFiles({ made, passwordFile }: CertificateResult): readonly ResultFile[] {
  return [...made.flatMap(({ files }) => files), ...(passwordFile === undefined ? [] : [passwordFile])];
}

import type { CodeForm } from '../errors/code-facts.ts';
import type { Finding } from '../errors/workbench-error.ts';

/** Where a device finds its hub, as a code says it: which cloud that is, the reader decides. */
export type CodeRoute =
  /** Without `dpsHost` the global service of Azure, or a local cloud with that ID scope. */
  | { readonly kind: 'dps'; readonly idScope: string; readonly registrationId: string; readonly dpsHost?: string }
  | {
      readonly kind: 'hub';
      readonly hubHost: string;
      readonly deviceId: string;
      readonly moduleId?: string;
      readonly gatewayHostName?: string;
    };

/** Keys in a code, base64 as `judgeKey` gave them. */
export interface CodeKeys {
  readonly kind: 'device-key' | 'group-key';
  readonly primaryKey: string;
  readonly secondaryKey?: string;
}

/** What a connect code says of one device. */
export interface ConnectCode {
  readonly route: CodeRoute;
  /** Without keys the code names a device, as a label without a secret does. */
  readonly keys?: CodeKeys;
  /** DTMI. */
  readonly modelId?: string;
  /** In words, for people. */
  readonly name?: string;
}

/** What is encrypted in a locked text: a connect code, or a whole identity. */
export type TransferKind = 'connect-code' | 'identity';

/** A text that opens with a passphrase. */
export interface LockedText {
  readonly form: 'locked' | 'sample-locked';
  /** Bytes as they stand behind the frame. */
  readonly bytes: Uint8Array;
  /** The end date that its maker set, readable without the passphrase and authenticated with it. */
  readonly endsAt?: number;
}

/** One part of a sequence that carries bytes across an air gap. */
export interface TransferPart {
  /** The first four bytes of the SHA-256 of what is sent, as a number: which sequence it belongs to. */
  readonly sequence: number;
  /** Bytes of the whole message (`transfer-message.ts`). */
  readonly length: number;
  /** Pieces that the whole was cut into. */
  readonly pieces: number;
  /** Below `pieces` it is that piece, from there on a mix of pieces that its number names (`fountain-mix.ts`). */
  readonly number: number;
  readonly bytes: Uint8Array;
}

/** A code of somebody else, known by its form. */
export type ForeignKind =
  | 'wifi'
  | 'matter'
  | 'dpp'
  | 'esp-provisioning'
  | 'web-address'
  | 'homekit'
  | 'lora'
  | 'gs1'
  | 'contact'
  | 'telephone'
  | 'message'
  | 'mail'
  | 'location'
  | 'event'
  | 'one-time-password'
  | 'certificate'
  | 'private-key'
  | 'symmetric-key'
  | 'token'
  | 'sample-number'
  | 'plain-text';

/** What a scanned text is. Total: any text is one of these. */
export type Payload =
  | {
      readonly kind: 'connect';
      readonly form: CodeForm;
      readonly code: ConnectCode;
      readonly notes: readonly Finding[];
    }
  | { readonly kind: 'locked'; readonly locked: LockedText }
  | { readonly kind: 'part'; readonly part: TransferPart }
  /** `facts`: what may be shown of it, with words for each name; no password is among them. */
  | { readonly kind: 'foreign'; readonly foreign: ForeignKind; readonly facts: readonly ForeignFact[] }
  /** Ours by its looks and faulty, or nothing that could be read at all. */
  | { readonly kind: 'refused'; readonly findings: readonly [Finding, ...Finding[]] };

export interface ForeignFact {
  readonly name: 'network' | 'security' | 'device' | 'transport' | 'vendor' | 'product' | 'address' | 'text' | 'class';
  /** As it stands in the code, control characters made visible, at most 200 characters. */
  readonly value: string;
}

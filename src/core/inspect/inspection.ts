import type { ChainFault } from '../errors/facts.ts';
import type { Finding } from '../errors/workbench-error.ts';
import type { AzureCheckReason } from './azure-check-facts.ts';

/** What people drop: recognised by content, never by the name of a file. */
export type InspectedKind =
  | 'certificate'
  | 'request'
  | 'private-key'
  | 'encrypted-key'
  | 'public-key'
  | 'pfx'
  | 'pkcs7'
  | 'revocation-list'
  | 'connection-string'
  | 'sas-token'
  | 'symmetric-key'
  | 'thumbprint'
  | 'edge-config'
  | 'connect-code'
  | 'locked-code'
  | 'foreign-code'
  | 'unknown';

/** Something to look at: files as they are, or a pasted text. */
export interface InspectionSource {
  readonly parts: readonly { readonly name: string | undefined; readonly content: Uint8Array | string }[];
  /** Of a PFX, of an encrypted key or of a locked code. */
  readonly password?: string;
  /** The device that these credentials are for, where the user has said so. */
  readonly deviceId?: string;
  /** When everything is judged, in milliseconds since the Unix epoch. */
  readonly at: number;
}

/** What is told of items. */
export type ItemFactName =
  | 'form'
  | 'subject'
  | 'issuer'
  | 'serial-number'
  | 'not-before'
  | 'not-after'
  | 'key'
  | 'key-fingerprint'
  | 'signature'
  | 'version'
  | 'sha1-thumbprint'
  | 'sha256-thumbprint'
  | 'authority'
  | 'key-usage'
  | 'purposes'
  | 'alternative-names'
  | 'subject-key-identifier'
  | 'authority-key-identifier'
  | 'name-constraints'
  | 'extension'
  | 'friendly-name'
  | 'certificates'
  | 'keys'
  | 'this-update'
  | 'next-update'
  | 'entries'
  | 'list-number'
  | 'revoked'
  | 'use'
  | 'host-name'
  | 'device-id'
  | 'module-id'
  | 'gateway'
  | 'policy'
  | 'credential'
  | 'resource'
  | 'expires'
  | 'bytes'
  | 'id-scope'
  | 'registration-id'
  | 'model-id'
  | 'told'
  | 'provisioning'
  | 'endpoint'
  | 'attestation'
  | 'identity-certificate'
  | 'identity-key'
  | 'edge-authority'
  | 'edge-authority-key'
  | 'trust-bundle';

/** One thing that is known of an item; `itemFactNames` has its words. */
export interface ItemFact {
  readonly name: ItemFactName;
  readonly value: string;
  /** Something to copy as it stands: a thumbprint, a name on a wire. */
  readonly isCode: boolean;
}

/** One thing that was found. */
export interface InspectedItem {
  readonly id: string;
  readonly kind: InspectedKind;
  /** How it is called: a common name, a device's ID; empty where it has none. */
  readonly title: string;
  /** Within which other item, such as a PFX. */
  readonly within: string | undefined;
  /** Of the source: which part, from 0. */
  readonly part: number;
  readonly facts: readonly ItemFact[];
  readonly findings: readonly Finding[];
  /** Whether `reveal` gives something that is not shown unasked. */
  readonly isSecret: boolean;
  /** The item in PEM, to copy it: of certificates and requests, never of what is secret. */
  readonly pem?: string;
}

/** A certificate of a chain as a picture shows it. */
export interface ChainLink {
  /** Undefined for an issuer that is not there. */
  readonly itemId: string | undefined;
  readonly commonName: string;
  readonly role: 'leaf' | 'intermediate' | 'root' | 'missing';
  readonly notAfter: number | undefined;
  readonly fault: ChainFault | undefined;
}

/** The same in the chain of a server, whose certificate may be good, and for another name. */
export interface ServerLink extends Omit<ChainLink, 'fault'> {
  readonly fault: ChainFault | 'wrong-host' | undefined;
}

/** How certificates hang together, leaf first. */
export interface InspectedChain {
  readonly links: readonly ChainLink[];
  /** Whether it holds, with the last one trusted: who trusts that one nobody here can know. */
  readonly verdict: { readonly ok: true } | { readonly ok: false; readonly fault: ChainFault; readonly depth: number };
  /** Whether they stood in the order that a device sends them. */
  readonly isInOrder: boolean;
}

/** What DPS, IoT Hub and IoT Central look at; each has words. */
export type AzureCheckName =
  | 'common-name'
  | 'self-signed'
  | 'chain-complete'
  | 'chain-order'
  | 'chain-holds'
  | 'authority-flags'
  | 'purpose'
  | 'dates'
  | 'key-kind'
  | 'signature'
  | 'key-matches'
  | 'thumbprint';

/** One of Azure's checks. */
export interface AzureCheck {
  readonly check: AzureCheckName;
  readonly result: 'passed' | 'failed' | 'cannot-know';
  /** Which certificate it is about. */
  readonly itemId: string | undefined;
  /** Of what all this was judged: the first certificate of a chain, or a request. */
  readonly subjectId?: string;
  /** Each result may have several causes; `describeAzureCheck` gives the words. */
  readonly reason: AzureCheckReason;
  /** What the words name, such as an ID or a moment in milliseconds since the Unix epoch; no secret. */
  readonly facts: Readonly<Record<string, string | number>>;
}

/** Everything that is to say of a source. */
export interface Inspection {
  readonly items: readonly InspectedItem[];
  readonly chains: readonly InspectedChain[];
  readonly checks: readonly AzureCheck[];
  /** Of the source as a whole: nothing was found, it is too large, a password is needed. */
  readonly findings: readonly Finding[];
}

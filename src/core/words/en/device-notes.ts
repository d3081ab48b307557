import type { Finding } from '../../errors/workbench-error.ts';
import type { CertificateSlot } from '../../identity/device-record.ts';
import type { Road } from '../../identity/road.ts';
import type { TlsVersion } from '../../tls/tls-report.ts';
import { describeDuration } from '../duration.ts';
import { describeFinding } from '../words.ts';

/** What a device decides between packets; each is a row of its trace. */
export type DeviceNote =
  | { readonly kind: 'second-key' }
  | { readonly kind: 'second-certificate'; readonly slot: CertificateSlot }
  | { readonly kind: 'certificate-passed-over'; readonly slot: CertificateSlot; readonly reason: Finding }
  | { readonly kind: 'other-certificate'; readonly slot: CertificateSlot }
  | { readonly kind: 'certificate-end'; readonly reason: Finding }
  | { readonly kind: 'certificate-issued'; readonly until: number }
  | { readonly kind: 'issued-renewal' }
  | { readonly kind: 'issued-not-renewed'; readonly reason: Finding }
  | { readonly kind: 'other-road'; readonly road: Road }
  | { readonly kind: 'certificate-proven' }
  | {
      readonly kind: 'handshake';
      readonly version: TlsVersion;
      readonly cipherSuite: string;
      readonly proof: 'not-asked' | 'none' | 'sent';
    }
  | { readonly kind: 'as-group-key' }
  | { readonly kind: 'group-key-kept' }
  | { readonly kind: 'group-key-not-kept'; readonly reason: Finding }
  | { readonly kind: 'same-hub'; readonly hub: string; readonly waitSeconds: number; readonly reason: Finding }
  | { readonly kind: 'through-dps'; readonly waitSeconds: number; readonly reason: Finding; readonly failures: number }
  | { readonly kind: 'ended'; readonly reason: Finding }
  | { readonly kind: 'token-renewal' }
  | { readonly kind: 'old-patch'; readonly version: number; readonly known: number }
  | { readonly kind: 'twin-unread'; readonly reason: Finding }
  | { readonly kind: 'report-failed'; readonly reason: Finding }
  | { readonly kind: 'unreadable'; readonly what: 'message' | 'twin' | 'command' }
  | { readonly kind: 'outbox-full' }
  | { readonly kind: 'twin-again' }
  | { readonly kind: 'stopped' };

/** Gives the sentence of a note. */
export function describeDeviceNote(note: DeviceNote): string {
  switch (note.kind) {
    case 'second-key':
      return 'The primary key was refused; trying the secondary key.';
    case 'second-certificate':
      return `The ${otherSlot(note.slot)} certificate was refused; trying the ${note.slot} one.`;
    case 'certificate-passed-over':
      return `The ${note.slot} certificate is passed over: ${titleOf(note.reason)}.`;
    case 'other-certificate':
      return `Connecting with the ${note.slot} certificate from now on.`;
    case 'certificate-end': {
      const { title, remedy } = describeFinding(note.reason);
      return `${title}. ${remedy}`;
    }
    case 'certificate-issued':
      return `DPS issued a certificate, good until ${printTime(note.until)}; it is kept with its key.`;
    case 'issued-renewal':
      return 'Most of the life of the issued certificate is over; asking DPS for a new one.';
    case 'issued-not-renewed':
      return `${titleOf(note.reason)}; going on with the issued certificate, and asking again in an hour.`;
    case 'other-road':
      return OTHER_ROAD[note.road];
    case 'certificate-proven':
      return 'The certificate was proven without TLS, by a signature over bytes that the cloud in this browser chose.';
    case 'handshake':
      return `${note.version} stands, with ${note.cipherSuite}. ${HANDSHAKE_PROOF[note.proof]}`;
    case 'as-group-key':
      return 'Using the key as the key of an enrollment group: the device key is derived from it.';
    case 'group-key-kept':
      return 'The service accepted the derived key; the key is kept as a group key.';
    case 'group-key-not-kept':
      return `The service accepted the derived key, but the key was not kept as a group key: ${titleOf(note.reason)}.`;
    case 'same-hub':
      return `${titleOf(note.reason)}; connecting to ${note.hub} again${describeWait(note.waitSeconds)}.`;
    case 'through-dps':
      return `${titleOf(note.reason)}${describeFailures(note.failures)}; asking DPS for a hub${describeWait(note.waitSeconds)}.`;
    case 'ended':
      return `${titleOf(note.reason)}; the device does not try again by itself.`;
    case 'token-renewal':
      return 'The token is about to end; connecting again with a new one.';
    case 'old-patch':
      return `Dropped desired properties of version ${note.version}: version ${note.known} is known already.`;
    case 'twin-unread':
      return `The device twin could not be read: ${titleOf(note.reason)}.`;
    case 'report-failed':
      return `Reported properties were not taken: ${titleOf(note.reason)}.`;
    case 'unreadable':
      return UNREADABLE[note.what];
    case 'outbox-full':
      return 'Too many messages wait for the hub to acknowledge them; no new telemetry is made until it does.';
    case 'twin-again':
      return 'The device twin was asked for and no answer came; asking once more.';
    case 'stopped':
      return 'The device was stopped.';
  }
}

const OTHER_ROAD: Readonly<Record<Road, string>> = {
  direct: 'Connecting straight to the service from now on.',
  relay: 'Connecting over the relay from now on, with TLS that ends in this tab.',
  channel: 'Connecting to the cloud in this browser from now on.',
  'browser-certificate': 'Connecting with a certificate of the browser from now on.',
};

const HANDSHAKE_PROOF = {
  'not-asked': 'The server did not ask for a certificate.',
  none: 'The server asked for a certificate, and none was sent.',
  sent: 'The server asked for a certificate, and the one of the device was sent.',
} as const;

const otherSlot = (slot: CertificateSlot): CertificateSlot => (slot === 'primary' ? 'secondary' : 'primary');
const printTime = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const UNREADABLE = {
  message: 'Received something that is neither a message, a command nor an answer of a hub; it was left alone.',
  twin: 'Received a device twin that is not a JSON object; it was left alone.',
  command: 'Received a command whose body is not JSON; it was answered with 400.',
} as const;

const titleOf = (finding: Finding): string => describeFinding(finding).title;
const describeWait = (seconds: number): string => (seconds < 1 ? ' now' : ` in ${describeDuration(seconds)}`);
const describeFailures = (failures: number): string => (failures > 1 ? ` (${failures} times in a row)` : '');

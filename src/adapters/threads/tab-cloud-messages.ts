import type { DialTarget } from '#core/ports/byte-socket';
import type { RestRequest, RestResponse } from '#core/ports/rest';
import type { CertificateProof, ProofFault } from '#core/wire/certificate-proof';

/**
 * Every message between the cloud in this browser and those who use it: device workers and pages, of all tabs. There
 * are no replies by the platform: a channel has no other end that could be asked whether it is there. Whoever is
 * there holds a lock of its name, and the others wait for it: they get it when the holder is gone, however it went.
 */

/** Held by the worker that hosts the cloud; the next one waits for it. */
export const HOST_LOCK = 'device-workbench-cloud';

/** Everybody listens here. */
export const CONTROL_CHANNEL = 'device-workbench-cloud';

/** What happens in the cloud, for those who follow. Quiet while nobody does. */
export const EVENTS_CHANNEL = 'device-workbench-cloud-events';

export type ControlMessage =
  /** From whoever needs the cloud, to its host (which answers `here`) and to pages (which start one). */
  | { readonly kind: 'seek' }
  /** From the host, when it begins and when sought. `instance` is new with each host, and the name of its lock. */
  | { readonly kind: 'here'; readonly instance: string }
  /**
   * From a device worker, which holds the link's lock and listens on the link's channel. `proves`: it has a certificate,
   * and wants to be asked for the proof of it; the name is the one that it dials.
   */
  | { readonly kind: 'dial'; readonly link: string; readonly proves?: DialTarget }
  /** From a page; `id` returns with the answer. */
  | { readonly kind: 'rest'; readonly id: string; readonly request: RestRequest }
  | { readonly kind: 'rest-answer'; readonly id: string; readonly response: RestResponse }
  /** From a page that holds the lock of `id` for as long as it wants to hear of events. */
  | { readonly kind: 'follow'; readonly id: string };

/** Both ways on the channel of one link. */
export type LinkMessage =
  /** From the host, before anything else, to a device that has a certificate. Answered once, by `proof`. */
  | { readonly kind: 'challenge'; readonly challenge: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'proof'; readonly proof: CertificateProof }
  /** From the host in the place of `accepted`; `close` follows. */
  | { readonly kind: 'refused'; readonly fault: ProofFault['kind'] }
  /** From the host: bytes may follow. */
  | { readonly kind: 'accepted' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** From the host: so many more bytes have reached the cloud. */
  | { readonly kind: 'consumed'; readonly bytes: number }
  | { readonly kind: 'close' };

/** Lines of JSON, one event each. */
export type EventsMessage = readonly string[];

/** Channel of one link. */
export function linkChannel(link: string): string {
  return `device-workbench-link-${link}`;
}

/** Lock whose holder's end matters to others: a host's instance, a link's device, a follower. */
export function presenceLock(id: string): string {
  return `device-workbench-present-${id}`;
}

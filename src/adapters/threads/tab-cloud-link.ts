import { makeFinding, type Finding } from '#core/errors/workbench-error';
import type { ByteSocket, DialOptions, DialTarget } from '#core/ports/byte-socket';
import type { CertificateProof } from '#core/wire/certificate-proof';
import { createSocketEvents } from '../sockets/socket-events.ts';
import type { TabCloudFinder, TabCloudPorts } from './tab-cloud-finder.ts';
import { linkChannel, presenceLock, type LinkMessage } from './tab-cloud-messages.ts';

/** The close code that a browser gives when nothing more is known (RFC 6455, 7.4.1). */
const ABNORMAL_CLOSURE = 1006;

/** What a link works with. */
export interface TabCloudLinkPorts extends TabCloudPorts {
  readonly crypto: Pick<Crypto, 'randomUUID' | 'subtle'>;
  readonly finder: TabCloudFinder;
}

/**
 * Opens a link to the cloud in this browser; it ends when either side closes it or is gone. A device with an identity
 * proves it first, by a signature over bytes that the cloud has chosen.
 */
export function openTabCloudLink(
  { clock, locks, crypto, finder }: TabCloudLinkPorts,
  target: DialTarget,
  { identity, onProof }: DialOptions = {},
): ByteSocket {
  const events = createSocketEvents();
  const link = crypto.randomUUID();
  const channel = new BroadcastChannel(linkChannel(link));
  let bufferedAmount = 0;
  let release: (() => void) | undefined;
  let forget: (() => void) | undefined;
  let isAsked = false;
  let proof: CertificateProof | undefined;

  const post = (message: LinkMessage): void => channel.postMessage(message);
  const end = (finding?: Finding): void => {
    if (!events.end(ABNORMAL_CLOSURE, finding)) return;
    post({ kind: 'close' });
    channel.close();
    forget?.();
    release?.();
  };
  const refuse = (fault: 'not-signed' | Extract<LinkMessage, { kind: 'refused' }>['fault']): void =>
    end(makeFinding('proof/refused', { host: target.host, fault }));
  const prove = async (challenge: Uint8Array<ArrayBuffer>): Promise<void> => {
    if (identity === undefined || isAsked) return;
    isAsked = true;
    // Loaded where it is needed: most devices have keys.
    const { proveCertificate } = await import('#core/wire/certificate-proof');
    try {
      proof = await proveCertificate(crypto.subtle, identity, { challenge, host: target.host });
    } catch {
      return refuse('not-signed');
    }
    if (!events.isEnded) post({ kind: 'proof', proof });
  };
  const open = (): void => {
    if (proof !== undefined && !events.isOpen) {
      const { chain, scheme } = proof;
      onProof?.({ host: target.host, provenAt: clock.now(), chain, scheme });
    }
    events.open();
  };
  channel.onmessage = ({ data }: MessageEvent<LinkMessage>) => {
    if (data.kind === 'accepted') open();
    else if (data.kind === 'bytes') events.bytes(data.bytes);
    else if (data.kind === 'consumed') bufferedAmount -= data.bytes;
    else if (data.kind === 'challenge') void prove(data.challenge);
    else if (data.kind === 'refused') refuse(data.fault);
    else end();
  };
  const dial = async (): Promise<void> => {
    release = await locks.hold(presenceLock(link));
    const instance = await finder.find();
    if (events.isEnded) return release();
    if (instance === undefined) return end();
    forget = finder.onGone(instance, () => end());
    const { host, service } = target;
    finder.post({ kind: 'dial', link, ...(identity === undefined ? {} : { proves: { host, service } }) });
  };
  void dial();

  return {
    onOpen: events.onOpen,
    onBytes: events.onBytes,
    onEnd: events.onEnd,
    get bufferedAmount() {
      return bufferedAmount;
    },
    send(bytes) {
      if (!events.isOpen || events.isEnded) return;
      bufferedAmount += bytes.length;
      // A message carries the whole buffer behind a view, and a clone of it.
      post({ kind: 'bytes', bytes: bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice() });
    },
    close: () => end(),
  };
}

import type { ByteSocket } from '#core/ports/byte-socket';
import { createSocketEvents } from '../sockets/socket-events.ts';
import type { TabCloudFinder, TabCloudPorts } from './tab-cloud-finder.ts';
import { linkChannel, presenceLock, type LinkMessage } from './tab-cloud-messages.ts';

/** The close code that a browser gives when nothing more is known (RFC 6455, 7.4.1). */
const ABNORMAL_CLOSURE = 1006;

/** Opens a link to the cloud in this browser; it ends when either side closes it or is gone. */
export function openTabCloudLink(ports: TabCloudPorts, finder: TabCloudFinder): ByteSocket {
  const events = createSocketEvents();
  const link = ports.crypto.randomUUID();
  const channel = new BroadcastChannel(linkChannel(link));
  let bufferedAmount = 0;
  let release: (() => void) | undefined;
  let forget: (() => void) | undefined;

  const post = (message: LinkMessage): void => channel.postMessage(message);
  const end = (): void => {
    if (!events.end(ABNORMAL_CLOSURE)) return;
    post({ kind: 'close' });
    channel.close();
    forget?.();
    release?.();
  };
  channel.onmessage = ({ data }: MessageEvent<LinkMessage>) => {
    if (data.kind === 'accepted') events.open();
    else if (data.kind === 'bytes') events.bytes(data.bytes);
    else if (data.kind === 'consumed') bufferedAmount -= data.bytes;
    else end();
  };
  const dial = async (): Promise<void> => {
    release = await ports.locks.hold(presenceLock(link));
    const instance = await finder.find();
    if (events.isEnded) return release();
    if (instance === undefined) return end();
    forget = finder.onGone(instance, end);
    finder.post({ kind: 'dial', link });
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
    close: end,
  };
}

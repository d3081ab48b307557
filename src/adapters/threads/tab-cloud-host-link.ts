import type { Locks } from '#core/ports/locks';
import { linkChannel, presenceLock, type LinkMessage } from './tab-cloud-messages.ts';

/** The host's end of what becomes a link, perhaps once the device has proven its certificate. */
export interface HostChannel {
  /** Does nothing once it is closed. */
  post(message: LinkMessage): void;
  /** Only the newest listener is called, and never for `close`. */
  onMessage(listener: (message: LinkMessage) => void): void;
  /** Called once, whoever closed it. */
  onClose(listener: () => void): void;
  close(): void;
  readonly isClosed: boolean;
}

/** One link as a cloud wants it. The same shape as the cloud's own `Link`, which adapters may not name. */
export interface ChannelLink {
  readonly facts: {
    readonly road: 'channel';
    readonly path: string;
    readonly remote: string;
    readonly peerChain?: readonly Uint8Array[];
  };
  send(bytes: Uint8Array): void;
  onBytes(listener: (bytes: Uint8Array) => void): void;
  onClose(listener: () => void): void;
  pause(): void;
  resume(): void;
  close(): void;
}

/** Opens the host's end; it closes when the device does, or is gone. */
export function openHostChannel(id: string, locks: Locks): HostChannel {
  const channel = new BroadcastChannel(linkChannel(id));
  const closeListeners: (() => void)[] = [];
  let onMessage: (message: LinkMessage) => void = () => undefined;
  let isClosed = false;

  const post = (message: LinkMessage): void => {
    if (!isClosed) channel.postMessage(message);
  };
  const close = (): void => {
    if (isClosed) return;
    post({ kind: 'close' });
    isClosed = true;
    channel.close();
    for (const listener of closeListeners) listener();
  };
  channel.onmessage = ({ data }: MessageEvent<LinkMessage>) => {
    if (data.kind === 'close') close();
    else onMessage(data);
  };
  // Granted when the device's worker is gone without a word.
  void locks.hold(presenceLock(id)).then((release) => {
    release();
    close();
  });
  return {
    post,
    close,
    onMessage: (listener) => (onMessage = listener),
    onClose: (listener) => closeListeners.push(listener),
    get isClosed() {
      return isClosed;
    },
  };
}

/** Makes a link of the channel, and tells the device that bytes may follow. */
export function openHostLink(channel: HostChannel, facts: ChannelLink['facts']): ChannelLink {
  let onBytes: (bytes: Uint8Array) => void = () => undefined;
  let held: Uint8Array[] = [];
  let isPaused = false;

  const deliver = (bytes: Uint8Array): void => {
    if (channel.isClosed) return;
    channel.post({ kind: 'consumed', bytes: bytes.length });
    onBytes(bytes);
  };
  channel.onMessage((message) => {
    if (message.kind !== 'bytes') return;
    if (isPaused) held.push(message.bytes);
    else deliver(message.bytes);
  });
  channel.post({ kind: 'accepted' });

  return {
    facts,
    send: (bytes) =>
      channel.post({ kind: 'bytes', bytes: bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice() }),
    onBytes: (listener) => (onBytes = listener),
    onClose: (listener) => channel.onClose(listener),
    pause: () => (isPaused = true),
    resume() {
      isPaused = false;
      const waiting = held;
      held = [];
      for (const bytes of waiting) {
        if (isPaused) held.push(bytes);
        else deliver(bytes);
      }
    },
    close: () => channel.close(),
  };
}

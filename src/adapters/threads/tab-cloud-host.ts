import type { Clock, Timer } from '#core/ports/clock';
import type { Locks } from '#core/ports/locks';
import type { RestRequest, RestResponse } from '#core/ports/rest';
import {
  CONTROL_CHANNEL,
  EVENTS_CHANNEL,
  linkChannel,
  presenceLock,
  type ControlMessage,
  type EventsMessage,
  type LinkMessage,
} from './tab-cloud-messages.ts';

/** One link as a cloud wants it. The same shape as the cloud's own `Link`, which adapters may not name. */
export interface ChannelLink {
  readonly facts: { readonly road: 'channel'; readonly path: string; readonly remote: string };
  send(bytes: Uint8Array): void;
  onBytes(listener: (bytes: Uint8Array) => void): void;
  onClose(listener: () => void): void;
  pause(): void;
  resume(): void;
  close(): void;
}

/** The part of a cloud that its host in the tab needs. */
export interface HostedCloud {
  accept(link: ChannelLink): void;
  rest(request: RestRequest): Promise<RestResponse>;
  follow(listener: (event: unknown) => void): () => void;
  describe(): { readonly operatorToken: string };
}

/** What a host works with. */
export interface TabCloudHostOptions {
  readonly cloud: HostedCloud;
  readonly clock: Clock;
  readonly locks: Locks;
  readonly crypto: Pick<Crypto, 'randomUUID'>;
}

/** Events go out together, at most this often. */
const EVENTS_EVERY_MS = 16;

/** The path that a device of this browser would use if there were a server. */
const PATH = '/$iothub/websocket';
/** All tabs of this browser are one to the log. */
const REMOTE = 'this browser';

/**
 * Hosts a cloud for all tabs of this browser. Signs operators' requests itself: whoever can post on the channel runs
 * scripts of this origin and could read the token from the vault.
 */
export async function createTabCloudHost(options: TabCloudHostOptions): Promise<{ dispose(): void }> {
  const { cloud, locks } = options;
  const instance = options.crypto.randomUUID();
  const release = await locks.hold(presenceLock(instance));
  const control = new BroadcastChannel(CONTROL_CHANNEL);
  const feed = createEventFeed(options);
  const links = new Map<string, ChannelLink>();

  const post = (message: ControlMessage): void => control.postMessage(message);
  const accept = (id: string): void => {
    if (links.has(id)) return;
    const link = openHostLink(id, locks);
    links.set(id, link);
    link.onClose(() => links.delete(id));
    cloud.accept(link);
  };
  const answer = async (id: string, request: RestRequest): Promise<void> => {
    const headers = { ...request.headers, authorization: cloud.describe().operatorToken };
    post({ kind: 'rest-answer', id, response: await cloud.rest({ ...request, headers, remote: REMOTE }) });
  };
  control.onmessage = ({ data }: MessageEvent<ControlMessage>) => {
    if (data.kind === 'seek') post({ kind: 'here', instance });
    else if (data.kind === 'dial') accept(data.link);
    else if (data.kind === 'rest') void answer(data.id, data.request);
    else if (data.kind === 'follow') void feed.add(data.id);
  };
  post({ kind: 'here', instance });
  return {
    dispose() {
      for (const link of [...links.values()]) link.close();
      feed.dispose();
      control.close();
      release();
    },
  };
}

/** The host's end of one link. */
function openHostLink(id: string, locks: Locks): ChannelLink {
  const channel = new BroadcastChannel(linkChannel(id));
  const closeListeners: (() => void)[] = [];
  let onBytes: (bytes: Uint8Array) => void = () => undefined;
  let held: Uint8Array[] = [];
  let isPaused = false;
  let isClosed = false;

  const post = (message: LinkMessage): void => channel.postMessage(message);
  const deliver = (bytes: Uint8Array): void => {
    if (isClosed) return;
    post({ kind: 'consumed', bytes: bytes.length });
    onBytes(bytes);
  };
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    post({ kind: 'close' });
    channel.close();
    for (const listener of closeListeners) listener();
  };
  channel.onmessage = ({ data }: MessageEvent<LinkMessage>) => {
    if (data.kind === 'close') close();
    else if (data.kind !== 'bytes') return;
    else if (isPaused) held.push(data.bytes);
    else deliver(data.bytes);
  };
  // Granted when the device's worker is gone without a word.
  void locks.hold(presenceLock(id)).then((release) => {
    release();
    close();
  });
  post({ kind: 'accepted' });

  return {
    facts: { road: 'channel', path: PATH, remote: REMOTE },
    send: (bytes) => {
      if (isClosed) return;
      post({ kind: 'bytes', bytes: bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice() });
    },
    onBytes: (listener) => (onBytes = listener),
    onClose: (listener) => closeListeners.push(listener),
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
    close,
  };
}

/** Posts events while somebody follows. */
function createEventFeed({ cloud, clock, locks }: TabCloudHostOptions) {
  const channel = new BroadcastChannel(EVENTS_CHANNEL);
  const followers = new Set<string>();
  let lines: string[] = [];
  let timer: Timer | undefined;
  let stop: (() => void) | undefined;

  const flush = (): void => {
    timer = undefined;
    const message: EventsMessage = lines;
    lines = [];
    channel.postMessage(message);
  };
  const tell = (event: unknown): void => {
    lines.push(JSON.stringify(event));
    timer ??= clock.after(EVENTS_EVERY_MS, flush);
  };
  return {
    /** Counts a follower until it lets go of its lock. */
    async add(id: string): Promise<void> {
      if (followers.has(id)) return;
      followers.add(id);
      stop ??= cloud.follow(tell);
      (await locks.hold(presenceLock(id)))();
      followers.delete(id);
      if (followers.size > 0) return;
      stop?.();
      stop = undefined;
    },
    dispose(): void {
      stop?.();
      timer?.cancel();
      channel.close();
    },
  };
}

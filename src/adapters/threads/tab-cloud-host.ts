import type { Clock, Timer } from '#core/ports/clock';
import type { Locks } from '#core/ports/locks';
import type { DialTarget } from '#core/ports/byte-socket';
import type { RestRequest, RestResponse } from '#core/ports/rest';
import type { ProofFault } from '#core/wire/certificate-proof';
import { openHostChannel, openHostLink, type ChannelLink, type HostChannel } from './tab-cloud-host-link.ts';
import {
  CONTROL_CHANNEL,
  EVENTS_CHANNEL,
  presenceLock,
  type ControlMessage,
  type EventsMessage,
} from './tab-cloud-messages.ts';
import { askForProof } from './tab-cloud-proof.ts';

/** The part of a cloud that its host in the tab needs. */
export interface HostedCloud {
  accept(link: ChannelLink): void;
  turnAway(
    client: { readonly service: 'dps' | 'hub'; readonly road: 'channel'; readonly remote: string },
    fault: ProofFault,
  ): void;
  rest(request: RestRequest): Promise<RestResponse>;
  follow(listener: (event: unknown) => void): () => void;
  describe(): { readonly operatorToken: string };
}

/** What a host works with. */
export interface TabCloudHostOptions {
  readonly cloud: HostedCloud;
  readonly clock: Clock;
  readonly locks: Locks;
  readonly crypto: Pick<Crypto, 'randomUUID' | 'subtle' | 'getRandomValues'>;
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
  const channels = new Map<string, HostChannel>();

  const post = (message: ControlMessage): void => control.postMessage(message);
  const open = (id: string): HostChannel => {
    const channel = openHostChannel(id, locks);
    channels.set(id, channel);
    channel.onClose(() => channels.delete(id));
    return channel;
  };
  const accept = (channel: HostChannel, peerChain?: readonly Uint8Array[]): void => {
    const facts = { road: 'channel', path: PATH, remote: REMOTE } as const;
    cloud.accept(openHostLink(channel, peerChain === undefined ? facts : { ...facts, peerChain }));
  };
  const acceptProven = async (channel: HostChannel, { host, service }: DialTarget): Promise<void> => {
    const verdict = await askForProof(options, channel, host);
    if (verdict === undefined || channel.isClosed) return;
    if (verdict.ok) return accept(channel, verdict.chain);
    cloud.turnAway({ service: service === 'dps' ? 'dps' : 'hub', road: 'channel', remote: REMOTE }, verdict.fault);
    channel.post({ kind: 'refused', fault: verdict.fault.kind });
    channel.close();
  };
  const answer = async (id: string, request: RestRequest): Promise<void> => {
    const headers = { ...request.headers, authorization: cloud.describe().operatorToken };
    post({ kind: 'rest-answer', id, response: await cloud.rest({ ...request, headers, remote: REMOTE }) });
  };
  control.onmessage = ({ data }: MessageEvent<ControlMessage>) => {
    if (data.kind === 'seek') post({ kind: 'here', instance });
    else if (data.kind === 'dial' && !channels.has(data.link)) {
      if (data.proves === undefined) accept(open(data.link));
      else void acceptProven(open(data.link), data.proves);
    } else if (data.kind === 'rest') void answer(data.id, data.request);
    else if (data.kind === 'follow') void feed.add(data.id);
  };
  post({ kind: 'here', instance });
  return {
    dispose() {
      for (const channel of [...channels.values()]) channel.close();
      feed.dispose();
      control.close();
      release();
    },
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

import type { Cloud } from '#cloud/cloud';
import type { Link, LinkFacts } from '#cloud/link';
import type { Finding } from '#core/errors/workbench-error';
import type { ClientIdentity } from '#core/identity/client-identity';
import type { ByteSocket, DialTarget, Transport } from '#core/ports/byte-socket';
import { createSocketEvents } from '#adapters/sockets/socket-events';

/** A transport that ends in a cloud of the same process, and the means to disturb it. */
export interface MemoryRoad extends Transport {
  /** Hosts and services in the order they were dialled. */
  readonly dialled: readonly DialTarget[];
  /** What was shown below MQTT at each of them. */
  readonly shown: readonly (ClientIdentity | undefined)[];
  /** What the road says of the end of sockets, while it says anything. */
  finding: Finding | undefined;
  /** Cuts every open connection, as a network does. */
  cut(): void;
  /** Sockets fail to open while true. */
  isBlocked: boolean;
  readonly open: number;
}

/** Joins a device to a cloud (or to anything that takes links) without a network. Bytes arrive a microtask later. */
export function createMemoryRoad(accept: (link: Link) => void): MemoryRoad {
  const dialled: DialTarget[] = [];
  const shown: (ClientIdentity | undefined)[] = [];
  const cuts = new Set<() => void>();
  const road: MemoryRoad = {
    road: 'direct',
    dialled,
    shown,
    finding: undefined,
    isBlocked: false,
    get open() {
      return cuts.size;
    },
    cut: () => [...cuts].forEach((cutOne) => cutOne()),
    describe: ({ host }) => `memory://${host}`,
    isEncrypted: () => false,
    wasPrimed: () => undefined,
    dial(target, { identity } = {}) {
      dialled.push(target);
      shown.push(identity);
      return Promise.resolve(join(accept, cuts, road, identity));
    },
  };
  return road;
}

/** Gives a road into a cloud. */
export function createRoadTo(cloud: Pick<Cloud, 'accept'>): MemoryRoad {
  return createMemoryRoad((link) => cloud.accept(link));
}

/** A chain comes as from TLS, whose host has seen that the key is the device's. */
function factsOf(identity: ClientIdentity | undefined): LinkFacts {
  if (identity === undefined) return { road: 'websocket', path: '/$iothub/websocket', remote: 'memory' };
  return { road: 'tls', peerChain: identity.chain, remote: 'memory' };
}

function join(
  accept: (link: Link) => void,
  cuts: Set<() => void>,
  road: Pick<MemoryRoad, 'isBlocked' | 'finding'>,
  identity: ClientIdentity | undefined,
): ByteSocket {
  const events = createSocketEvents();
  let onBytes: (bytes: Uint8Array) => void = () => undefined;
  const onClose = new Set<() => void>();
  let isClosed = false;
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    cuts.delete(close);
    queueMicrotask(() => {
      events.end(1006, road.finding);
      onClose.forEach((listener) => listener());
    });
  };
  const link: Link = {
    facts: factsOf(identity),
    send: (bytes) => queueMicrotask(() => events.bytes(bytes)),
    onBytes: (listener) => (onBytes = listener),
    onClose: (listener) => onClose.add(listener),
    pause: () => undefined,
    resume: () => undefined,
    close: () => queueMicrotask(close),
  };
  queueMicrotask(() => {
    if (road.isBlocked) return close();
    cuts.add(close);
    accept(link);
    events.open();
  });
  return {
    onOpen: events.onOpen,
    onBytes: events.onBytes,
    onEnd: events.onEnd,
    bufferedAmount: 0,
    send: (bytes) =>
      queueMicrotask(() => {
        if (!isClosed) onBytes(bytes);
      }),
    // After what was sent before.
    close: () => queueMicrotask(close),
  };
}

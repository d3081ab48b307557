import type { Cloud } from '#cloud/cloud';
import type { Link } from '#cloud/link';
import type { ByteSocket, DialTarget, Transport } from '#core/ports/byte-socket';
import { createSocketEvents } from '#adapters/sockets/socket-events';

/** A transport that ends in a cloud of the same process, and the means to disturb it. */
export interface MemoryRoad extends Transport {
  /** Hosts and services in the order they were dialled. */
  readonly dialled: readonly DialTarget[];
  /** Cuts every open connection, as a network does. */
  cut(): void;
  /** Sockets fail to open while true. */
  isBlocked: boolean;
  readonly open: number;
}

/** Joins a device to a cloud (or to anything that takes links) without a network. Bytes arrive a microtask later. */
export function createMemoryRoad(accept: (link: Link) => void): MemoryRoad {
  const dialled: DialTarget[] = [];
  const cuts = new Set<() => void>();
  const road: MemoryRoad = {
    road: 'direct',
    dialled,
    isBlocked: false,
    get open() {
      return cuts.size;
    },
    cut: () => [...cuts].forEach((cutOne) => cutOne()),
    describe: ({ host }) => `memory://${host}`,
    isEncrypted: () => false,
    wasPrimed: () => undefined,
    dial(target) {
      dialled.push(target);
      return Promise.resolve(join(accept, cuts, road.isBlocked));
    },
  };
  return road;
}

/** Gives a road into a cloud. */
export function createRoadTo(cloud: Pick<Cloud, 'accept'>): MemoryRoad {
  return createMemoryRoad((link) => cloud.accept(link));
}

function join(accept: (link: Link) => void, cuts: Set<() => void>, isBlocked: boolean): ByteSocket {
  const events = createSocketEvents();
  let onBytes: (bytes: Uint8Array) => void = () => undefined;
  const onClose = new Set<() => void>();
  let isClosed = false;
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    cuts.delete(close);
    queueMicrotask(() => {
      events.end(1006);
      onClose.forEach((listener) => listener());
    });
  };
  const link: Link = {
    facts: { road: 'websocket', path: '/$iothub/websocket', remote: 'memory' },
    send: (bytes) => queueMicrotask(() => events.bytes(bytes)),
    onBytes: (listener) => (onBytes = listener),
    onClose: (listener) => onClose.add(listener),
    pause: () => undefined,
    resume: () => undefined,
    close: () => queueMicrotask(close),
  };
  queueMicrotask(() => {
    if (isBlocked) return close();
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

import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A network with a round trip, in front of a port of this machine. */
export interface DelayProxy {
  readonly port: number;
  /**
   * Gives the silences that clients broke since the last call, each from the last byte that reached one to the next that
   * it sent after half a second or more, in milliseconds.
   */
  takeSilences(): readonly number[];
  close(): Promise<void>;
}

/** Shorter ones are no waits, but answers on the way. */
const SHORTEST_SILENCE_MS = 500;

/** Opens it. Each direction takes half of `roundTripMs`, and the TCP handshake a whole one more. */
export async function openDelayProxy(targetPort: number, roundTripMs: number): Promise<DelayProxy> {
  let silences: number[] = [];
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1');
    const usableAt = performance.now() + roundTripMs;
    let reachedClientAt: number | undefined;
    forward(client, upstream, roundTripMs / 2, usableAt);
    forward(upstream, client, roundTripMs / 2, 0, () => (reachedClientAt = performance.now()));
    client.on('data', () => {
      const silentMs = performance.now() - (reachedClientAt ?? Number.POSITIVE_INFINITY);
      if (silentMs < SHORTEST_SILENCE_MS) return;
      silences.push(silentMs);
      reachedClientAt = undefined;
    });
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.setNoDelay(true).once('close', () => open.delete(socket));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    takeSilences() {
      const taken = silences;
      silences = [];
      return taken;
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Delivers one after another, whatever the timers do. */
function forward(from: Socket, to: Socket, delayMs: number, usableAt: number, onDelivery?: () => void): void {
  let delivered = Promise.resolve();
  const later = (task: () => void): void => {
    const at = Math.max(performance.now(), usableAt) + delayMs;
    delivered = delivered.then(() => sleepUntil(at)).then(task);
  };
  from.on('data', (bytes) =>
    later(() => {
      onDelivery?.();
      to.write(bytes);
    }),
  );
  from.on('error', () => undefined);
  from.on('close', () => later(() => to.destroy()));
}

function sleepUntil(atMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, atMs - performance.now()));
}

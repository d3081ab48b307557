import { WorkbenchError } from '#core/errors/workbench-error';

/** One telemetry message on its way: kept until the hub has acknowledged it. */
interface Waiting {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly settle: { readonly resolve: (roundTripMs: number) => void; readonly reject: (error: Error) => void };
}

/** Sends at QoS 1; resolves at PUBACK. */
type Send = (topic: string, payload: Uint8Array) => Promise<void>;

/** Messages in flight at once; MQTT has 65,535 packet numbers, but a hub takes them no faster for it. */
const WINDOW = 100;

/** What may wait for its acknowledgement before a device measures no more; a hub that answers is never so far behind. */
const FULL_AT_MESSAGES = 10_000;
const FULL_AT_BYTES = 8 * 1024 * 1024;

/**
 * Keeps telemetry until it is acknowledged. What was in flight when a connection ended goes out again on the next one,
 * in order and before what is newer, so a message may arrive twice but none is lost while the device runs.
 */
export interface Outbox {
  /**
   * Resolves at the acknowledgement with the time that took, in milliseconds; rejects with `device/not-online` when
   * the device stops before.
   */
  put(topic: string, payload: Uint8Array): Promise<number>;
  /** More than 10,000 messages, or 8 MiB of them, wait for their acknowledgement. What is put then is still kept. */
  readonly isFull: boolean;
  /** Sends through a new connection. */
  attach(send: Send): void;
  /** The connection is gone. */
  detach(): void;
  /** Gives everything up. */
  dispose(): void;
}

/** Gives an empty outbox that is attached to no connection. `now` in milliseconds. */
export function createOutbox(now: () => number): Outbox {
  let waiting: Waiting[] = [];
  let inFlight = new Set<Waiting>();
  let send: Send | undefined;
  let bytes = 0;

  const pump = (): void => {
    while (send !== undefined && inFlight.size < WINDOW) {
      const next = waiting.shift();
      if (next === undefined) return;
      void transmit(next, send);
    }
  };
  const transmit = async (message: Waiting, through: Send): Promise<void> => {
    inFlight.add(message);
    const sentAt = now();
    try {
      await through(message.topic, message.payload);
    } catch {
      // The connection is gone: `detach` has put the message back, or will.
      return;
    }
    // Given up meanwhile.
    if (!inFlight.delete(message)) return;
    bytes -= message.payload.length;
    message.settle.resolve(now() - sentAt);
    pump();
  };

  return {
    put: (topic, payload) =>
      new Promise((resolve, reject) => {
        waiting.push({ topic, payload, settle: { resolve, reject } });
        bytes += payload.length;
        pump();
      }),
    get isFull() {
      return waiting.length + inFlight.size > FULL_AT_MESSAGES || bytes >= FULL_AT_BYTES;
    },
    attach(through) {
      send = through;
      pump();
    },
    detach() {
      send = undefined;
      waiting = [...inFlight, ...waiting];
      inFlight = new Set();
    },
    dispose() {
      send = undefined;
      for (const { settle } of [...inFlight, ...waiting]) settle.reject(new WorkbenchError('device/not-online', {}));
      waiting = [];
      inFlight = new Set();
      bytes = 0;
    },
  };
}

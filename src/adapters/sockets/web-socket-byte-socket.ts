import type { Finding } from '#core/errors/workbench-error';
import type { ByteSocket } from '#core/ports/byte-socket';
import type { Clock } from '#core/ports/clock';
import { createSocketEvents } from './socket-events.ts';

/** The part of the platform's WebSocket that is used; Node tests hand in the one of `ws`. */
export type WebSocketConstructor = new (address: string, protocols: string[]) => WebSocket;

/** Longer frames have broken relays on the way (reference: a 1 MiB frame). Frames carry no meaning in MQTT. */
const LONGEST_FRAME_BYTES = 64 * 1024;

/** `readyState` of an open WebSocket. */
const OPEN = 1;

/** That a connection has done its work (RFC 6455, 7.4.1). */
export const NORMAL_CLOSURE = 1000;
/** What a browser gives when it may not say why a socket ended (RFC 6455, 7.4.1). */
export const ABNORMAL_CLOSURE = 1006;

/** How a WebSocket was closed. */
export interface SocketClose {
  readonly code: number;
  readonly reason: string;
  /** Whether it had been open. */
  readonly opened: boolean;
}

/** For another end than a service that speaks MQTT. */
export interface WebSocketOptions {
  /** `mqtt` unless told (MQTT 3.1.1, 6). */
  readonly protocols?: readonly string[];
  /** Says what the close means, if that is known; the end of the socket waits for it. Never rejects. */
  readonly explain?: (close: SocketClose) => Finding | undefined | Promise<Finding>;
  /** How long it may take to open: Chromium tells nothing of one that the policy of the page forbids, for ever. */
  readonly limit?: { readonly clock: Clock; readonly ms: number };
}

/** Opens a WebSocket. Text frames are handed on as their bytes: whether they are MQTT is not for the socket to say. */
export function openWebSocketByteSocket(
  WebSocketClass: WebSocketConstructor,
  address: string,
  { protocols = ['mqtt'], explain = () => undefined, limit }: WebSocketOptions = {},
): ByteSocket {
  const events = createSocketEvents();
  const socket = new WebSocketClass(address, [...protocols]);
  socket.binaryType = 'arraybuffer';
  const timer = limit?.clock.after(limit.ms, () => {
    socket.onclose = null;
    socket.close();
    finish(ABNORMAL_CLOSURE, '');
  });
  socket.onopen = () => {
    timer?.cancel();
    events.open();
  };
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    events.bytes(data instanceof ArrayBuffer ? new Uint8Array(data) : new TextEncoder().encode(String(data)));
  };
  // An error is always followed by a close, which alone says how it ended.
  socket.onerror = () => undefined;
  socket.onclose = ({ code, reason }) => finish(code, reason);
  function finish(code: number, reason: string): void {
    timer?.cancel();
    if (events.isEnded) return;
    const finding = explain({ code, reason, opened: events.isOpen });
    if (finding instanceof Promise) void finding.then((known) => events.end(code, known));
    else events.end(code, finding);
  }
  return {
    onOpen: events.onOpen,
    onBytes: events.onBytes,
    onEnd: events.onEnd,
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    send(bytes) {
      if (socket.readyState !== OPEN) return;
      for (let start = 0; start < bytes.length; start += LONGEST_FRAME_BYTES) {
        socket.send(bytes.subarray(start, start + LONGEST_FRAME_BYTES) as Uint8Array<ArrayBuffer>);
      }
    },
    close() {
      timer?.cancel();
      socket.close();
      // A closing handshake may take the platform half a minute; who closes is done with the socket now.
      events.end(ABNORMAL_CLOSURE);
    },
  };
}

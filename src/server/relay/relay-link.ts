import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Clock } from '#core/ports/clock';
import { codeOf } from '../file-reason.ts';
import { LINGER_MS } from '../flow-gate.ts';
import { PrivateAddressError } from './checked-lookup.ts';
import { watchIdle } from './idle-watch.ts';

/** How a relayed connection ends, as a close code of its WebSocket (RFC 6455, 7.4). */
export const RELAY_CLOSE = {
  targetClosed: 1000,
  /** Text frames: bytes are binary. */
  textFrame: 1003,
  targetUnreachable: 4001,
  privateAddress: 4002,
  idle: 4003,
  relayEnded: 4004,
} as const;

/** How long a connection may take, and how long it may be silent. */
export interface RelayTimes {
  readonly connectMs: number;
  readonly idleMs: number;
}

/** What came of a connection: how many bytes went each way, and the close code. */
export interface RelayedBytes {
  readonly code: number;
  readonly toTarget: number;
  readonly toPage: number;
}

/** Two sockets that are joined. */
export interface RelayLink {
  /** Ends both, as the relay itself ends. */
  end(): void;
}

/** More than this is not held for a page that does not take it; the target is not read meanwhile. */
const HELD_BYTES = 65_536;
/** Larger frames have broken what stands between; what they carry is a stream, and may be cut anywhere. */
const SENT_FRAME_BYTES = 65_536;

/**
 * Joins a WebSocket to a TCP socket that connects: the bytes of each go to the other as they are. Nothing piles up: who
 * does not take what is for it stops the reading of the other, from before the connection stands. `onEnd` is called once,
 * when both are gone.
 */
export function joinSockets(
  webSocket: WebSocket,
  tcp: Socket,
  times: RelayTimes,
  clock: Clock,
  onEnd: (result: RelayedBytes) => void,
): RelayLink {
  const count = { toTarget: 0, toPage: 0 };
  let isConnected = false;
  let failure: Error | undefined;
  const idle = watchIdle(clock, times.idleMs, () => close(RELAY_CLOSE.idle, String(times.idleMs / 1000)));
  const connecting = clock.after(times.connectMs, () => close(RELAY_CLOSE.targetUnreachable, 'ETIMEDOUT'));

  function close(code: number, reason = ''): void {
    connecting.cancel();
    idle.cancel();
    if (webSocket.readyState === webSocket.OPEN) webSocket.close(code, reason);
    // The answer to the closing handshake (RFC 6455, 7.1.2) is read like any other frame.
    webSocket.resume();
    if (code !== RELAY_CLOSE.targetClosed) tcp.destroy();
  }

  webSocket.on('message', (data: Buffer, isBinary: boolean) => {
    if (webSocket.readyState !== webSocket.OPEN) return;
    if (!isBinary) return close(RELAY_CLOSE.textFrame);
    idle.touch();
    count.toTarget += data.length;
    if (!tcp.write(data)) webSocket.pause();
  });
  tcp.on('drain', () => {
    idle.touch();
    webSocket.resume();
  });
  tcp.once('connect', () => {
    isConnected = true;
    connecting.cancel();
  });
  tcp.on('data', (data: Buffer) => {
    if (webSocket.readyState !== webSocket.OPEN) return;
    idle.touch();
    count.toPage += data.length;
    sendFrames(webSocket, data, onSent);
    if (webSocket.bufferedAmount > HELD_BYTES) tcp.pause();
  });
  function onSent(): void {
    idle.touch();
    if (webSocket.bufferedAmount <= HELD_BYTES && tcp.isPaused()) tcp.resume();
  }

  tcp.on('error', (error) => (failure = error));
  tcp.once('close', () => {
    if (isConnected) close(RELAY_CLOSE.targetClosed);
    else if (failure instanceof PrivateAddressError) close(RELAY_CLOSE.privateAddress);
    else close(RELAY_CLOSE.targetUnreachable, codeOf(failure) ?? '');
  });
  const pageGone = new Promise<number>((resolve) => {
    webSocket.once('close', (code: number) => {
      connecting.cancel();
      idle.cancel();
      letGo(tcp, isConnected, clock);
      resolve(code);
    });
  });
  const targetGone = new Promise<void>((resolve) => void tcp.once('close', () => resolve()));
  void Promise.all([pageGone, targetGone]).then(([code]) => onEnd({ code, ...count }));
  return { end: () => close(RELAY_CLOSE.relayEnded) };
}

function sendFrames(webSocket: WebSocket, data: Buffer, onSent: () => void): void {
  for (let at = 0; at < data.length; at += SENT_FRAME_BYTES) {
    webSocket.send(data.subarray(at, at + SENT_FRAME_BYTES), onSent);
  }
}

/** What the page sent before it left is still brought to the target, if that takes it. */
function letGo(tcp: Socket, isConnected: boolean, clock: Clock): void {
  if (!isConnected) tcp.destroy();
  if (tcp.destroyed) return;
  // A socket that nobody reads does not see that the other side has closed.
  tcp.resume();
  tcp.destroySoon();
  const linger = clock.after(LINGER_MS, () => tcp.destroy());
  tcp.once('close', () => linger.cancel());
}

import { concatBytes } from '#core/bytes/compare';
import type { ByteSocket, SocketEnd } from '#core/ports/byte-socket';
import type { TlsConnection, TlsConnectionOptions } from '#core/tls/tls-connection';
import { createSocketEvents } from './socket-events.ts';
import { ABNORMAL_CLOSURE, NORMAL_CLOSURE } from './web-socket-byte-socket.ts';

/** What TLS is opened with; the socket below carries its bytes. */
export interface TlsByteSocketOptions extends Omit<TlsConnectionOptions, 'transmit' | 'onOpen' | 'onBytes' | 'onEnd'> {
  /** `openTlsConnection`, which is loaded when it is needed. */
  readonly openTls: (options: TlsConnectionOptions) => TlsConnection;
}

/**
 * Puts TLS over a socket that is opening: what is sent is sealed, and what comes was authenticated. It is open when the
 * server was, and ends with the fault of TLS, or with what the socket below knows of its end.
 */
export function createTlsByteSocket(raw: ByteSocket, { openTls, ...options }: TlsByteSocketOptions): ByteSocket {
  const events = createSocketEvents();
  const writer = gatherWrites((bytes) => raw.send(bytes));
  let tls: TlsConnection | undefined;
  let rawEnd: SocketEnd | undefined;

  raw.onOpen(() => {
    // It may have been closed while it was opening.
    if (events.isEnded) return;
    tls = openTls({
      ...options,
      transmit: writer.write,
      onOpen: events.open,
      onBytes: events.bytes,
      onEnd(fault) {
        writer.flush();
        // Of bytes that stopped, the socket below may know more.
        const finding = fault === undefined || fault.code === 'tls/cut-off' ? (rawEnd?.finding ?? fault) : fault;
        const code = rawEnd?.code ?? (finding === undefined ? NORMAL_CLOSURE : ABNORMAL_CLOSURE);
        raw.close();
        events.end(code, finding);
      },
    });
  });
  raw.onBytes((bytes) => tls?.receive(bytes as Uint8Array<ArrayBuffer>));
  raw.onEnd((end) => {
    rawEnd = end;
    if (tls === undefined) events.end(end.code, end.finding);
    else tls.transportEnded();
  });
  return {
    onOpen: events.onOpen,
    onBytes: events.onBytes,
    onEnd: events.onEnd,
    get bufferedAmount() {
      return (tls?.bufferedAmount ?? 0) + writer.waitingBytes + raw.bufferedAmount;
    },
    send: (bytes) => tls?.send(bytes),
    close() {
      if (tls === undefined) raw.close();
      else tls.close();
      events.end(ABNORMAL_CLOSURE);
    },
  };
}

/** Gathers what is written in one turn: records that were sealed together share a frame. */
function gatherWrites(send: (bytes: Uint8Array) => void) {
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  const gathered = {
    waitingBytes: 0,
    write(bytes: Uint8Array<ArrayBuffer>): void {
      if (waiting.length === 0) queueMicrotask(gathered.flush);
      waiting.push(bytes);
      gathered.waitingBytes += bytes.length;
    },
    flush(): void {
      const [first, ...more] = waiting;
      waiting = [];
      gathered.waitingBytes = 0;
      if (first !== undefined) send(more.length === 0 ? first : concatBytes([first, ...more]));
    },
  };
  return gathered;
}

import type { Socket } from 'node:net';
import type { ByteSocket } from '#core/ports/byte-socket';
import { createSocketEvents } from '#adapters/sockets/socket-events';

/** Gives a socket of Node, bare or with TLS of Node's own, as a byte socket. */
export function openNetByteSocket(socket: Socket, opened: 'connect' | 'secureConnect' = 'connect'): ByteSocket {
  const events = createSocketEvents();
  socket.on(opened, () => events.open());
  socket.on('data', (data: Buffer) => events.bytes(Uint8Array.from(data)));
  // An error is always followed by a close.
  socket.on('error', () => undefined);
  socket.on('close', () => events.end(1006));
  return {
    onOpen: events.onOpen,
    onBytes: events.onBytes,
    onEnd: events.onEnd,
    get bufferedAmount() {
      return socket.writableLength;
    },
    send: (bytes) => void socket.write(bytes),
    close() {
      socket.end();
      events.end(1006);
    },
  };
}

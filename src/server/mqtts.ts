import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Link } from '#cloud/link';
import type { TlsIdentity } from './certificates.ts';
import { readConnectionFacts } from './connection-facts.ts';
import { createFlowGate, LINGER_MS, LOST_PEER_BYTES } from './flow-gate.ts';
import { makeTlsOptions } from './tls-options.ts';

/** Creates the server through which devices come by MQTT over TLS. It does not listen yet. */
export function createMqttsServer(identity: TlsIdentity, accept: (link: Link) => void): Server {
  return createServer({ ...makeTlsOptions(identity), noDelay: true }, (socket) => accept(createLink(socket)));
}

function createLink(socket: TLSSocket): Link {
  const gate = createFlowGate(socket);
  socket.on('drain', () => gate.release('peer-slow'));
  // What is wrong with a connection is said by its end; without a listener it would end the process.
  socket.on('error', () => undefined);
  return {
    facts: { road: 'tls', ...readConnectionFacts(socket) },
    send(bytes) {
      if (!socket.writable) return;
      if (!socket.write(bytes)) gate.hold('peer-slow');
      if (socket.writableLength > LOST_PEER_BYTES) socket.destroy();
    },
    onBytes(listener) {
      socket.on('data', (data: Buffer) => listener(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)));
    },
    onClose: (listener) => socket.once('close', () => listener()),
    pause: () => gate.hold('cloud-busy'),
    resume: () => gate.release('cloud-busy'),
    close() {
      if (socket.destroyed) return;
      socket.destroySoon();
      const linger = setTimeout(() => socket.destroy(), LINGER_MS);
      socket.once('close', () => clearTimeout(linger));
    },
  };
}

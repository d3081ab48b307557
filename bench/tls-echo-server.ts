import { readFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { createServer, type TLSSocket } from 'node:tls';
import { Aedes } from 'aedes';
import { createWebSocketStream, WebSocketServer, type WebSocket } from 'ws';
import { makeEcho } from './echo-server.ts';

/** Where one server of MQTT is reached: over WebSockets with TLS, and over TLS alone. */
export interface TlsPorts {
  readonly httpsPort: number;
  readonly mqttsPort: number;
}

/** Both servers of this process: aedes, which sends each message by itself, and one that sends all of a turn at once. */
export interface TlsEchoPorts {
  readonly aedes: TlsPorts;
  readonly gathering: TlsPorts;
}

const folder = process.argv[2] ?? '.';
const identity = {
  cert: readFileSync(join(folder, 'server.pem')),
  key: readFileSync(join(folder, 'server-key.pem')),
};

async function serve(
  takeWebSocket: (socket: WebSocket) => void,
  takeSocket: (socket: TLSSocket) => void,
): Promise<TlsPorts> {
  const https = createHttpsServer(identity, (_request, response) => response.end());
  const webSockets = new WebSocketServer({ server: https, handleProtocols: () => 'mqtt', perMessageDeflate: false });
  webSockets.on('connection', takeWebSocket);
  const mqtts = createServer({ ...identity, noDelay: true }, (socket) => {
    socket.on('error', () => undefined);
    takeSocket(socket);
  });
  return { httpsPort: await listen(https), mqttsPort: await listen(mqtts) };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

const broker = await Aedes.createBroker();
const ports: TlsEchoPorts = {
  aedes: await serve(
    (socket) => broker.handle(createWebSocketStream(socket)),
    (socket) => broker.handle(socket),
  ),
  gathering: await serve(
    (socket) =>
      socket.on(
        'message',
        makeEcho((bytes) => socket.send(bytes)),
      ),
    (socket) =>
      socket.on(
        'data',
        makeEcho((bytes) => void socket.write(bytes)),
      ),
  ),
};
process.stdout.write(`${JSON.stringify(ports)}\n`);
// Ends with the bench that started it.
process.stdin.resume().once('end', () => process.exit(0));

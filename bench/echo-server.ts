import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { WebSocketServer, type WebSocket } from 'ws';

/** A server that costs the measuring side as little as can be: any client may connect, and gets back what it publishes. */
export interface EchoServer {
  readonly origin: string;
  /** PINGREQ packets that came, of all clients. */
  readonly pings: number;
  close(): Promise<void>;
}

/** Serves MQTT 3.1.1 over WebSockets on a free port of this machine; answers of one turn go out in one frame. */
export async function openEchoServer(): Promise<EchoServer> {
  let pings = 0;
  const server = createServer();
  const sockets = new WebSocketServer({ server, handleProtocols: () => 'mqtt', perMessageDeflate: false });
  sockets.on('connection', (socket) => {
    const send = makeFrameSender(socket);
    const parser = mqttPacket.parser({ protocolVersion: 4 });
    parser.on('packet', (packet) => {
      if (packet.cmd === 'pingreq') pings += 1;
      answersTo(packet).forEach((answer) => send(mqttPacket.generate(answer)));
    });
    socket.on('message', (frame: Buffer) => parser.parse(frame));
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    get pings() {
      return pings;
    },
    async close() {
      sockets.clients.forEach((socket) => socket.terminate());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answersTo(packet: Packet): Packet[] {
  switch (packet.cmd) {
    case 'connect':
      return [{ cmd: 'connack', returnCode: 0, sessionPresent: false }];
    case 'pingreq':
      return [{ cmd: 'pingresp' }];
    case 'publish': {
      const echo: Packet = { ...packet, qos: 0, dup: false };
      return packet.qos === 1 ? [{ cmd: 'puback', messageId: packet.messageId ?? 0 }, echo] : [echo];
    }
    default:
      return [];
  }
}

function makeFrameSender(socket: WebSocket): (bytes: Buffer) => void {
  let waiting: Buffer[] = [];
  return (bytes) => {
    if (waiting.push(bytes) > 1) return;
    setImmediate(() => {
      socket.send(Buffer.concat(waiting));
      waiting = [];
    });
  };
}

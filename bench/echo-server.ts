import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { WebSocketServer } from 'ws';

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
    const take = makeEcho(
      (bytes) => socket.send(bytes),
      ({ cmd }) => void (pings += Number(cmd === 'pingreq')),
    );
    socket.on('message', (frame: Buffer) => take(frame));
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

/** Gives what takes the bytes of one client and answers them by `send`, all answers of a turn at once. */
export function makeEcho(
  send: (bytes: Buffer) => void,
  onPacket: (packet: Packet) => void = () => undefined,
): (bytes: Buffer) => void {
  const gather = makeGatherer(send);
  const parser = mqttPacket.parser({ protocolVersion: 4 });
  parser.on('packet', (packet) => {
    onPacket(packet);
    answersTo(packet).forEach((answer) => gather(mqttPacket.generate(answer)));
  });
  return (bytes) => void parser.parse(bytes);
}

function answersTo(packet: Packet): Packet[] {
  switch (packet.cmd) {
    case 'connect':
      return [{ cmd: 'connack', returnCode: 0, sessionPresent: false }];
    case 'pingreq':
      return [{ cmd: 'pingresp' }];
    case 'subscribe':
      return [{ cmd: 'suback', messageId: packet.messageId ?? 0, granted: packet.subscriptions.map(({ qos }) => qos) }];
    case 'publish': {
      const echo: Packet = { ...packet, qos: 0, dup: false };
      return packet.qos === 1 ? [{ cmd: 'puback', messageId: packet.messageId ?? 0 }, echo] : [echo];
    }
    default:
      return [];
  }
}

function makeGatherer(send: (bytes: Buffer) => void): (bytes: Buffer) => void {
  let waiting: Buffer[] = [];
  return (bytes) => {
    if (waiting.push(bytes) > 1) return;
    setImmediate(() => {
      send(Buffer.concat(waiting));
      waiting = [];
    });
  };
}

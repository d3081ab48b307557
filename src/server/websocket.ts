import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Link } from '#cloud/link';
import { chooseSubProtocol, judgeWebSocketPath } from '#cloud/web-socket-path';
import { HTTP_ANSWERS } from '#core/words/en/server-banner';
import { readConnectionFacts } from './connection-facts.ts';
import { createFlowGate, LINGER_MS, LOST_PEER_BYTES, SLOW_PEER_BYTES } from './flow-gate.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';

/** Several MQTT packets may share a frame; none of the services takes one as large as this. */
const MAX_FRAME_BYTES = 4_194_304;
/** Larger frames have broken relays on the way; MQTT packets may span frames (MQTT 3.1.1, section 6). */
const SENT_FRAME_BYTES = 65_536;
/** RFC 6455, 7.4.1: data of a kind that cannot be accepted, as text frames are for MQTT (MQTT 3.1.1, 6.0.0-1). */
const UNSUPPORTED_DATA = 1003;

/** Turns HTTP upgrades into links of the cloud. */
export interface WebSocketDoor {
  /** Takes an upgrade of any path: opens the WebSocket, or answers HTTP 400 as Azure does. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends every open WebSocket at once. */
  dispose(): void;
}

/** Opens the door through which devices come by MQTT over WebSockets. */
export function createWebSocketDoor(accept: (link: Link) => void): WebSocketDoor {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
    handleProtocols: (offered) => chooseSubProtocol(offered) ?? false,
  });
  return {
    upgrade(request, socket, head) {
      socket.on('error', () => socket.destroy());
      if (!isDeviceUpgrade(request)) return refuseUpgrade(socket, 400, HTTP_ANSWERS.webSocket);
      server.handleUpgrade(request, socket, head, (webSocket) => accept(createLink(webSocket, request)));
    },
    dispose() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

/** True for the upgrade of a device: a path of Azure, with MQTT among its sub-protocols. */
export function isDeviceUpgrade(request: IncomingMessage): boolean {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',');
  return judgeWebSocketPath(request.url ?? '') !== undefined && chooseSubProtocol(offered) !== undefined;
}

function createLink(webSocket: WebSocket, request: IncomingMessage): Link {
  const gate = createFlowGate(webSocket);

  function send(bytes: Uint8Array): void {
    if (webSocket.readyState !== webSocket.OPEN) return;
    for (let at = 0; at < bytes.length; at += SENT_FRAME_BYTES) {
      webSocket.send(bytes.subarray(at, at + SENT_FRAME_BYTES), onSent);
    }
    if (webSocket.bufferedAmount > LOST_PEER_BYTES) webSocket.terminate();
    else if (webSocket.bufferedAmount > SLOW_PEER_BYTES) gate.hold('peer-slow');
  }

  function onSent(): void {
    if (webSocket.bufferedAmount <= SLOW_PEER_BYTES) gate.release('peer-slow');
  }

  function close(): void {
    if (webSocket.readyState !== webSocket.OPEN) return;
    webSocket.close(1000);
    // The closing handshake (RFC 6455, 7.1.2) is read like any other frame.
    webSocket.resume();
    const linger = setTimeout(() => webSocket.terminate(), LINGER_MS);
    webSocket.once('close', () => clearTimeout(linger));
  }

  // What is wrong with a connection is said by its end; without a listener it would end the process.
  webSocket.on('error', () => undefined);
  return {
    facts: { road: 'websocket', path: request.url ?? '', ...readConnectionFacts(request.socket as Socket) },
    send,
    onBytes(listener) {
      webSocket.on('message', (data: Buffer, isBinary: boolean) => {
        if (webSocket.readyState !== webSocket.OPEN) return;
        if (isBinary) listener(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
        else webSocket.close(UNSUPPORTED_DATA);
      });
    },
    onClose: (listener) => webSocket.once('close', () => listener()),
    pause: () => gate.hold('cloud-busy'),
    resume: () => gate.release('cloud-busy'),
    close,
  };
}

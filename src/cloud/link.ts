/**
 * One connection as the cloud sees it: bytes in, bytes out, and what its host knows of it. A WebSocket, a TLS socket
 * and a channel between tabs all look like this. Frames carry no meaning (MQTT 3.1.1, section 6).
 */
export interface Link {
  readonly facts: LinkFacts;
  /** Takes the bytes over; the caller does not change them afterwards. Does nothing once the link is closed. */
  send(bytes: Uint8Array): void;
  /** The bytes are the listener's from then on; the host does not change them. */
  onBytes(listener: (bytes: Uint8Array) => void): void;
  /** Called once, whoever closed the link. */
  onClose(listener: () => void): void;
  /** Asks the host to hold back what arrives, until `resume`. Bytes on their way may still come. */
  pause(): void;
  resume(): void;
  /** Sends what was given to `send`, then closes. */
  close(): void;
}

/** What a link's host knows of it. */
export interface LinkFacts {
  readonly road: 'websocket' | 'tls' | 'channel';
  /** Path and query of the WebSocket's URL. */
  readonly path?: string;
  /** Server name the client asked for (SNI). */
  readonly serverName?: string;
  /** Certificates the client showed, DER, leaf first. */
  readonly peerChain?: readonly Uint8Array[];
  /** Who is at the other end, for the log: an address, or the name of a tab. */
  readonly remote: string;
}

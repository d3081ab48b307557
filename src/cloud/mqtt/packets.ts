/** Control packets of MQTT 3.1.1 (section 3) as the cloud reads and writes them, over Uint8Array. */
export interface ConnectPacket {
  readonly type: 'connect';
  readonly clientId: string;
  readonly userName: string | undefined;
  readonly password: Uint8Array | undefined;
  readonly cleanSession: boolean;
  /** Seconds; 0 switches the keep-alive off (3.1.2.10). */
  readonly keepAliveSeconds: number;
  readonly will: Will | undefined;
}

/** What is published for a client whose connection breaks (3.1.2.5). */
export interface Will {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
}

export interface PublishPacket {
  readonly type: 'publish';
  readonly topic: string;
  /** A view of what arrived: copy it to keep it. */
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly duplicate: boolean;
  /** 0 with QoS 0. */
  readonly packetId: number;
}

export interface SubscribePacket {
  readonly type: 'subscribe';
  readonly packetId: number;
  readonly subscriptions: readonly { readonly filter: string; readonly qos: 0 | 1 | 2 }[];
}

export interface UnsubscribePacket {
  readonly type: 'unsubscribe';
  readonly packetId: number;
  readonly filters: readonly string[];
}

/** A packet of a client, or why its bytes are none. */
export type IncomingPacket =
  | ConnectPacket
  | PublishPacket
  | SubscribePacket
  | UnsubscribePacket
  | { readonly type: 'puback'; readonly packetId: number }
  | { readonly type: 'pingreq' | 'disconnect' }
  /** A packet that only QoS 2 or a server uses. */
  | { readonly type: 'unexpected'; readonly name: string }
  /** A CONNECT of another protocol or level (3.1.2.1, 3.1.2.2). */
  | { readonly type: 'other-level'; readonly name: string; readonly level: number }
  | { readonly type: 'malformed'; readonly detail: string }
  | { readonly type: 'too-large'; readonly bytes: number };

/** A packet of the cloud. */
export type OutgoingPacket =
  | { readonly type: 'connack'; readonly returnCode: 0 | 1 | 2 | 3 | 4 | 5; readonly sessionPresent: boolean }
  | { readonly type: 'puback'; readonly packetId: number }
  | { readonly type: 'suback'; readonly packetId: number; readonly granted: readonly (0 | 1 | 0x80)[] }
  | { readonly type: 'unsuback'; readonly packetId: number }
  | { readonly type: 'pingresp' }
  | {
      readonly type: 'publish';
      readonly topic: string;
      readonly payload: Uint8Array;
      readonly qos: 0 | 1;
      readonly duplicate?: boolean;
      /** Needed with QoS 1. */
      readonly packetId?: number;
    };

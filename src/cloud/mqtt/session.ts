import type { PublishPacket } from './packets.ts';

/** What a service does with an accepted client. MQTT itself is the handlers' business, topics are the session's. */
export interface Session {
  readonly service: 'dps' | 'hub';
  /** For the log: registration ID, `deviceId` or `deviceId/moduleId`. */
  readonly identity: string;
  /** Filters and their granted QoS. */
  readonly subscriptions: Map<string, 0 | 1>;
  /** When the token ends, in milliseconds since the Unix epoch by the cloud's own time. */
  readonly expiresAt: number | undefined;
  /** Says whether the service offers this filter to this client. */
  offers(filter: string): boolean;
  /** Called after the SUBACK. */
  subscribed(filters: readonly string[]): void;
  /** Takes a message of QoS 0 or 1 and acknowledges it, or closes the connection. */
  published(packet: PublishPacket): void | Promise<void>;
  acknowledged(packetId: number): void;
  /** Called once. `lost`: without DISCONNECT, so the will is due [MQTT-3.1.2-8]. */
  ended(how: 'lost' | 'disconnect'): void;
}

/** A service's answer to a CONNECT. */
export type Admission =
  | {
      readonly ok: true;
      readonly session: Session;
      readonly sessionPresent: boolean;
      /** Called after the CONNACK. */
      readonly opened: () => void;
    }
  | { readonly ok: false; readonly returnCode: 2 | 3 | 5 };

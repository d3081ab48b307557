import type { Finding } from '../errors/workbench-error.ts';
import type { ByteSocket } from './byte-socket.ts';

/** A publication as it goes over the wire. */
export interface MqttPublication {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
}

/** One control packet, seen while it passes (MQTT 3.1.1, section 3). Passwords never appear in it. */
export interface MqttPacketSeen {
  readonly direction: 'sent' | 'received';
  /** Lower-case packet name: `connect`, `connack`, `publish` … */
  readonly type: string;
  /** Size of the whole packet in bytes. */
  readonly bytes: number;
  readonly topic?: string;
  readonly payload?: Uint8Array;
  readonly qos?: number;
  readonly packetId?: number;
  readonly duplicate?: boolean;
  readonly returnCode?: number;
  readonly sessionPresent?: boolean;
  readonly clientId?: string;
  readonly userName?: string;
  readonly cleanSession?: boolean;
  readonly keepAliveSeconds?: number;
  readonly subscriptions?: readonly { readonly topic: string; readonly qos: number }[];
  readonly granted?: readonly number[];
}

export interface MqttConnectOptions {
  readonly socket: ByteSocket;
  readonly clientId: string;
  readonly userName: string;
  /** Undefined for a device that proved itself below MQTT. */
  readonly password: string | undefined;
  readonly cleanSession: boolean;
  readonly keepAliveSeconds: number;
  /** Time from dialling until CONNACK, in milliseconds. */
  readonly connectTimeoutMs: number;
  readonly onPacket: (packet: MqttPacketSeen) => void;
}

/** How an MQTT connection ended. `refused` is a CONNACK other than 0 (MQTT 3.1.1, 3.2.2.3). */
export type MqttEnd =
  | { readonly kind: 'refused'; readonly returnCode: number }
  | { readonly kind: 'not-mqtt'; readonly detail: string }
  | { readonly kind: 'timeout' }
  /** `finding`: what the road below knows of it. */
  | {
      readonly kind: 'closed';
      readonly opened: boolean;
      readonly connected: boolean;
      readonly code: number;
      readonly finding?: Finding;
    }
  | { readonly kind: 'ended-by-us' };

/** An open MQTT 3.1.1 connection. It never reconnects by itself: that is the device's decision. */
export interface MqttConnection {
  readonly sessionPresent: boolean;
  /** Resolves once, however the connection ends. Never rejects. */
  readonly ended: Promise<MqttEnd>;
  /** Resolves with the granted QoS per filter (0x80 is a refusal); rejects when the connection ends first. */
  subscribe(filters: readonly { readonly topic: string; readonly qos: 0 | 1 }[]): Promise<readonly number[]>;
  /** QoS 1 resolves at PUBACK, QoS 0 when handed to the socket; rejects when the connection ends first. */
  publish(publication: MqttPublication): Promise<void>;
  onPublication(listener: (publication: MqttPublication & { readonly duplicate: boolean }) => void): void;
  /** Sends DISCONNECT and closes; resolves when the socket is gone. */
  end(): Promise<void>;
}

/** The ways `connect` can fail: an `MqttEnd` before CONNACK 0. */
export class MqttConnectFailure extends Error {
  readonly end: MqttEnd;
  constructor(end: MqttEnd) {
    super(`MQTT connection ended before it was accepted: ${end.kind}`);
    this.end = end;
  }
}

/** What `subscribe` and `publish` reject with when the connection ends before the answer. */
export class MqttConnectionEnded extends Error {
  readonly end: MqttEnd;
  constructor(end: MqttEnd) {
    super(`MQTT connection ended before the answer: ${end.kind}`);
    this.end = end;
  }
}

export interface MqttClient {
  /** Resolves at CONNACK 0; rejects with `MqttConnectFailure`. */
  connect(options: MqttConnectOptions): Promise<MqttConnection>;
}

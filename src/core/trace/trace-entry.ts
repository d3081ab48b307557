import type { MqttPacketSeen } from '../ports/mqtt-client.ts';

/** One row of a device's trace: a packet, or a step of the device between packets. */
export interface TraceEntry {
  /** Counts up from 1 over a device's life in this page; gaps mean rows that were dropped. */
  readonly number: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly direction: 'sent' | 'received' | 'note';
  /** Which connection the row belongs to. */
  readonly service: 'dps' | 'hub';
  /** `PUBLISH`, `CONNACK` … or `NOTE`. */
  readonly type: string;
  /** What the packet means, in words: "desired properties, version 7". */
  readonly words: string;
  readonly topic: string;
  readonly bytes: number;
  /** UTF-8 body of a PUBLISH, cut at `TRACE_BODY_LIMIT` characters; binary is shown as hex. */
  readonly body: string;
  /** Name and value of the packet's other fields, in order. Holds no password. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly failed: boolean;
}

/** Rows that a device keeps; the oldest go first. */
export const TRACE_ROW_LIMIT = 100_000;

/** Characters of a body that a row keeps. */
export const TRACE_BODY_LIMIT = 4096;

/** A packet as the trace receives it, with the service it belongs to. */
export interface PacketOfService {
  readonly service: 'dps' | 'hub';
  readonly at: number;
  readonly packet: MqttPacketSeen;
}

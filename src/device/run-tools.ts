import type { Knowledge } from '#core/errors/rank-causes';
import type { DialTarget, Transport } from '#core/ports/byte-socket';
import type { Clock } from '#core/ports/clock';
import type { MqttClient } from '#core/ports/mqtt-client';
import type { Handshakes } from './handshakes.ts';
import type { Interruption } from './interruption.ts';
import type { Journal } from './journal.ts';
import type { Surroundings } from './knowledge.ts';

/** What every part of one run works with. */
export interface RunTools {
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly mqtt: MqttClient;
  /** The road of this attempt; the next one may take another. */
  readonly transport: Transport;
  readonly interruption: Interruption;
  readonly journal: Journal;
  readonly handshakes: Handshakes;
  readonly surroundings: Surroundings;
  /** What is known now about a service that refused. */
  readonly knowledge: (target: DialTarget) => Knowledge;
}

import type { Connection } from './connection.ts';

/** PINGREQ (MQTT 3.1.1, 3.12) [MQTT-3.12.4-1]. */
export function handlePingreq(connection: Connection): void {
  connection.send({ type: 'pingresp' });
}

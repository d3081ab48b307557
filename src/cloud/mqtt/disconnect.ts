import type { Connection } from './connection.ts';

/** DISCONNECT (MQTT 3.1.1, 3.14): the will is dropped [MQTT-3.14.4-3] and the connection closed [MQTT-3.14.4-2]. */
export function handleDisconnect(connection: Connection): void {
  connection.close('disconnect');
}

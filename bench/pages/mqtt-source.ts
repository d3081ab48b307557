import type { IClientOptions } from 'mqtt';
import MqttClient from 'mqtt/lib/client';
import { browserStreamBuilder } from 'mqtt/lib/connect/ws';

/** `mqtt.connect` for WebSockets alone; the library's own brings the other roads. */
function connect(url: string, options: IClientOptions): MqttClient {
  const { hostname, port, pathname, search, protocol } = new URL(url);
  const address = { protocol: protocol.slice(0, -1), hostname, port: Number(port), path: `${pathname}${search}` };
  const settings = { ...options, ...address } as IClientOptions;
  return new MqttClient((self) => browserStreamBuilder(self, settings), settings);
}

/** Stands for the package `mqtt` in a worker that is built from its source. */
export default { MqttClient, connect };

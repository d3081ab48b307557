/** Which services a WebSocket may speak to, by the path it was opened with. */
export interface WebSocketPath {
  readonly dps: boolean;
  readonly hub: boolean;
}

const HUB_PATH = '/$iothub/websocket';
const DPS_PATHS: readonly string[] = ['/', '/mqtt'];

/**
 * Judges the path (and query, which is ignored) of a WebSocket upgrade. The hub knows one path only; DPS takes others
 * too, because the C# SDK asks for the root. Undefined: answer the upgrade with HTTP 400, as Azure does.
 */
export function judgeWebSocketPath(pathAndQuery: string): WebSocketPath | undefined {
  const path = (pathAndQuery.split('?', 1)[0] ?? '').replace(/^\/%24/i, '/$');
  if (path === HUB_PATH) return { dps: true, hub: true };
  return DPS_PATHS.includes(path) ? { dps: true, hub: false } : undefined;
}

/**
 * Chooses `mqtt` (in any case, as the C SDK sends `MQTT`) from the offered sub-protocols and gives it as it was spelled.
 * Undefined: answer the upgrade with HTTP 400, as Azure does.
 */
export function chooseSubProtocol(offered: Iterable<string>): string | undefined {
  for (const name of offered) if (name.trim().toLowerCase() === 'mqtt') return name.trim();
  return undefined;
}

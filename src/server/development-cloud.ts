import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Cloud } from '#cloud/cloud';
import { isOwnHost } from './host-check.ts';
import { createHttpHandler } from './http.ts';
import { createWebSocketDoor, isDeviceUpgrade } from './websocket.ts';

/** The parts of a development server that the cloud is put into; Vite's has them. */
export interface DevelopmentHost {
  readonly middlewares: {
    use(handler: (request: IncomingMessage, response: ServerResponse, next: () => void) => void): unknown;
  };
  readonly httpServer: Pick<Server, 'on'> | null;
}

/**
 * Puts a cloud into a development server: the operator's interface, the app's question for a cloud, and WebSockets of
 * devices. All other requests and WebSockets stay that server's own.
 */
export function attachCloud(host: DevelopmentHost, cloud: Cloud, onMistake: (mistake: unknown) => void): void {
  const announced = cloud.describe().host;
  host.middlewares.use((request, response, next) => {
    const pages = async (): Promise<void> => next();
    const options = { cloud, host: announced, isOwnHost: (header?: string) => isOwnHost(header, announced), pages };
    createHttpHandler(options, onMistake)(request, response);
  });
  const door = createWebSocketDoor((link) => cloud.accept(link));
  host.httpServer?.on('upgrade', (request, socket, head) => {
    if (isDeviceUpgrade(request)) door.upgrade(request, socket, head);
  });
}

import { printRelayBanner } from '#core/words/en/relay-command';
import { openRelayServer, type RelayServer, type RelayServerRequest } from './open-relay-server.ts';
import { RELAY_PATH } from './relay-path.ts';

/** Opens a relay and says that it is ready. Throws as `openRelayServer` does. */
export async function runRelay(request: RelayServerRequest): Promise<RelayServer> {
  const { options, terminal } = request;
  const server = await openRelayServer(request);
  const { origins, azure, targets } = options;
  const { addresses, port } = server;
  // One that stands in a file is known to whom it is for, and terminals are recorded.
  const token = options.tokenFile === undefined ? server.token : undefined;
  terminal.print(
    options.json
      ? JSON.stringify({ addresses, port, path: RELAY_PATH, token: token ?? null, origins, azure, targets })
      : printRelayBanner({ addresses, token, origins, azure, targets, secure: options.tlsFiles !== undefined }),
  );
  return server;
}

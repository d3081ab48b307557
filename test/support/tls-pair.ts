import { type ClientWishes, openTestClient, type TestClient } from './tls-client.ts';
import { createTlsServer, type TlsServer } from './tls-server/create-tls-server.ts';
import type { ServerScript } from './tls-server/script.ts';

/** A client of `core/tls` and a scripted server, joined in memory. */
export interface TlsPair {
  readonly client: TestClient;
  readonly server: TlsServer;
  /** Resolves when neither has anything more to say. Throws what the server has against the client. */
  settle(): Promise<void>;
}

/** Joins the two. */
export function joinTlsPair(script: ServerScript, wishes: Omit<ClientWishes, 'transmit'>): TlsPair {
  const complaints: unknown[] = [];
  const server = createTlsServer(script, (bytes) => queueMicrotask(() => client.connection.receive(bytes)));
  const client = openTestClient({
    ...wishes,
    transmit: (bytes) => {
      try {
        server.receive(bytes);
      } catch (error) {
        // The client is not to be told of it by an exception.
        complaints.push(error);
      }
    },
  });
  const settle = async (): Promise<void> => {
    await client.idle();
    if (complaints.length > 0) throw complaints[0];
  };
  return { client, server, settle };
}

/** Joins the two, and lets them talk as far as they come. */
export async function openTlsPair(script: ServerScript, wishes: Omit<ClientWishes, 'transmit'>): Promise<TlsPair> {
  const pair = joinTlsPair(script, wishes);
  await pair.settle();
  return pair;
}

import { WorkbenchError } from '#core/errors/workbench-error';
import type { OperatorClient } from '#core/ports/rest';
import type { ServerCloud } from './fetch-workbench.ts';

/** The operator's token of the server's cloud: read once, and again when the server was started anew with another. */
export interface OperatorToken {
  /** Gives the whole value of the Authorization header. Errors: `cloud/unreachable`. */
  read(): Promise<string>;
  /** Gives the client that asks once more with a new token when the one it had is refused. */
  renewing(client: OperatorClient): OperatorClient;
}

/** Gives the token that `readWorkbench` tells. */
export function createOperatorToken(
  readWorkbench: () => Promise<{ readonly cloud: ServerCloud | null }>,
): OperatorToken {
  let known: string | undefined;
  const read = async (): Promise<string> => {
    known ??= await askForToken(readWorkbench);
    return known;
  };
  return {
    read,
    renewing: (client) => ({
      async request(request) {
        const response = await client.request(request);
        if (response.status !== 401) return response;
        known = undefined;
        return client.request(request);
      },
      follow: (onLine, onEnd) =>
        client.follow(onLine, (reason) => {
          // A stream that ends may mean another server: the next one asks anew.
          known = undefined;
          onEnd(reason);
        }),
    }),
  };
}

async function askForToken(readWorkbench: () => Promise<{ readonly cloud: ServerCloud | null }>): Promise<string> {
  const cloud = await readWorkbench().then(
    (info) => info.cloud,
    () => null,
  );
  if (cloud === null) throw new WorkbenchError('cloud/unreachable', { where: 'server' });
  return cloud.operatorToken;
}

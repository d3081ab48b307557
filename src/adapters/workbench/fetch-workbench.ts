import { isJsonObject, parseJson, type JsonObject } from '#core/bytes/json';
import { WorkbenchError } from '#core/errors/workbench-error';

/** What a server says of its own cloud. Holds keys. */
export interface ServerCloud {
  readonly host: string;
  readonly idScope: string;
  readonly groupId: string;
  readonly primaryKey: string;
  readonly operatorToken: string;
}

/**
 * Gives a function that asks the server of this page for its cloud. The answer is never kept: a server may go, or be
 * started again with other keys. A static copy answers that it has none. Errors: `cloud/no-server`.
 */
export function createWorkbenchReader(ask: typeof fetch): () => Promise<{ readonly cloud: ServerCloud | null }> {
  return async () => {
    const body = await readBody(ask);
    return { cloud: isJsonObject(body?.['cloud']) ? readCloud(body['cloud']) : null };
  };
}

async function readBody(ask: typeof fetch): Promise<JsonObject | undefined> {
  try {
    const response = await ask('./workbench.json', { cache: 'no-store' });
    const body = response.ok ? parseJson(await response.text()) : undefined;
    return isJsonObject(body) ? body : undefined;
  } catch (cause) {
    throw new WorkbenchError('cloud/no-server', {}, { cause });
  }
}

function readCloud(cloud: JsonObject): ServerCloud | null {
  const { host, idScope, groupId, primaryKey, operatorToken } = cloud;
  const texts = [host, idScope, groupId, primaryKey, operatorToken];
  if (texts.some((text) => typeof text !== 'string')) return null;
  return { host, idScope, groupId, primaryKey, operatorToken } as ServerCloud;
}

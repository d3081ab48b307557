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

/** The relay of this page's server. */
export interface ServerRelay {
  /** New at each start of the server. */
  readonly token: string;
  /** Of its address, which begins as the page's own. */
  readonly path: string;
}

/** What a server says of itself. */
export interface WorkbenchInfo {
  readonly cloud: ServerCloud | null;
  readonly relay: ServerRelay | null;
}

/**
 * Gives a function that asks the server of this page for its cloud and its relay. The answer is never kept: a server may
 * go, or be started again with other keys. A static copy answers that it has neither. Errors: `cloud/no-server`.
 */
export function createWorkbenchReader(ask: typeof fetch): () => Promise<WorkbenchInfo> {
  return async () => {
    const { cloud, relay } = (await readBody(ask)) ?? {};
    return {
      cloud: isJsonObject(cloud) ? readCloud(cloud) : null,
      relay: isJsonObject(relay) ? readRelay(relay) : null,
    };
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

function readRelay({ token, path }: JsonObject): ServerRelay | null {
  return typeof token === 'string' && typeof path === 'string' ? { token, path } : null;
}

import { isJsonObject, parseJson } from '#core/bytes/json';
import type { CloudAddress } from '#core/identity/device-record';
import type { OperatorClient } from '#core/ports/rest';
import type { ServerCloud } from './fetch-workbench.ts';

/** Who is asked. */
export interface LocalIdScopeOptions {
  /** The page's origin: only its own server tells a page about its cloud. */
  readonly ownOrigin: string;
  readonly readWorkbench: () => Promise<{ readonly cloud: ServerCloud | null }>;
  readonly tabOperator: OperatorClient;
}

/** Gives a function that asks a local cloud for the ID scope it has now; undefined when nobody says. Never rejects. */
export function createLocalIdScopeReader(
  options: LocalIdScopeOptions,
): (cloud: CloudAddress) => Promise<string | undefined> {
  return async (cloud) => {
    try {
      if (cloud.kind === 'tab') return await askTab(options.tabOperator);
      if (cloud.kind !== 'node' || cloud.origin !== options.ownOrigin) return undefined;
      return (await options.readWorkbench()).cloud?.idScope;
    } catch {
      // A cloud that does not answer has no ID scope that could be compared.
      return undefined;
    }
  };
}

async function askTab(operator: OperatorClient): Promise<string | undefined> {
  const { status, body } = await operator.request({ method: 'GET', url: '/_emu/cloud', headers: {} });
  const told = status === 200 ? parseJson(body) : undefined;
  const idScope = isJsonObject(told) ? told['idScope'] : undefined;
  return typeof idScope === 'string' ? idScope : undefined;
}

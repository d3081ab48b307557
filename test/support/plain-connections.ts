import type { Clock } from '#core/ports/clock';
import type { Vault } from '#core/ports/vault';
import { createConnections, type Connections, type ConnectionsPorts } from '#device/connections';

/** Connection settings over a vault, of a page whose server has no relay and with no built-in roots, unless told. */
export function createPlainConnections(
  ports: { readonly vault: Vault; readonly crypto: Crypto; readonly clock: Clock },
  known: Partial<ConnectionsPorts> = {},
): Connections {
  return createConnections({
    ownOrigin: 'http://localhost:8080',
    readServerRelay: () => Promise.resolve(undefined),
    readBuiltInRoots: () => Promise.resolve([]),
    ...ports,
    ...known,
  });
}

import { encodeHex } from '../bytes/hex.ts';
import type { Inspector } from '../ports/inspector.ts';
import { inspectWithSecrets, type SecretsById } from './inspect.ts';

const NO_SECRETS: SecretsById = new Map();

/** Creates an inspector that keeps the secrets of its newest inspection, and no others. */
export function createInspector(crypto: Pick<Crypto, 'subtle' | 'getRandomValues'>): Inspector {
  let secrets = NO_SECRETS;
  let newest: symbol | undefined;
  const begin = (): symbol => {
    secrets = NO_SECRETS;
    return (newest = Symbol('inspection'));
  };
  return {
    async inspect(source) {
      const mine = begin();
      // So that an ID of another inspection, even of a thread that was ended since, is none of this one.
      const idPrefix = encodeHex(crypto.getRandomValues(new Uint8Array(4)));
      const inspected = await inspectWithSecrets(crypto.subtle, source, idPrefix);
      if (newest !== mine) throw makeAbortError();
      secrets = inspected.secrets;
      return inspected.inspection;
    },
    async reveal(itemId) {
      const print = secrets.get(itemId);
      if (print === undefined) throw makeAbortError();
      return print();
    },
    async clear() {
      begin();
    },
  };
}

const makeAbortError = (): DOMException => new DOMException('Another inspection began.', 'AbortError');

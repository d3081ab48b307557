import { SUBTLE_CALLS } from './tls-client.ts';

/** What a connection of `core/tls` is given as its crypto. */
export type TlsCrypto = Pick<Crypto, 'subtle' | 'getRandomValues'>;

/** Crypto that gives every connection the same keys and random numbers, and knows the answers of earlier ones. */
export interface ReplayCrypto {
  /** Gives one connection its crypto: its random numbers begin anew. */
  connect(): TlsCrypto;
  /** From now on answers are looked up, and no longer kept: what a test changes comes once. */
  freeze(): void;
}

type Bytes = ArrayBuffer | ArrayBufferView<ArrayBuffer>;

/** Each octet as one character: the shortest key of a map. */
function print(bytes: Bytes): string {
  const view = ArrayBuffer.isView(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : Buffer.from(bytes);
  return view.toString('latin1');
}

/**
 * Makes such crypto. `generateKey`, `getRandomValues` and `sign` give again what they gave, so that a recorded flight of a
 * server fits: in TLS 1.2 its Finished covers our CertificateVerify. All else is a function of its input anyway.
 */
export function createReplayCrypto(): ReplayCrypto {
  const { subtle } = globalThis.crypto;
  const answers = new Map<string, Promise<unknown>>();
  const names = new WeakMap<CryptoKey, string>();
  let isFrozen = false;
  let count = 0;

  const nameOf = (key: CryptoKey): string => {
    const name = names.get(key) ?? `key ${(count += 1)}`;
    names.set(key, name);
    return name;
  };
  const once = <T>(question: string, ask: () => Promise<T>): Promise<T> => {
    const known = answers.get(question) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const answer = ask();
    if (!isFrozen) answers.set(question, answer);
    return answer;
  };
  const part = (value: unknown): string => {
    if (value instanceof CryptoKey) return nameOf(value);
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return print(value as Bytes);
    if (typeof value !== 'object' || value === null) return String(value);
    return Object.entries(value)
      .map(([name, inner]) => `${name}=${part(inner)}`)
      .join();
  };
  const remember =
    <Args extends readonly unknown[], T>(name: string, call: (...args: Args) => Promise<T>) =>
    (...args: Args): Promise<T> =>
      once(`${name} ${args.map(part).join('|')}`, () => call(...args));

  const remembered = Object.fromEntries(
    SUBTLE_CALLS.map((name) => {
      const call = subtle[name].bind(subtle) as unknown as (...args: readonly unknown[]) => Promise<unknown>;
      return [name, remember(name, call)];
    }),
  ) as unknown as SubtleCrypto;
  const random: Uint8Array[] = [];

  return {
    connect() {
      let asked = 0;
      return {
        subtle: remembered,
        getRandomValues(array) {
          const view = array as unknown as Uint8Array;
          const values = (random[asked] ??= globalThis.crypto.getRandomValues(new Uint8Array(view.length)));
          asked += 1;
          view.set(values);
          return array;
        },
      };
    },
    freeze: () => void (isFrozen = true),
  };
}

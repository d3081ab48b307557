/** A WebCrypto engine that the rules must agree on, with its name for the test's title. */
export type CryptoEngine = readonly [name: string, engine: Crypto];

// A name that the bundler cannot see: the package is made for Node, and the same tests run in Chromium too.
const SECOND_ENGINE = '@peculiar/webcrypto';

/** Gives the platform's own engine and, under Node, @peculiar/webcrypto beside it. */
export async function loadCryptoEngines(): Promise<readonly CryptoEngine[]> {
  const platform: CryptoEngine = ['the platform', globalThis.crypto];
  if (typeof window !== 'undefined') return [platform];
  const peculiar = (await import(/* @vite-ignore */ SECOND_ENGINE)) as { Crypto: new () => Crypto };
  return [platform, [SECOND_ENGINE, new peculiar.Crypto()]];
}

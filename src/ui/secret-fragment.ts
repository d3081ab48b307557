/** What is taken out of the address, since it may hold a key or open a door: never a place in the app. */
export interface SecretFragment {
  /** `connect`: the text of a code. `pair`: the token that a server on the local network printed. */
  readonly kind: 'connect' | 'pair';
  readonly text: string;
}

/** What the taking needs of a window. */
export type AddressedWindow = Pick<Window, 'addEventListener' | 'removeEventListener'> & {
  readonly location: { readonly hash: string };
  readonly history: Pick<History, 'state' | 'replaceState'>;
};

/** In any case, with any slashes: a link that somebody typed or rewrote holds the same secret. */
const FRAGMENT = /^#(?:\/|%2F)*(connect|pair)(?:\/|%2F)(.*)$/is;

/** Where the page is once the text was taken: the place that shows what became of it. */
const PLACES: Readonly<Record<SecretFragment['kind'], string>> = { connect: '#/scan', pair: '#/' };

/**
 * Takes the text out of an address such as `#/connect/…` or `#/pair/…`, and at once out of the address bar and the entry of
 * the session history: another place stands there instead. Gives undefined for every other address, which stays as it is.
 * The text is percent-encoded in the address; where it is not, it is taken as it stands.
 */
export function takeSecretFragment(page: Pick<AddressedWindow, 'location' | 'history'>): SecretFragment | undefined {
  const [, name, text] = FRAGMENT.exec(page.location.hash) ?? [];
  if (name === undefined || text === undefined) return undefined;
  const kind = name.toLowerCase() === 'pair' ? 'pair' : 'connect';
  page.history.replaceState(page.history.state, '', PLACES[kind]);
  return { kind, text: decode(text) };
}

/**
 * Takes such texts from the address now, and whenever it changes. Call it before the router of the page is made, so that it
 * never sees them. Returns a function that stops it.
 */
export function followSecretFragments(page: AddressedWindow, onTaken: (fragment: SecretFragment) => void): () => void {
  const take = (): void => {
    const taken = takeSecretFragment(page);
    if (taken !== undefined) onTaken(taken);
  };
  take();
  page.addEventListener('hashchange', take);
  return () => page.removeEventListener('hashchange', take);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The page's only policy for script addresses: nothing but this origin. Named in the Content-Security-Policy. */
const policy = window.trustedTypes?.createPolicy('app', {
  createScriptURL(address) {
    const url = new URL(address, location.href);
    if (url.origin !== location.origin) throw new TypeError('Scripts come from the origin of the page only.');
    return url.href;
  },
});

/** Gives an address that `Worker` and `serviceWorker.register` take. Throws TypeError for another origin. */
export function scriptUrl(address: string): string {
  // Typed as a string because the platform's own types do not know trusted ones everywhere.
  return policy === undefined ? address : (policy.createScriptURL(address) as unknown as string);
}

const REMOVED = '[removed]';
const NAMED =
  /\b(SharedAccessKey|SharedAccessSignature|sig|skn|signature|primary_?key|secondary_?key|group_?key|password|authorization|token)(["']?\s*[=:]\s*["']?)([^\s"'&;,}]+)/gi;
const PADDED = /[A-Za-z0-9+/_-]{16,}={1,2}(?![A-Za-z0-9])/g;
const LONG = /[A-Za-z0-9+/]{24,}/g;

/**
 * Gives the text without what may be a key, a token or a signature: values behind a telling name, padded base64, and
 * long runs that mix capitals, small letters and digits. Removes too much rather than too little.
 */
export function stripSecrets(text: string): string {
  return text
    .replace(NAMED, (_whole, name: string, between: string) => `${name}${between}${REMOVED}`)
    .replace(PADDED, REMOVED)
    .replace(LONG, (run) => (mixed(run) ? REMOVED : run));
}

function mixed(run: string): boolean {
  return /[A-Z]/.test(run) && /[a-z]/.test(run) && /[0-9]/.test(run);
}

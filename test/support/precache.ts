/** A file of the offline copy, as the service worker lists it. */
export interface PrecachedFile {
  readonly url: string;
  readonly revision: string | null;
}

/** Reads what a built service worker keeps. */
export function readPrecache(script: string): PrecachedFile[] {
  const entries = script.matchAll(/url:[`"']([^`"']+)[`"'],revision:(?:null|[`"']([0-9a-f]{64})[`"'])/g);
  return [...entries].map(([, url = '', revision = null]) => ({ url, revision }));
}

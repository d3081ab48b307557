import type { CertificateBrowser, ImportSystem } from '#core/words/en/ui-browser-certificate';

/** Tells by its user agent which browser this is. */
export function thisBrowser(userAgent: string): CertificateBrowser | undefined {
  if (/Firefox\//.test(userAgent)) return 'firefox';
  if (/Chrome\/|CriOS\//.test(userAgent)) return isApple(userAgent) ? 'safari' : 'chromium';
  return /AppleWebKit\//.test(userAgent) ? 'safari' : undefined;
}

/** Tells where this browser takes certificates from. */
export function thisSystem(userAgent: string): ImportSystem {
  if (isApple(userAgent)) return 'ios';
  if (/Firefox\//.test(userAgent)) return 'firefox';
  if (/Android/.test(userAgent)) return 'android';
  if (/Windows/.test(userAgent)) return 'windows';
  return /Mac OS X/.test(userAgent) ? 'macos' : 'linux';
}

/** All browsers there are of one make. */
function isApple(userAgent: string): boolean {
  return /iPhone|iPad/.test(userAgent);
}

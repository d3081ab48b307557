import type { IncomingMessage } from 'node:http';

/** Whom the listener of the local network knows. */
export interface LanRules {
  /** The origins of its own pages, under each of its names. */
  readonly origins: () => readonly string[];
  /** Whether a `Cookie` header is that of a browser which was paired. */
  readonly isPaired: (cookies: string | undefined) => boolean;
}

/**
 * Who asks. `foreign-host`: by a name that is not ours, as a page does whose own name was led here (DNS rebinding).
 * `foreign-origin`: a page of somebody else, or one that does not say whose it is where a browser always does.
 */
export type LanVisitor = 'foreign-host' | 'foreign-origin' | 'unpaired' | 'paired';

/** The HTTP status of the refusals. */
export const VISITOR_STATUS = { 'foreign-host': 421, 'foreign-origin': 403, unpaired: 401 } as const;

/** Methods by which nothing is changed, and for which a browser names no origin to its own server. */
const SAFE_METHODS: readonly (string | undefined)[] = ['GET', 'HEAD'];

/** Judges who asks for something; an upgrade to a WebSocket always comes with the origin of its page. */
export function judgeVisitor(rules: LanRules, request: IncomingMessage, isUpgrade: boolean): LanVisitor {
  const { host, origin, cookie } = request.headers;
  const origins = rules.origins();
  if (host === undefined || !origins.some((own) => new URL(own).host === host.toLowerCase())) return 'foreign-host';
  const mayBeSilent = !isUpgrade && SAFE_METHODS.includes(request.method);
  // Its own: a page under another of our names is another origin, with other cookies.
  const isOwn = origin === undefined ? mayBeSilent : origin === `https://${host.toLowerCase()}`;
  if (!isOwn) return 'foreign-origin';
  return rules.isPaired(cookie) ? 'paired' : 'unpaired';
}

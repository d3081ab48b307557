import { AZURE_DOMAINS } from './azure-domains.ts';

/** What a policy is made for. */
export interface PolicyRequest {
  /** Hosts beside the known ones that the app may speak to over HTTPS and secure WebSockets. */
  readonly extraHosts: readonly string[];
  /** True for a `<meta>` element, where `frame-ancestors` has no effect (CSP Level 3, section 3.3). */
  readonly meta: boolean;
}

/** Sockets, and the plain question to a relay why it refuses one. */
const LOCAL_SOCKETS = ['localhost', '127.0.0.1'].flatMap((host) =>
  ['ws', 'wss', 'http', 'https'].map((scheme) => `${scheme}://${host}:*`),
);

/**
 * Prints the content security policy of the app: nothing but its own files, no inline script or style, Trusted Types on,
 * and connections to its own origin, this machine, Azure's device hosts and those added by option.
 */
export function printContentSecurityPolicy(request: PolicyRequest): string {
  const secure = [...AZURE_DOMAINS.map((domain) => `*.${domain}`), ...request.extraHosts].flatMap((host) => [
    `https://${host}`,
    `wss://${host}`,
  ]);
  const directives = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    `connect-src ${["'self'", ...LOCAL_SOCKETS, ...secure].join(' ')}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    ...(request.meta ? [] : ["frame-ancestors 'none'"]),
    "require-trusted-types-for 'script'",
    'trusted-types app lit-html',
  ];
  return directives.join('; ');
}

import type { RestRequest, RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import type { Route } from './route.ts';

/** What is wrong with a request before any route has seen it; or, after that, that what it changed cannot be kept. */
export type RequestFault = 'unauthorized' | 'no-such-path' | 'method' | 'path-encoding' | 'body' | 'not-kept';

/** Said with `not-kept`: the change stands in the running cloud, and is written as soon as that is possible. */
export const NOT_KEPT = 'The local cloud could not write this change to its disk, so it may be lost at the next start.';

/** One of the interfaces that Azure has, with its own paths, tokens and errors; all are served on the same ports. */
export interface Dialect {
  /** Whether a path is of this dialect, for this verb; `parts` are decoded, without empty ones. */
  serves(parts: readonly string[], method: RestRequest['method']): boolean;
  readonly routes: readonly Route[];
  /** Gives undefined when the request may pass, else the answer that refuses it. */
  authorize(context: CloudContext, request: DialectRequest): Promise<RestResponse | undefined>;
  /** Gives the dialect's own error for a fault. */
  refuse(context: CloudContext, fault: RequestFault, request: RestRequest): RestResponse;
}

/** A request on its way to its route. */
export interface DialectRequest {
  readonly request: RestRequest;
  /** Undefined when the path, or its verb, is none of the dialect's. */
  readonly route: Route | undefined;
  readonly params: Readonly<Record<string, string>>;
}

import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import type { Identity } from '../services/identity.ts';
import { findCapabilities, type Capabilities } from '../services/template-capabilities.ts';
import { answerError } from './rest-response.ts';
import { withIdentity, type Route, type RouteRequest } from './route.ts';

/** Whom a path of IoT Central's dialect is about. */
export interface Target {
  /** A device, or a module of one. */
  readonly identity: Identity;
  /** A component of it; null for what it has itself. */
  readonly component: string | null;
  /** What the template says of it. */
  readonly capabilities: Capabilities;
}

type HandleTarget = (
  context: CloudContext,
  target: Target,
  request: RouteRequest,
) => RestResponse | Promise<RestResponse>;

/** Gives the routes of a device and of its components; `central-modules` makes those of modules from them. */
export function forTargets(method: Route['method'], path: string, handle: HandleTarget): readonly Route[] {
  return ['/api/devices/:id', '/api/devices/:id/components/:component'].map((prefix) => {
    return { method, path: prefix + path, handle: withTarget(handle) };
  });
}

/** Runs `handle` with whom the path names, or answers 404. */
function withTarget(handle: HandleTarget): Route['handle'] {
  return withIdentity((context, identity, request) => {
    const { component = null } = request.params;
    const capabilities = findCapabilities(context, identity, component);
    if (capabilities.kind === 'none' && context.settings.outsideTemplate === 'refused') {
      return answerError(context, 404, 'NotFound', `The template of the device has no component ${component}.`);
    }
    return handle(context, { identity, component, capabilities }, request);
  });
}

import type { Permission } from '../state/cloud-state.ts';
import type { Route } from './route.ts';

/** A route of the service API of DPS, and what a policy must allow to use it. */
export interface DpsServiceRoute extends Route {
  readonly permission: Permission;
}

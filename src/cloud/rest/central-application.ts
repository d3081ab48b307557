import { centralApiTokenRoutes, centralRoleRoutes } from './central-api-tokens.ts';
import { centralDeviceGroupRoutes } from './central-device-groups.ts';
import type { Route } from './route.ts';

/** What an IoT Central application has beside its devices, templates and enrollment groups. */
export const centralApplicationRoutes: readonly Route[] = [
  ...centralDeviceGroupRoutes,
  ...centralApiTokenRoutes,
  ...centralRoleRoutes,
];

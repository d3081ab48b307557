import { centralApiTokenRoutes, centralRoleRoutes } from './central-api-tokens.ts';
import { centralCommandRoutes } from './central-commands.ts';
import { centralComponentRoutes } from './central-components.ts';
import { centralDataExportRoutes } from './central-data-exports.ts';
import { centralDeviceGroupRoutes } from './central-device-groups.ts';
import { centralExportDestinationRoutes } from './central-export-destinations.ts';
import { centralFileUploadRoutes } from './central-file-uploads.ts';
import { centralJobRoutes } from './central-jobs.ts';
import { makeModuleRoutes } from './central-modules.ts';
import { centralPropertyRoutes } from './central-properties.ts';
import { centralRelationshipRoutes } from './central-relationships.ts';
import { centralScheduledJobRoutes } from './central-scheduled-jobs.ts';
import { centralTelemetryRoutes } from './central-telemetry.ts';
import type { Route } from './route.ts';

/** What an IoT Central application has beside its devices, templates and enrollment groups. */
export const centralApplicationRoutes: readonly Route[] = [
  ...makeModuleRoutes([
    ...centralComponentRoutes,
    ...centralPropertyRoutes,
    ...centralCommandRoutes,
    ...centralTelemetryRoutes,
  ]),
  ...centralRelationshipRoutes,
  ...centralDeviceGroupRoutes,
  ...centralJobRoutes,
  ...centralApiTokenRoutes,
  ...centralRoleRoutes,
  ...centralScheduledJobRoutes,
  ...centralExportDestinationRoutes,
  ...centralDataExportRoutes,
  ...centralFileUploadRoutes,
];

import type { RestRequest, RestResponse } from '#core/ports/rest';
import { judgeOperator } from '../auth/operator.ts';
import type { CloudContext } from '../cloud-context.ts';
import { centralApplicationRoutes } from './central-application.ts';
import { centralCommandRoutes } from './central-commands.ts';
import { centralComponentRoutes } from './central-components.ts';
import { centralDeviceAttestationRoutes } from './central-device-attestation.ts';
import { centralDeviceRoutes } from './central-devices.ts';
import { centralEnrollmentGroupRoutes } from './central-enrollment-groups.ts';
import { centralGroupCertificateRoutes } from './central-group-certificates.ts';
import { centralPropertyRoutes } from './central-properties.ts';
import { centralTelemetryRoutes } from './central-telemetry.ts';
import { centralTemplateRoutes } from './central-templates.ts';
import { NOT_KEPT, type Dialect, type RequestFault } from './dialect.ts';
import { emulatorCloudRoutes } from './emulator-cloud.ts';
import { emulatorDeviceAccessRoutes } from './emulator-device-access.ts';
import { emulatorDeviceCsvRoutes } from './emulator-device-csv.ts';
import { emulatorDeviceFileRoutes } from './emulator-device-files.ts';
import { emulatorDeviceKeyRoutes } from './emulator-device-keys.ts';
import { emulatorDeviceHistoryRoutes } from './emulator-device-history.ts';
import { emulatorDeviceListRoutes } from './emulator-device-list.ts';
import { emulatorDeviceRoutes } from './emulator-devices.ts';
import { emulatorHubMoveRoutes } from './emulator-hub-move.ts';
import { emulatorEnrollmentRoutes } from './emulator-enrollments.ts';
import { emulatorFaultRoutes } from './emulator-faults.ts';
import { emulatorEnrollmentGroupRoutes } from './emulator-enrollment-groups.ts';
import { emulatorMessageRoutes } from './emulator-messages.ts';
import { emulatorModelRoutes } from './emulator-models.ts';
import { answerError, answerJson } from './rest-response.ts';

/** The operator's interface: IoT Central's dialect below `/api`, ours below `/_emu`, by the operator's token; API tokens open `/api`. */
export const operatorDialect: Dialect = {
  serves: ([first = '']) => /^(api|_emu)$/i.test(first),
  routes: [
    ...centralDeviceRoutes,
    ...centralDeviceAttestationRoutes,
    ...centralComponentRoutes,
    ...centralPropertyRoutes,
    ...centralCommandRoutes,
    ...centralTelemetryRoutes,
    ...centralTemplateRoutes,
    ...centralEnrollmentGroupRoutes,
    ...centralGroupCertificateRoutes,
    ...centralApplicationRoutes,
    ...emulatorCloudRoutes,
    ...emulatorDeviceListRoutes,
    ...emulatorDeviceRoutes,
    ...emulatorDeviceHistoryRoutes,
    ...emulatorDeviceCsvRoutes,
    ...emulatorDeviceAccessRoutes,
    ...emulatorDeviceKeyRoutes,
    ...emulatorDeviceFileRoutes,
    ...emulatorEnrollmentGroupRoutes,
    ...emulatorEnrollmentRoutes,
    ...emulatorFaultRoutes,
    ...emulatorHubMoveRoutes,
    ...emulatorMessageRoutes,
    ...emulatorModelRoutes,
    { method: 'GET', path: '/_emu', handle: listEmulatorPaths },
  ],
  async authorize(context, { request }) {
    const refusal = await judgeOperator(context, request);
    if (refusal === undefined) return undefined;
    const { status, message } = refusal;
    return answerError(context, status, status === 401 ? 'Unauthorized' : 'Forbidden', message);
  },
  refuse,
};

/** What is below `/_emu`, for whoever looks for a verb; Azure's own documentation has those below `/api`. */
function listEmulatorPaths(): RestResponse {
  const ours = operatorDialect.routes.filter(({ path }) => path.startsWith('/_emu/'));
  const shown = ours.map(({ method, path }) => ({ method, path: path.replace(/:(\w+)/g, '{$1}') }));
  return answerJson(200, { value: shown.toSorted((one, other) => (one.path < other.path ? -1 : 1)) });
}

function refuse(context: CloudContext, fault: RequestFault, { method, url }: RestRequest): RestResponse {
  const [path] = url.split('?');
  switch (fault) {
    case 'unauthorized':
      return answerError(context, 401, 'Unauthorized', 'The Authorization header does not hold the operator token.');
    case 'no-such-path':
      return answerError(context, 404, 'NotFound', `There is nothing at ${path}.`);
    case 'method':
      return answerError(context, 405, 'MethodNotAllowed', `${method} is not for ${path}.`);
    case 'path-encoding':
      return answerError(context, 400, 'InvalidPath', 'The path has a broken percent-encoding.');
    case 'body':
      return answerError(context, 400, 'InvalidBody', 'The body is not JSON, or is nested too deeply.');
    case 'not-kept':
      return answerError(context, 503, 'ServiceUnavailable', NOT_KEPT);
  }
}

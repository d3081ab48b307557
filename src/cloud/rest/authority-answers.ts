import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { makeCertificateInfo } from '../services/certificate-info.ts';
import { SERVICE_ERRORS, statusOf, type ServiceErrorCode } from '../services/service-error.ts';
import type { AuthorityCertificate } from '../state/cloud-state.ts';
import { quoteEtag } from './dps-service-answers.ts';
import { answerJson } from './rest-response.ts';

/** Names of the statuses, as Azure's resource manager answers them. */
const NAMES: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  412: 'PreconditionFailed',
  503: 'ServiceUnavailable',
};

/** Gives an error as the resource providers of DPS and IoT Hub do (`ErrorDetails`). */
export function answerAuthorityError(code: ServiceErrorCode, message: string = SERVICE_ERRORS[code]): RestResponse {
  const status = statusOf(code);
  return answerJson(status, {
    code: NAMES[status] ?? '',
    httpStatusCode: String(status),
    message,
    details: '',
  });
}

/** A CA certificate as Azure's resource manager has it. */
export interface AuthorityResource {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly etag: string;
  readonly properties: object;
}

/** Gives a CA certificate as its resource; `path`: where it was asked for, with its name. */
export async function describeAuthority(
  context: CloudContext,
  authority: AuthorityCertificate,
  path: string,
): Promise<AuthorityResource> {
  const { service, name, certificate, verified, etag, createdAt, updatedAt } = authority;
  const { subjectName, sha1Thumbprint, notAfter } = await makeCertificateInfo(context, certificate);
  return {
    id: path,
    name,
    type:
      service === 'dps'
        ? 'Microsoft.Devices/provisioningServices/certificates'
        : 'Microsoft.Devices/IotHubs/Certificates',
    etag: quoteEtag(etag),
    properties: {
      subject: subjectName,
      expiry: printHttpDate(notAfter),
      thumbprint: sha1Thumbprint,
      isVerified: verified,
      certificate,
      created: printHttpDate(createdAt),
      updated: printHttpDate(updatedAt),
    },
  };
}

function printHttpDate(at: number): string {
  return new Date(at).toUTCString();
}

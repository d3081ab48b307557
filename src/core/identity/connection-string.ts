import type { Finding, Verdict } from '../errors/workbench-error.ts';
import { accept, makeFinding, reject } from '../errors/workbench-error.ts';
import {
  findMissingFields,
  findUnknownFields,
  hasKnownField,
  readConnectionFields,
  type ConnectionField,
  type ConnectionFields,
} from './connection-fields.ts';

/** What a device proves itself with: a key, a ready-made token, or a certificate that comes from elsewhere. */
export type ConnectionCredential =
  | { readonly kind: 'key'; readonly sharedAccessKey: string }
  | { readonly kind: 'token'; readonly sharedAccessSignature: string }
  | { readonly kind: 'x509' };

/** The connection string of a device or a module, taken apart. */
export interface ConnectionString {
  readonly hostName: string;
  readonly deviceId: string;
  readonly moduleId?: string;
  readonly credential: ConnectionCredential;
  /** The gateway (IoT Edge) to connect to, in the name of `hostName`. */
  readonly gatewayHostName?: string;
}

/** Characters that a policy's name may have. */
const POLICY_LIMIT = 64;
const CREDENTIAL_FIELDS: readonly ConnectionField[] = ['SharedAccessKey', 'SharedAccessSignature', 'x509'];

/**
 * Takes apart `HostName=…;DeviceId=…;SharedAccessKey=…` and its other forms. Fields come in any order and are split at
 * the first `=`, so a key keeps its padding; names are compared exactly, as the Node, Python and C SDKs do. Unknown
 * fields are a note (`connection-string/field-unknown`) while all that is needed is there, and X.509 is one
 * (`connection-string/x509`). A string with a policy is a service's, and refused. Only the form is judged here: for
 * the values there are `judgeHostName`, `judgeId`, `judgeKey` and `parseSasToken`.
 */
export function parseConnectionString(text: string): Verdict<ConnectionString> {
  const trimmed = text.trim();
  if (trimmed === '') return reject(makeFinding('connection-string/empty', {}));
  const { fields, faults } = readConnectionFields(trimmed);
  if (!hasKnownField(fields)) return reject(makeFinding('connection-string/form', { part: '1' }));
  const policy = fields.get('SharedAccessKeyName');
  if (policy !== undefined) {
    return reject(makeFinding('connection-string/service-policy', { policy: policy.slice(0, POLICY_LIMIT) }));
  }
  const unknown = findUnknownFields(fields);
  const wrong = [...faults, ...findMissing(fields), ...findCredentialFaults(fields)];
  const [first, ...more] = wrong;
  if (first !== undefined) return reject(first, ...more, ...unknown);
  return accept(buildConnectionString(fields), isX509(fields) ? [...unknown, NOTE_X509] : unknown);
}

/** Gives the string in the order that the Azure portal writes; no value may hold a `;`. */
export function printConnectionString(connection: ConnectionString): string {
  const { hostName, deviceId, moduleId, credential, gatewayHostName } = connection;
  const parts = [`HostName=${hostName}`, `DeviceId=${deviceId}`];
  if (moduleId !== undefined) parts.push(`ModuleId=${moduleId}`);
  parts.push(printCredential(credential));
  if (gatewayHostName !== undefined) parts.push(`GatewayHostName=${gatewayHostName}`);
  return parts.join(';');
}

const NOTE_X509 = makeFinding('connection-string/x509', {});

function findMissing(fields: ConnectionFields): Finding[] {
  const blank = (['ModuleId', 'GatewayHostName'] as const).filter((field) => fields.get(field) === '');
  return [...findMissingFields(fields, ['HostName', 'DeviceId']), ...findMissingFields(fields, blank)];
}

function findCredentialFaults(fields: ConnectionFields): Finding[] {
  if (fields.has('x509') && !/^(?:true|false)$/i.test(fields.get('x509') ?? '')) {
    return [makeFinding('connection-string/form', { part: 'x509' })];
  }
  const [first, second] = CREDENTIAL_FIELDS.filter((field) => (field === 'x509' ? isX509(fields) : fields.get(field)));
  if (first === undefined) return [makeFinding('connection-string/field-missing', { field: 'SharedAccessKey' })];
  return second === undefined ? [] : [makeFinding('connection-string/two-credentials', { first, second })];
}

function buildConnectionString(fields: ConnectionFields): ConnectionString {
  const moduleId = fields.get('ModuleId');
  const gatewayHostName = fields.get('GatewayHostName');
  return {
    hostName: fields.get('HostName') ?? '',
    deviceId: fields.get('DeviceId') ?? '',
    ...(moduleId !== undefined && { moduleId }),
    credential: buildCredential(fields),
    ...(gatewayHostName !== undefined && { gatewayHostName }),
  };
}

function buildCredential(fields: ConnectionFields): ConnectionCredential {
  if (isX509(fields)) return { kind: 'x509' };
  const sharedAccessKey = fields.get('SharedAccessKey');
  if (sharedAccessKey) return { kind: 'key', sharedAccessKey };
  return { kind: 'token', sharedAccessSignature: fields.get('SharedAccessSignature') ?? '' };
}

function printCredential(credential: ConnectionCredential): string {
  if (credential.kind === 'key') return `SharedAccessKey=${credential.sharedAccessKey}`;
  if (credential.kind === 'token') return `SharedAccessSignature=${credential.sharedAccessSignature}`;
  return 'x509=true';
}

function isX509(fields: ConnectionFields): boolean {
  return fields.get('x509')?.toLowerCase() === 'true';
}

import { encodeBase64 } from '#core/bytes/base64';
import { isJsonObject, memberOf } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { isAuthorityName } from '../services/authorities.ts';
import { generateCode, putAuthority, removeAuthority, verifyAuthority } from '../services/authority-control.ts';
import { readAuthorityUpload } from '../services/certificate-upload.ts';
import { EntryFault } from '../services/entry-fault.ts';
import type { AuthorityCertificate, Permission } from '../state/cloud-state.ts';
import { answerAuthorityError, describeAuthority } from './authority-answers.ts';
import { readIfMatch } from './dps-service-answers.ts';
import { answerJson, answerNothing } from './rest-response.ts';
import type { Route, RouteRequest } from './route.ts';

type Service = AuthorityCertificate['service'];

/** A route of the CA certificates, whose they are, and what a policy of that service must allow. */
export interface AuthorityRoute extends Route {
  readonly service: Service;
  readonly permission: Permission;
}

/**
 * The path before `/certificates`. Azure serves these resources at management.azure.com alone; here the whole path is
 * taken, the part from `/providers` on, and for DPS the bare tail. The instance may have any name: there is one of each.
 */
const PREFIXES: Readonly<Record<Service, readonly string[]>> = {
  dps: ['', ...resourcePaths('provisioningServices')],
  hub: resourcePaths('IotHubs'),
};

function resourcePaths(kind: string): readonly string[] {
  const provider = `/providers/Microsoft.Devices/${kind}/:instance`;
  return [provider, `/subscriptions/:subscription/resourceGroups/:group${provider}`];
}

/** The CA certificates of DPS and of the hub, as Azure's resource providers have them (2022-12-12 and 2026-08-31). */
export const authorityRoutes: readonly AuthorityRoute[] = [
  ...PREFIXES.dps.flatMap((prefix) => makeRoutes('dps', prefix)),
  ...PREFIXES.hub.flatMap((prefix) => makeRoutes('hub', prefix)),
];

function makeRoutes(service: Service, prefix: string): readonly AuthorityRoute[] {
  const list = `${prefix}/certificates`;
  const one = `${list}/:name`;
  const reads = { service, permission: service === 'dps' ? 'ServiceConfig' : 'RegistryRead' } as const;
  const writes = { service, permission: service === 'dps' ? 'ServiceConfig' : 'RegistryWrite' } as const;
  const find = (handle: Handle) => withAuthority(service, handle);
  return [
    { method: 'GET', path: list, ...reads, handle: (context, request) => listAuthorities(context, service, request) },
    { method: 'GET', path: one, ...reads, handle: find(answerAuthority) },
    { method: 'PUT', path: one, ...writes, handle: (context, request) => put(context, service, request) },
    { method: 'DELETE', path: one, ...writes, handle: find(ifMatches(remove)) },
    { method: 'POST', path: `${one}/generateVerificationCode`, ...writes, handle: find(ifMatches(generate)) },
    { method: 'POST', path: `${one}/verify`, ...writes, handle: find(ifMatches(verify)) },
  ];
}

type Handle = (
  context: CloudContext,
  authority: AuthorityCertificate,
  request: RouteRequest,
) => RestResponse | Promise<RestResponse>;

function withAuthority(service: Service, handle: Handle): Route['handle'] {
  return (context, request) => {
    const { name = '' } = request.params;
    const authority = context.authorities.find(service, name);
    if (authority !== undefined) return handle(context, authority, request);
    return answerAuthorityError(404000, `There is no CA certificate ${name}.`);
  };
}

/** These three verbs ask for the etag, so that nobody proves or removes what another one has just uploaded. */
function ifMatches(handle: Handle): Handle {
  return (context, authority, request) => {
    const isWanted = readIfMatch(request.headers);
    if (isWanted === undefined) return answerAuthorityError(400004, 'If-Match is missing: send the etag, or *.');
    return isWanted(authority.etag) ? handle(context, authority, request) : answerAuthorityError(412000, STALE);
  };
}

const STALE = 'The CA certificate has changed since its etag was read.';

async function listAuthorities(context: CloudContext, service: Service, request: RouteRequest): Promise<RestResponse> {
  const path = pathOf(request);
  const all = context.authorities.list(service);
  const value = await Promise.all(all.map((one) => describeAuthority(context, one, `${path}/${one.name}`)));
  return answerJson(200, { value });
}

async function answerAuthority(
  context: CloudContext,
  authority: AuthorityCertificate,
  request: RouteRequest,
): Promise<RestResponse> {
  return answerJson(200, await describeAuthority(context, authority, pathOf(request)));
}

async function put(context: CloudContext, service: Service, request: RouteRequest): Promise<RestResponse> {
  const { name = '' } = request.params;
  if (!isAuthorityName(name)) return answerAuthorityError(400004, 'A name has 1 to 64 letters, digits and - . _');
  // Older versions have the members of `properties` in the body itself.
  const properties = memberOf(request.body, 'properties') ?? request.body;
  if (!isJsonObject(properties)) return answerAuthorityError(400004, 'The body must have properties, an object.');
  const { certificate, isVerified = null } = properties;
  if (isVerified !== null && typeof isVerified !== 'boolean') {
    return answerAuthorityError(400004, 'isVerified must be true or false.');
  }
  const upload = readAuthorityUpload(certificate);
  if (typeof upload === 'string') return answerAuthorityError(400004, upload);
  const known = context.authorities.find(service, name);
  const fault = judgeEtag(known, request);
  if (fault !== undefined) return fault;
  const wish = { certificate: encodeBase64(upload.der), verified: isVerified ?? undefined };
  const done = putAuthority(context, service, name, wish);
  if (done instanceof EntryFault) return answerAuthorityError(done.code, done.message);
  const answer = await answerAuthority(context, done, request);
  return { ...answer, status: known === undefined && service === 'hub' ? 201 : 200 };
}

/** A certificate that exists is changed by its etag alone; with an etag there must be one. */
function judgeEtag(known: AuthorityCertificate | undefined, { headers }: RouteRequest): RestResponse | undefined {
  const isWanted = readIfMatch(headers);
  if (known === undefined) return isWanted === undefined ? undefined : answerAuthorityError(412000, STALE);
  if (isWanted === undefined) {
    const message = `The CA certificate ${known.name} exists already: send its etag as If-Match to change it.`;
    return answerAuthorityError(412000, message);
  }
  return isWanted(known.etag) ? undefined : answerAuthorityError(412000, STALE);
}

function remove(context: CloudContext, authority: AuthorityCertificate): RestResponse {
  const fault = removeAuthority(context, authority);
  return fault === undefined ? answerNothing() : answerAuthorityError(fault.code, fault.message);
}

async function generate(
  context: CloudContext,
  authority: AuthorityCertificate,
  request: RouteRequest,
): Promise<RestResponse> {
  generateCode(context, authority);
  const { verificationCode } = authority;
  const resource = await describeAuthority(context, authority, pathOf(request, 1));
  return answerJson(200, { ...resource, properties: { ...resource.properties, verificationCode } });
}

async function verify(
  context: CloudContext,
  authority: AuthorityCertificate,
  request: RouteRequest,
): Promise<RestResponse> {
  const fault = await verifyAuthority(context, authority, memberOf(request.body, 'certificate'));
  if (fault === undefined) return answerJson(200, await describeAuthority(context, authority, pathOf(request, 1)));
  if (fault.message === undefined) return answerAuthorityError(fault.code, STALE);
  return answerAuthorityError(fault.code, `Proof-Of-Possession failed. ${fault.message}`);
}

/** Gives the path of the resource; `verbs`: how many parts of the request's path stand behind it. */
function pathOf({ address }: RouteRequest, verbs = 0): string {
  const parts = new URL(address).pathname.split('/').filter((part) => part !== '');
  return `/${parts.slice(0, parts.length - verbs).join('/')}`;
}

import { decodeBase64 } from '#core/bytes/base64';
import type { HubUserName } from '#core/wire/user-name';
import type { Certificate } from '#core/x509/certificate';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import { peerChainOf, withholdsCertificates } from '../auth/certificates.ts';
import { judgeSas, type CandidateKey } from '../auth/sas.ts';
import type { CloudContext } from '../cloud-context.ts';
import type { LinkFacts } from '../link.ts';
import { judgeHubChain } from './hub-certificates.ts';
import { findHub } from './hubs.ts';
import type { Identity } from './identity.ts';

/** What a device says of itself in a CONNECT, or in a request over HTTPS. */
export interface HubCaller {
  readonly clientId: string;
  /** Undefined and empty are the same. */
  readonly password?: Uint8Array | undefined;
  /** The certificates that it showed in TLS. */
  readonly shown?: Pick<LinkFacts, 'path' | 'peerChain'>;
}

/** What a device or module proved itself by. */
export type HubProof =
  /** `expiresAt`: the end of the token, in milliseconds since the Unix epoch. */
  | { readonly kind: 'token'; readonly key: CandidateKey; readonly expiresAt: number }
  | { readonly kind: 'certificate'; readonly leaf: Certificate };

/** Who may connect to the hub, or why not. */
export type HubVerdict =
  | { readonly ok: true; readonly identity: Identity; readonly proof: HubProof }
  | { readonly ok: false; readonly finding: AttemptFinding; readonly returnCode: 2 | 3 | 5 };

const ID_CHARACTERS = /^[A-Za-z0-9\-.+%_#*?!(),:=@$'/]{1,257}$/;

/** Judges who asks the hub: the form, the host, the identity, and only then the key or certificate, which takes time. */
export async function judgeHubConnect(
  context: CloudContext,
  caller: HubCaller,
  userName: HubUserName,
): Promise<HubVerdict> {
  const id = nameOf(userName);
  const { settings } = context;
  const fault = context.faults.takeRefusal('hub', id);
  if (fault !== undefined) return refuse(makeAttempt('fault-struck', { kind: 'refuse' }, 503001), fault.returnCode);
  if (caller.clientId !== id) return refuseClientId(context, caller.clientId, id);
  const hub = findHub(context, userName.host);
  if (hub === undefined && settings.strictHost) {
    return refuse(makeAttempt('other-host', { found: userName.host, expected: context.host }, 401001));
  }
  const identity = context.registry.find(id);
  if (identity === undefined) return refuse(describeUnknown(context, userName));
  const device = context.registry.find(userName.deviceId);
  if (!identity.state.provisioned || device?.state.provisioned === false)
    return refuse(makeAttempt('not-provisioned', { id }, 404001));
  const answer = await judgeProof(context, caller, userName, identity);
  if ('cause' in answer) return refuse(answer);
  if (!identity.state.enabled || device?.state.enabled === false) {
    return refuse(makeAttempt('device-disabled', { id }, 403012), settings.disabledDeviceCode);
  }
  const own = device?.state.hub ?? identity.state.hub;
  // The hub that a device was moved away from has it as a disabled one, until it is told where it belongs.
  if (settings.strictHost && hub !== own) {
    const finding = makeAttempt('moved-to-other-hub', { id, hub: context.hubs[own] }, 403012);
    return refuse(finding, settings.disabledDeviceCode);
  }
  return { ok: true, identity, proof: answer };
}

/** Gives `deviceId` or `deviceId/moduleId`. */
export function nameOf({ deviceId, moduleId }: HubUserName): string {
  return moduleId === undefined ? deviceId : `${deviceId}/${moduleId}`;
}

function refuse(finding: AttemptFinding, returnCode: 2 | 3 | 5 = 5): HubVerdict {
  return { ok: false, finding, returnCode };
}

function refuseClientId(context: CloudContext, found: string, expected: string): HubVerdict {
  if (!ID_CHARACTERS.test(found)) {
    return refuse(makeAttempt('client-id-characters', { found }, 400004), context.settings.clientIdCharactersCode);
  }
  return refuse(makeAttempt('client-id', { found, expected }, 401003));
}

function describeUnknown(context: CloudContext, userName: HubUserName): AttemptFinding {
  const id = nameOf(userName);
  if (userName.moduleId !== undefined && context.registry.find(userName.deviceId) !== undefined) {
    return makeAttempt('unknown-module', { id }, 404010);
  }
  const other = context.registry.list().find((known) => known.id.toLowerCase() === id.toLowerCase())?.id;
  if (other !== undefined) return makeAttempt('unknown-device-other-case', { id, other }, 404001);
  return makeAttempt('unknown-device', { id }, 404001);
}

/** A token counts where there is one, else the certificates. */
async function judgeProof(
  context: CloudContext,
  { password, shown = {} }: HubCaller,
  userName: HubUserName,
  identity: Identity,
): Promise<HubProof | AttemptFinding> {
  const { type } = identity.state.authentication;
  if (password !== undefined && password.length > 0) {
    if (type !== 'sas')
      return makeAttempt('token-for-certificates', { entry: `the hub’s entry of ${identity.id}` }, 401003);
    return judgeToken(context, password, userName, identity);
  }
  const chain = peerChainOf(shown);
  if (chain.length === 0) return describeNothing(identity, withholdsCertificates(shown));
  const answer = await judgeHubChain(context, identity, chain);
  return answer.ok ? { kind: 'certificate', leaf: answer.leaf } : answer.finding;
}

function describeNothing({ id, state }: Identity, withheld: boolean): AttemptFinding {
  if (state.authentication.type === 'sas') return makeAttempt('no-password', {}, 401003);
  return makeAttempt('certificate-missing', { entry: `the hub’s entry of ${id}`, withheld }, 401003);
}

async function judgeToken(
  context: CloudContext,
  password: Uint8Array,
  { host, deviceId, moduleId }: HubUserName,
  identity: Identity,
): Promise<HubProof | AttemptFinding> {
  if (context.settings.disableDeviceSas) return makeAttempt('device-sas-disabled', {}, 401003);
  const module = moduleId === undefined ? '' : `/modules/${moduleId}`;
  const answer = await judgeSas(context, {
    id: identity.id,
    password,
    resource: `${host}/devices/${deviceId}${module}`,
    compare: 'exact',
    policy: '',
    candidates: keysOf(identity),
    codes: { unauthorized: 401003, expired: 401003 },
  });
  return answer.ok ? { kind: 'token', key: answer.key, expiresAt: answer.expiresAt } : answer.finding;
}

function keysOf({ state }: Identity): readonly CandidateKey[] {
  const { authentication } = state;
  if (authentication.type !== 'sas') return [];
  const { primaryKey, secondaryKey } = authentication;
  const [primary, secondary] = [decodeBase64(primaryKey), decodeBase64(secondaryKey)];
  return [
    ...(primary === undefined
      ? []
      : [{ label: 'primary key', bytes: primary, givenBase64: primaryKey, derived: false } as const]),
    ...(secondary === undefined
      ? []
      : [{ label: 'secondary key', bytes: secondary, givenBase64: secondaryKey, derived: false } as const]),
  ];
}

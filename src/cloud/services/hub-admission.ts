import { decodeBase64 } from '#core/bytes/base64';
import type { HubUserName } from '#core/wire/user-name';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import { judgeSas, type CandidateKey, type SasAnswer } from '../auth/sas.ts';
import type { CloudContext } from '../cloud-context.ts';
import type { ConnectPacket } from '../mqtt/packets.ts';
import type { Identity } from './identity.ts';

/** Who may connect to the hub, or why not. */
export type HubVerdict =
  | {
      readonly ok: true;
      readonly identity: Identity;
      readonly key: CandidateKey;
      /** Milliseconds since the Unix epoch. */
      readonly expiresAt: number;
    }
  | { readonly ok: false; readonly finding: AttemptFinding; readonly returnCode: 2 | 3 | 5 };

const LOCAL_HOSTS: readonly string[] = ['localhost', '127.0.0.1', '[::1]', '::1'];
const ID_CHARACTERS = /^[A-Za-z0-9\-.+%_#*?!(),:=@$'/]{1,257}$/;

/** What a device says of itself in a CONNECT, or in a request over HTTPS. */
export type HubCaller = Pick<ConnectPacket, 'clientId' | 'password'>;

/** Judges a CONNECT to the hub: its form, the host, the identity, and only then the key, which takes time. */
export async function judgeHubConnect(
  context: CloudContext,
  packet: HubCaller,
  userName: HubUserName,
): Promise<HubVerdict> {
  const id = nameOf(userName);
  const { settings } = context;
  if (settings.hubOutage) return refuse(makeAttempt('hub-outage', {}, 503001), 3);
  if (packet.clientId !== id) return refuseClientId(context, packet.clientId, id);
  if (!isOwnHost(context, userName.host)) {
    return refuse(makeAttempt('other-host', { found: userName.host, expected: context.host }, 401001));
  }
  const identity = context.registry.find(id);
  if (identity === undefined) return refuse(describeUnknown(context, userName));
  const device = context.registry.find(userName.deviceId);
  if (!identity.state.provisioned || device?.state.provisioned === false)
    return refuse(makeAttempt('not-provisioned', { id }, 404001));
  const answer = await judgeKey(context, packet, userName, identity);
  if (!answer.ok) return refuse(answer.finding);
  if (!identity.state.enabled || device?.state.enabled === false) {
    return refuse(makeAttempt('device-disabled', { id }, 403012), settings.disabledDeviceCode);
  }
  return { ok: true, identity, key: answer.key, expiresAt: answer.expiresAt };
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

/** The name in `assignedHub`, this machine, and what the settings add; compared without case and without a port. */
function isOwnHost(context: CloudContext, host: string): boolean {
  if (!context.settings.strictHost) return true;
  const name = host.toLowerCase().replace(/(?<=[^:\]]|\]):\d+$/, '');
  return [context.host, ...LOCAL_HOSTS, ...context.settings.otherHubHosts].some((own) => own.toLowerCase() === name);
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

function judgeKey(
  context: CloudContext,
  packet: HubCaller,
  userName: HubUserName,
  identity: Identity,
): Promise<SasAnswer> {
  const { host, deviceId, moduleId } = userName;
  const module = moduleId === undefined ? '' : `/modules/${moduleId}`;
  return judgeSas(context, {
    id: identity.id,
    password: packet.password,
    resource: `${host}/devices/${deviceId}${module}`,
    compare: 'exact',
    policy: '',
    candidates: keysOf(identity),
    codes: { unauthorized: 401003, expired: 401003 },
  });
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

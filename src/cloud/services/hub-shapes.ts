import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import type { CloudContext } from '../cloud-context.ts';
import type { Identity } from './identity.ts';
import { countMessages } from './messages.ts';
import { printServiceDate } from './random.ts';
import type { HubAuthentication, PropertyUpdate, TwinState } from '../state/cloud-state.ts';

/** What the hub prints for a time that never was. */
const NEVER = '0001-01-01T00:00:00Z';

/** Gives a device as the identity registry shows it, with its keys. */
export function describeHubDevice(context: CloudContext, identity: Identity): JsonObject & { readonly etag: string } {
  const { state } = identity;
  return {
    ...describeCommon(context, identity),
    status: state.enabled ? 'enabled' : 'disabled',
    statusReason: state.statusReason,
    statusUpdatedTime: printTime(state.statusUpdatedAt),
    capabilities: { iotEdge: state.iotEdge },
    ...describeScopes(identity),
  };
}

/** Gives a module as the identity registry shows it, with its keys. */
export function describeHubModule(context: CloudContext, identity: Identity): JsonObject & { readonly etag: string } {
  const { moduleId = '', managedBy } = identity.state;
  return { moduleId, managedBy, ...describeCommon(context, identity) };
}

function describeCommon(context: CloudContext, identity: Identity): JsonObject & { readonly etag: string } {
  const { deviceId, generationId, etag, authentication, connectionUpdatedAt } = identity.state;
  return {
    deviceId,
    generationId,
    etag,
    connectionState: printConnection(identity),
    connectionStateUpdatedTime: printTime(connectionUpdatedAt),
    lastActivityTime: printTime(identity.lastActivityAt),
    cloudToDeviceMessageCount: countMessages(context, identity),
    authentication: describeAuthentication(authentication),
  };
}

/** Gives how a device or module proves itself, with its keys. */
export function describeAuthentication(authentication: HubAuthentication): JsonObject {
  return {
    symmetricKey: describeKeys(authentication),
    x509Thumbprint: describeThumbprints(authentication),
    type: authentication.type,
  };
}

/** Gives the whole twin as services see it. */
export function describeHubTwin(context: CloudContext, identity: Identity): JsonObject & { readonly etag: string } {
  const { state } = identity;
  const { twin, deviceId, moduleId } = state;
  return {
    deviceId,
    ...(moduleId === undefined ? {} : { moduleId }),
    etag: twin.etag,
    deviceEtag: state.etag,
    status: state.enabled ? 'enabled' : 'disabled',
    ...(state.statusReason === null ? {} : { statusReason: state.statusReason }),
    statusUpdateTime: printTime(state.statusUpdatedAt),
    connectionState: printConnection(identity),
    lastActivityTime: printTime(identity.lastActivityAt),
    cloudToDeviceMessageCount: countMessages(context, identity),
    authenticationType: state.authentication.type,
    x509Thumbprint: describeThumbprints(state.authentication),
    modelId: state.modelId ?? '',
    version: twin.version,
    tags: twin.tags,
    properties: {
      desired: describeDesired(twin, state.createdAt),
      reported: describeReported(twin, state.createdAt),
    },
    capabilities: { iotEdge: state.iotEdge },
    ...describeScopes(identity),
  };
}

function describeKeys(authentication: HubAuthentication): JsonObject {
  const { primaryKey, secondaryKey } = authentication.type === 'sas' ? authentication : NO_KEYS;
  return { primaryKey, secondaryKey };
}

const NO_KEYS = { primaryKey: null, secondaryKey: null };

function describeThumbprints(authentication: HubAuthentication): JsonObject {
  const { primaryThumbprint, secondaryThumbprint } =
    authentication.type === 'selfSigned' ? authentication : NO_THUMBPRINTS;
  return { primaryThumbprint, secondaryThumbprint };
}

const NO_THUMBPRINTS = { primaryThumbprint: null, secondaryThumbprint: null };

function describeScopes({ state }: Identity): JsonObject {
  return {
    ...(state.deviceScope === null ? {} : { deviceScope: state.deviceScope }),
    ...(state.parentScopes.length === 0 ? {} : { parentScopes: state.parentScopes }),
  };
}

function printConnection({ connection }: Identity): string {
  return connection === undefined ? 'Disconnected' : 'Connected';
}

function printTime(at: number | null): string {
  return at === null ? NEVER : printServiceDate(at);
}

function describeDesired(twin: TwinState, createdAt: number): JsonObject {
  const print = ({ at, version }: PropertyUpdate): JsonObject => ({
    $lastUpdated: printServiceDate(at),
    $lastUpdatedVersion: version,
  });
  const root = newestOf(twin.desiredUpdates, { at: createdAt, version: twin.desiredVersion });
  const $metadata = describeMetadata(twin.desired, twin.desiredUpdates, root, print);
  return { ...twin.desired, $metadata, $version: twin.desiredVersion };
}

/** Of reported properties the hub tells when, and not at which version. */
function describeReported(twin: TwinState, createdAt: number): JsonObject {
  const print = ({ at }: PropertyUpdate): JsonObject => ({ $lastUpdated: printServiceDate(at) });
  const root = newestOf(twin.reportedUpdates, { at: createdAt, version: twin.reportedVersion });
  const $metadata = describeMetadata(twin.reported, twin.reportedUpdates, root, print);
  return { ...twin.reported, $metadata, $version: twin.reportedVersion };
}

function newestOf(updates: TwinState['desiredUpdates'], otherwise: PropertyUpdate): PropertyUpdate {
  const found = Object.values(updates);
  return found.reduce((newest, update) => (update.at > newest.at ? update : newest), found[0] ?? otherwise);
}

/** The times of a section are kept two levels deep; what lies deeper has its parent's. */
function describeMetadata(
  section: JsonObject,
  updates: TwinState['desiredUpdates'],
  own: PropertyUpdate,
  print: (update: PropertyUpdate) => JsonObject,
  prefix = '',
): JsonObject {
  const members = Object.entries(section).map(([name, value]): readonly [string, Json] => {
    const path = `${prefix}${name}`;
    const update = (Object.hasOwn(updates, path) ? updates[path] : undefined) ?? own;
    if (!isJsonObject(value)) return [name, print(update)];
    return [name, describeMetadata(value, updates, update, print, `${path}/`)];
  });
  return { ...print(own), ...Object.fromEntries(members) };
}

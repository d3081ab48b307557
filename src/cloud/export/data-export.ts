import type { CloudContext } from '../cloud-context.ts';
import type { CloudEvent } from '../cloud-events.ts';
import { matchesDevice, parseDeviceQuery, type DeviceQuery } from '../services/device-groups.ts';
import { mayConnect } from '../services/device-status.ts';
import type { DataExport } from '../state/application-state.ts';
import type { IdentityState } from '../state/cloud-state.ts';
import {
  describeExport,
  makeLifecycleRecord,
  readEnrichments,
  readExportRecord,
  type ExportRecord,
} from './export-body.ts';
import { createWebhookQueue, type DestinationHealth, type PostWebhook, type WebhookQueue } from './webhook-queue.ts';

/** Sends what happens to the destinations of the data exports. */
export interface DataExporter {
  /** False when the host has no way to send anything. */
  readonly canSend: boolean;
  healthOf(destinationId: string): DestinationHealth;
  /** To be called when a destination or an export was put or removed. */
  changed(): void;
  dispose(): void;
}

const WAITING: DestinationHealth = { status: 'waiting', error: undefined, lastExportAt: undefined };

/** Gives the exporter of a cloud. Without exports it follows nothing and costs nothing. */
export function createDataExporter(context: CloudContext, post: PostWebhook | undefined): DataExporter {
  const { dataExports, exportDestinations } = context.application;
  const queues = new Map<string, WebhookQueue>();
  let facts = new Map<string, LifecycleFacts>();
  let unfollow: (() => void) | undefined;

  const queueOf = (id: string, send: PostWebhook): WebhookQueue => {
    const known = queues.get(id);
    if (known !== undefined) return known;
    const made = createWebhookQueue(context.clock, send, () => {
      const { url = '', headers = {}, authorization = null } = exportDestinations.find(id) ?? {};
      const own = Object.entries(headers).map(([name, { value }]) => [name.toLowerCase(), value] as const);
      const always = { 'content-type': 'application/json; charset=utf-8' };
      const access = authorization === null ? {} : { authorization };
      return { url, headers: { ...always, ...Object.fromEntries(own), ...access } };
    });
    queues.set(id, made);
    return made;
  };
  const take = (event: CloudEvent, send: PostWebhook): void => {
    for (const record of event.type === 'device' ? readLifecycle(context, facts, event) : toList(event)) {
      for (const one of listExports(dataExports.list(), record)) {
        const body = printFor(context, one, record);
        if (body !== undefined) for (const id of one.destinations) queueOf(id, send).add(body);
      }
    }
  };
  return {
    canSend: post !== undefined,
    healthOf: (id) => queues.get(id)?.health ?? WAITING,
    changed() {
      for (const [id, queue] of queues) {
        if (exportDestinations.find(id) !== undefined) continue;
        queue.dispose();
        queues.delete(id);
      }
      const isNeeded = post !== undefined && dataExports.list().some(isOn);
      if (isNeeded && unfollow === undefined) {
        facts = new Map(context.registry.list().map(({ state }) => [state.deviceId, readFacts(state)]));
        unfollow = context.events.follow((event) => take(event, post));
      } else if (!isNeeded) {
        unfollow?.();
        unfollow = undefined;
      }
    },
    dispose() {
      unfollow?.();
      for (const queue of queues.values()) queue.dispose();
    },
  };
}

function isOn({ enabled, destinations }: DataExport): boolean {
  return enabled && destinations.length > 0;
}

function toList(event: CloudEvent): readonly ExportRecord[] {
  const record = readExportRecord(event);
  return record === undefined ? [] : [record];
}

function listExports(exports: readonly DataExport[], { source }: ExportRecord): readonly DataExport[] {
  return exports.filter((one) => isOn(one) && one.source === source);
}

/** Read filters, as long as their exports are what they are: they are asked at every message. */
const queries = new WeakMap<DataExport, DeviceQuery | { readonly wrong: string }>();

function queryOf(one: DataExport): DeviceQuery | { readonly wrong: string } {
  const read = queries.get(one) ?? (one.filter === null ? { where: undefined } : parseDeviceQuery(one.filter));
  queries.set(one, read);
  return read;
}

/** Gives undefined for a device that the export's filter does not take; of one that is gone nothing is known. */
function printFor(context: CloudContext, one: DataExport, record: ExportRecord): string | undefined {
  const identity = context.registry.find(record.deviceId);
  const query = queryOf(one);
  const isWanted =
    one.filter === null || (!('wrong' in query) && identity !== undefined && matchesDevice(identity, query));
  if (!isWanted) return undefined;
  return JSON.stringify(describeExport(context, record, readEnrichments(one.enrichments, identity)));
}

/** What a change of a device is told by. */
interface LifecycleFacts {
  readonly provisioned: boolean;
  readonly enabled: boolean;
  readonly displayName: string;
  readonly template: string | null;
}

function readFacts(state: IdentityState): LifecycleFacts {
  const { provisioned, displayName, template } = state;
  return { provisioned, enabled: mayConnect(state), displayName, template };
}

/** Gives what became of a device, and remembers what it is now. Modules have no life of their own here. */
function readLifecycle(
  context: CloudContext,
  facts: Map<string, LifecycleFacts>,
  { deviceId, at, change }: CloudEvent & { readonly type: 'device' },
): readonly ExportRecord[] {
  if (deviceId.includes('/')) return [];
  const tell = (messageType: string): ExportRecord => makeLifecycleRecord(deviceId, at, messageType);
  const state = context.registry.find(deviceId)?.state;
  if (change === 'removed' || state === undefined) {
    facts.delete(deviceId);
    return [tell('deleted')];
  }
  const [before, now] = [facts.get(deviceId), readFacts(state)];
  facts.set(deviceId, now);
  if (before === undefined) return [tell('registered'), ...(now.provisioned ? [tell('provisioned')] : [])];
  return [
    ...(now.provisioned && !before.provisioned ? [tell('provisioned')] : []),
    ...(now.enabled === before.enabled ? [] : [tell(now.enabled ? 'enabled' : 'disabled')]),
    ...(now.displayName === before.displayName ? [] : [tell('displayNameChanged')]),
    ...(now.template === before.template ? [] : [tell('deviceTemplateChanged')]),
  ];
}

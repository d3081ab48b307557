import { isJsonObject, parseJson, type Json } from '../bytes/json.ts';
import { decodeUtf8Lossy } from '../bytes/text.ts';
import type { ServiceWords } from '../errors/facts.ts';
import { parseDpsRequest, parseDpsResponse, type DpsResponse } from '../wire/dps-topics.ts';
import { parseHubTopic, type EventsTopic, type HubTopic, type MessagesTopic } from '../wire/hub-topics.ts';
import type { PropertyBag } from '../wire/property-bag.ts';
import { makeWordsOfState, parseRegistrationReply, parseServiceError } from '../wire/registration.ts';
import { traceFields, traceWords } from '../words/en/trace.ts';
import { printBody, type PrintedBody } from './print-body.ts';

type Fields = readonly (readonly [name: string, value: string])[];

/** What a PUBLISH means: its words, what stands in its topic and body, and whether it says that something failed. */
export interface DescribedPublication {
  readonly words: string;
  readonly fields: Fields;
  readonly failed: boolean;
  readonly body: PrintedBody;
}

/** A publication with its body already printed, and a way to its whole text for those that read it. */
interface Seen {
  readonly body: PrintedBody;
  readonly text: () => string;
}

type Meaning = Omit<DescribedPublication, 'body'>;

/** Says what a publication means by its topic and, where the topic does not tell, by its body. */
export function describePublication(
  service: 'dps' | 'hub',
  direction: 'sent' | 'received',
  topic: string,
  payload: Uint8Array,
): DescribedPublication {
  const text = (): string => decodeUtf8Lossy(payload);
  if (service === 'dps') {
    const body = printBody(payload, true);
    const meaning = direction === 'sent' ? describeDpsRequest(topic) : describeDpsResponse(topic, { body, text });
    return { ...(meaning ?? otherTopic('dps')), body };
  }
  const parsed = parseHubTopic(topic);
  const body = printBody(payload, announcesJson(parsed));
  return { ...(parsed === undefined ? otherTopic('hub') : describeHubTopic(parsed, { body, text })), body };
}

const otherTopic = (service: 'dps' | 'hub'): Meaning => ({
  words: traceWords.otherTopic(service),
  fields: [],
  failed: true,
});

function describeDpsRequest(topic: string): Meaning | undefined {
  const request = parseDpsRequest(topic);
  if (request === undefined) return undefined;
  const fields: Fields = [[traceFields.request, request.rid]];
  if (request.kind === 'register') return { words: traceWords.registers(request.rid), fields, failed: false };
  const words = traceWords.polls(request.rid);
  return { words, fields: [...fields, [traceFields.operation, request.operationId]], failed: false };
}

function describeDpsResponse(topic: string, seen: Seen): Meaning | undefined {
  const response = parseDpsResponse(topic);
  if (response === undefined) return undefined;
  const { status, rid, retryAfterSeconds } = response;
  const retry = retryAfterSeconds === undefined ? [] : [[traceFields.retryAfter, `${retryAfterSeconds} s`] as const];
  const head: Fields = [[traceFields.status, String(status)], [traceFields.request, rid], ...retry];
  const { words, fields, failed } = status >= 300 ? describeDpsError(response, seen) : describeReply(response, seen);
  return { words, fields: [...head, ...fields], failed };
}

function describeDpsError({ status, retryAfterSeconds }: DpsResponse, seen: Seen): Meaning {
  const said = parseServiceError(seen.text());
  const words =
    status >= 429 ? traceWords.pause(retryAfterSeconds) : traceWords.registrationRefused(said?.errorCode ?? status);
  return { words, fields: saidFields(said), failed: true };
}

function describeReply(response: DpsResponse, seen: Seen): Meaning {
  const reply = parseRegistrationReply(seen.text());
  switch (reply?.status) {
    case undefined:
      return { words: traceWords.unreadableAnswer, fields: [], failed: true };
    case 'assigned': {
      const { assignedHub, deviceId, registrationId = deviceId } = reply.registrationState;
      const same = deviceId.toLowerCase() === registrationId.toLowerCase();
      const words = same ? traceWords.assigned(assignedHub) : traceWords.assignedAs(assignedHub, deviceId);
      return { words, fields: [], failed: false };
    }
    case 'failed': {
      const said = makeWordsOfState(reply.registrationState);
      return { words: traceWords.registrationFailed(said.errorCode), fields: saidFields(said), failed: true };
    }
    case 'disabled':
      return { words: traceWords.registrationDisabled, fields: [], failed: true };
    default:
      return { words: traceWords.assigning(response.retryAfterSeconds), fields: [], failed: false };
  }
}

function describeHubTopic(topic: HubTopic, seen: Seen): Meaning {
  switch (topic.kind) {
    case 'events': {
      const from = topic.bag.get('$.sub') ?? topic.moduleId;
      return { words: traceWords.telemetry(seen.body, from), fields: bagFields(topic.bag), failed: false };
    }
    case 'messages':
      return { words: describeMessage(topic, seen), fields: bagFields(topic.bag), failed: false };
    case 'twin-get':
      return { words: traceWords.asksTwin(topic.rid), fields: [[traceFields.request, topic.rid]], failed: false };
    case 'reported-patch':
      return { words: describeReport(topic.rid, seen), fields: [[traceFields.request, topic.rid]], failed: false };
    case 'twin-response':
      return describeTwinResponse(topic, seen);
    case 'desired-patch': {
      const fields: Fields = [[traceFields.version, String(topic.version)]];
      return { words: traceWords.desired(topic.version), fields, failed: false };
    }
    case 'method-request':
      return { words: traceWords.command(topic.name), fields: [[traceFields.request, topic.rid]], failed: false };
    case 'method-response':
      return {
        words: traceWords.commandAnswer(topic.status),
        fields: statusFields(topic),
        failed: topic.status >= 400,
      };
  }
}

function describeMessage(topic: MessagesTopic, seen: Seen): string {
  const command = topic.bag.get('method-name');
  return command ? traceWords.offlineCommand(command) : traceWords.message(seen.body);
}

function describeReport(rid: string, seen: Seen): string {
  const patch = parseJson(seen.text());
  return isJsonObject(patch) ? traceWords.reports(Object.keys(patch), rid) : traceWords.reportsUnreadable(rid);
}

function describeTwinResponse(topic: Extract<HubTopic, { kind: 'twin-response' }>, seen: Seen): Meaning {
  const { status, version } = topic;
  const fields: Fields = [
    ...statusFields(topic),
    ...(version === undefined ? [] : [[traceFields.version, String(version)] as const]),
  ];
  if (status >= 300) {
    const said = parseServiceError(seen.text());
    const words = traceWords.twinRefused(said?.errorCode ?? status);
    return { words, fields: [...fields, ...saidFields(said)], failed: true };
  }
  // A patch is answered with an empty body; only what a read gives has one.
  if (version !== undefined || seen.body.bytes === 0) {
    return { words: traceWords.reported(version), fields, failed: false };
  }
  const versions = readVersions(parseJson(seen.text()));
  if (versions === undefined) return { words: traceWords.twinUnreadable, fields, failed: true };
  return { words: traceWords.twin(...versions), fields, failed: false };
}

function readVersions(twin: Json | undefined): [desired: number, reported: number] | undefined {
  if (!isJsonObject(twin)) return undefined;
  const [desired, reported] = ['desired', 'reported'].map((section) => {
    const properties = twin[section];
    return isJsonObject(properties) ? properties['$version'] : undefined;
  });
  return typeof desired === 'number' && typeof reported === 'number' ? [desired, reported] : undefined;
}

function announcesJson(topic: HubTopic | undefined): boolean {
  if (topic === undefined) return false;
  if (topic.kind !== 'events' && topic.kind !== 'messages') return true;
  return (contentTypeOf(topic) ?? '').toLowerCase().includes('json');
}

const contentTypeOf = (topic: EventsTopic | MessagesTopic): string | null | undefined => topic.bag.get('$.ct');

function statusFields({ status, rid }: { readonly status: number; readonly rid: string }): Fields {
  return [
    [traceFields.status, String(status)],
    [traceFields.request, rid],
  ];
}

function bagFields(bag: PropertyBag): Fields {
  return [...bag].map(([name, value]) => [name, value ?? ''] as const);
}

function saidFields(said: ServiceWords | undefined): Fields {
  const all = [
    [traceFields.errorCode, said?.errorCode?.toString()],
    [traceFields.trackingId, said?.trackingId],
    [traceFields.said, said?.message],
  ] as const;
  return all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

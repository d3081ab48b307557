import { isJsonObject, parseJson, type Json, type JsonObject } from '#core/bytes/json';
import { decodeUtf8Lossy, encodeUtf8 } from '#core/bytes/text';
import type { ServiceWords } from '#core/errors/facts';
import { makeFinding, WorkbenchError } from '#core/errors/workbench-error';
import type { DialTarget } from '#core/ports/byte-socket';
import type { MqttConnection, MqttPublication } from '#core/ports/mqtt-client';
import {
  DESIRED_PATCHES,
  messagesFilter,
  METHOD_REQUESTS,
  parseHubTopic,
  printMethodResponse,
  printReportedPatch,
  printTwinGet,
  TWIN_RESPONSES,
} from '#core/wire/hub-topics';
import type { PropertyBag } from '#core/wire/property-bag';
import { parseServiceError } from '#core/wire/registration';
import { TimeLimitPassed } from './interruption.ts';
import type { Assignment } from './provision.ts';
import { Refusal } from './refusal.ts';
import type { RunTools } from './run-tools.ts';

const SUBACK_LIMIT_MS = 20_000;
const TWIN_LIMIT_MS = 30_000;

/** What a hub sends by itself. */
export interface HubEvents {
  /** `$version` stands in the topic and in the patch. */
  onDesired(patch: JsonObject, version: number): void;
  /** The body of a command is JSON, or empty. */
  onCommand(name: string, body: string, answer: (status: number, response: Json) => void): void;
  onMessage(bag: PropertyBag, body: string): void;
  /** Something that is none of these. */
  onUnreadable(): void;
}

/** One accepted connection to a hub. */
export interface HubSession {
  /** Subscribes to everything a device listens to. Throws a `Refusal` (`hub/subscription`, `socket/silent`). */
  subscribe(): Promise<void>;
  /** Gives the twin's document. Throws `twin/refused`, `twin/silent`, `device/not-online`. */
  readTwin(): Promise<Json | undefined>;
  /** Patches reported properties; gives their new version, where the hub said it. Throws as `readTwin` does. */
  report(patch: JsonObject): Promise<number | undefined>;
}

interface TwinAnswer {
  readonly status: number;
  readonly version: number | undefined;
  readonly body: string;
}

/** Gives the session of a device or module over an accepted connection. */
export function createHubSession(
  tools: RunTools,
  target: DialTarget,
  identity: Assignment,
  connection: MqttConnection,
  events: HubEvents,
): HubSession {
  const waiting = new Map<string, (answer: TwinAnswer) => void>();
  let asked = 0;

  const dispatch = ({ topic, payload }: MqttPublication): void => {
    const parsed = parseHubTopic(topic);
    const body = decodeUtf8Lossy(payload);
    switch (parsed?.kind) {
      case 'twin-response':
        waiting.get(parsed.rid)?.({ status: parsed.status, version: parsed.version, body });
        return;
      case 'desired-patch': {
        const patch = parseJson(body);
        if (isJsonObject(patch)) events.onDesired(patch, parsed.version);
        else events.onUnreadable();
        return;
      }
      case 'method-request':
        events.onCommand(parsed.name, body, (status, response) => answerCommand(parsed.rid, status, response));
        return;
      case 'messages':
        events.onMessage(parsed.bag, body);
        return;
      default:
        events.onUnreadable();
    }
  };
  const answerCommand = (rid: string, status: number, response: Json): void => {
    const payload = encodeUtf8(JSON.stringify(response));
    // Commands are not repeated: an answer that finds no connection is lost, as on any device.
    connection.publish({ topic: printMethodResponse(status, rid), payload, qos: 0 }).catch(() => undefined);
  };

  const askTwin = async (print: (rid: string) => string, body: string): Promise<TwinAnswer> => {
    asked += 1;
    const rid = asked.toString(16);
    try {
      const answered = new Promise<TwinAnswer>((resolve, reject) => {
        waiting.set(rid, resolve);
        const fail = (): void => reject(new WorkbenchError('device/not-online', {}));
        connection.publish({ topic: print(rid), payload: encodeUtf8(body), qos: 0 }).catch(fail);
        void connection.ended.then(fail);
      });
      const answer = await tools.interruption.wait(tools.clock, TWIN_LIMIT_MS, answered);
      if (answer.status < 300) return answer;
      throw new WorkbenchError('twin/refused', { status: answer.status, said: wordsOf(answer.body) });
    } catch (error) {
      if (!(error instanceof TimeLimitPassed)) throw error;
      throw new WorkbenchError('twin/silent', { seconds: TWIN_LIMIT_MS / 1000 });
    } finally {
      waiting.delete(rid);
    }
  };

  connection.onPublication(dispatch);
  return {
    subscribe: () => subscribe(tools, target, identity, connection),
    readTwin: async () => parseJson((await askTwin(printTwinGet, '')).body),
    report: async (patch) => (await askTwin(printReportedPatch, JSON.stringify(patch))).version,
  };
}

async function subscribe(
  tools: RunTools,
  target: DialTarget,
  identity: Assignment,
  connection: MqttConnection,
): Promise<void> {
  const filters = [
    // Messages are for devices, not for their modules.
    ...(identity.moduleId === undefined ? [{ topic: messagesFilter(identity.deviceId), qos: 1 as const }] : []),
    ...[METHOD_REQUESTS, TWIN_RESPONSES, DESIRED_PATCHES].map((topic) => ({ topic, qos: 0 as const })),
  ];
  tools.journal.begin('hub-subscribe', filters.map(({ topic }) => topic).join(' '));
  try {
    const granted = await tools.interruption.wait(tools.clock, SUBACK_LIMIT_MS, connection.subscribe(filters));
    const refused = filters.find((_filter, index) => (granted[index] ?? 0x80) >= 0x80);
    if (refused === undefined) return;
    const checks = { permission: 'failed' } as const;
    throw new Refusal(makeFinding('hub/subscription', { topic: refused.topic }), 'final', { checks });
  } catch (error) {
    if (!(error instanceof TimeLimitPassed)) throw error;
    const address = tools.transport.describe(target);
    throw new Refusal(makeFinding('socket/silent', { address, seconds: SUBACK_LIMIT_MS / 1000 }), 'later');
  }
}

function wordsOf(body: string): ServiceWords {
  return parseServiceError(body) ?? (body === '' ? {} : { message: body.slice(0, 200) });
}

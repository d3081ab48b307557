import { isJsonObject, parseJson, type JsonObject } from '#core/bytes/json';
import { encodeUtf8 } from '#core/bytes/text';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { Clock, Timer } from '#core/ports/clock';
import { printEventsTopic } from '#core/wire/hub-topics';
import type { PropertyBag } from '#core/wire/property-bag';
import type { Behaviour } from './behaviour/behaviour.ts';
import { count } from './device-view.ts';
import type { Journal } from './journal.ts';
import { createOutbox } from './outbox.ts';
import type { Assignment } from './provision.ts';
import type { TelemetryRings } from './telemetry-rings.ts';

/** Body and properties of one message (IoT Hub, device-to-cloud). */
export const MESSAGE_LIMIT_BYTES = 256 * 1024;

/** Longest topic that a packet can hold (MQTT 3.1.1, 1.5.3); one byte more, and it would be no MQTT any more. */
const TOPIC_LIMIT_BYTES = 65_535;

/** What routes and IoT Central need to read a body as JSON. */
const JSON_BAG: PropertyBag = new Map([
  ['$.ct', 'application/json'],
  ['$.ce', 'utf-8'],
]);

/** More than the properties above take. */
const JSON_BAG_ROOM = 100;

/** The telemetry of one run: the behaviour's beat, and what the user sends beside it. */
export interface Telemetry {
  /** The device is online as `identity`: beats, if its behaviour does, and sends what waited. */
  attach(identity: Assignment, send: (topic: string, payload: Uint8Array) => Promise<void>): void;
  /** The connection is gone: no beats until the next one. */
  detach(): void;
  /** Resolves at the acknowledgement. Throws `device/not-online`, `device/…-too-large`. */
  send(body: string, properties: Readonly<Record<string, string>>): Promise<void>;
  /** Milliseconds between beats, from the next one on. */
  setInterval(intervalMs: number): void;
  dispose(): void;
}

/** What telemetry is made from and written to. */
export interface TelemetryOptions {
  readonly clock: Clock;
  readonly behaviour: Behaviour;
  readonly journal: Journal;
  readonly rings: TelemetryRings;
  readonly intervalMs: number;
  /** Reported properties that came with a beat. */
  readonly onReport: (patch: JsonObject) => void;
}

/** Gives the telemetry of a run that is not online yet. */
export function createTelemetry(options: TelemetryOptions): Telemetry {
  const { clock, behaviour, journal, rings } = options;
  const outbox = createOutbox(() => clock.now());
  const topicOf = createTopicPrinter();
  let intervalMs = options.intervalMs;
  let identity: Assignment | undefined;
  let timer: Timer | undefined;
  let saidFull = false;

  const send = async (body: string, properties: Readonly<Record<string, string>>): Promise<void> => {
    if (identity === undefined) throw new WorkbenchError('device/not-online', {});
    const parsed = parseJson(body);
    const payload = encodeUtf8(body);
    const bag = makeBag(parsed !== undefined, properties);
    judgeSize(payload, bag);
    const topic = topicOf(identity, bag);
    judgeTopic(topic, bag);
    if (isJsonObject(parsed)) rings.add(parsed, clock.now());
    journal.patch({
      counters: count(journal.view.counters, 'telemetrySent'),
      lastTelemetry: isJsonObject(parsed) ? parsed : journal.view.lastTelemetry,
    });
    const roundTripMs = await outbox.put(topic, payload);
    const counters = count(journal.view.counters, 'telemetryAcknowledged');
    journal.patch({ counters: { ...counters, roundTripMs } });
  };
  /** Once a run: a hub that is so far behind is a matter of the run, not of each beat. */
  const sayFull = (): void => {
    if (!saidFull) journal.note('hub', { kind: 'outbox-full' }, true);
    saidFull = true;
  };
  const beat = (): void => {
    if (behaviour.beat === undefined) return;
    timer = clock.after(intervalMs, beat);
    if (outbox.isFull) return sayFull();
    const { telemetry, report } = behaviour.beat(clock.now());
    // What is not acknowledged when the device stops is given up with it.
    send(JSON.stringify(telemetry), {}).catch(() => undefined);
    if (report !== undefined) options.onReport(report);
  };

  return {
    attach(as, transmit) {
      identity = as;
      outbox.attach(transmit);
      beat();
    },
    detach() {
      identity = undefined;
      timer?.cancel();
      timer = undefined;
      outbox.detach();
    },
    send,
    setInterval(changedMs) {
      intervalMs = changedMs;
      if (timer === undefined) return;
      timer.cancel();
      timer = clock.after(intervalMs, beat);
    },
    dispose() {
      timer?.cancel();
      outbox.dispose();
    },
  };
}

function makeBag(isJson: boolean, properties: Readonly<Record<string, string>>): PropertyBag {
  const own = Object.entries(properties);
  if (isJson && own.length === 0) return JSON_BAG;
  return new Map([...(isJson ? JSON_BAG : []), ...own]);
}

/** Remembers one topic: a device sends nearly all of its telemetry to the same. */
function createTopicPrinter(): (identity: Assignment, bag: PropertyBag) => string {
  let last: { readonly identity: Assignment; readonly bag: PropertyBag; readonly topic: string } | undefined;
  return (identity, bag) => {
    if (last?.identity !== identity || last.bag !== bag) {
      last = { identity, bag, topic: printEventsTopic(identity, bag) };
    }
    return last.topic;
  };
}

function judgeSize(payload: Uint8Array, bag: PropertyBag): void {
  if (bag === JSON_BAG && payload.length < MESSAGE_LIMIT_BYTES - JSON_BAG_ROOM) return;
  let bytes = payload.length;
  for (const [name, value] of bag) bytes += measure(name) + measure(value ?? '');
  if (bytes > MESSAGE_LIMIT_BYTES) {
    throw new WorkbenchError('device/message-too-large', { bytes, limit: MESSAGE_LIMIT_BYTES });
  }
}

function judgeTopic(topic: string, bag: PropertyBag): void {
  if (bag === JSON_BAG) return;
  const bytes = measure(topic);
  if (bytes > TOPIC_LIMIT_BYTES) {
    throw new WorkbenchError('device/properties-too-large', { bytes, limit: TOPIC_LIMIT_BYTES });
  }
}

/** Size in UTF-8. */
function measure(text: string): number {
  return encodeUtf8(text).length;
}

import { encodeUtf8 } from '#core/bytes/text';
import { makeFinding } from '#core/errors/workbench-error';
import type { DialTarget } from '#core/ports/byte-socket';
import type { MqttConnection } from '#core/ports/mqtt-client';
import {
  DPS_RESPONSES,
  parseDpsResponse,
  printPollTopic,
  printRegisterTopic,
  type DpsResponse,
} from '#core/wire/dps-topics';
import { identifyConnectEnd } from './identify-refusal.ts';
import { Interrupted, TimeLimitPassed } from './interruption.ts';
import { Refusal } from './refusal.ts';
import type { RunTools } from './run-tools.ts';

/** Node's SDK waits as long. */
const ANSWER_LIMIT_MS = 30_000;

/** A body that says nothing: what the SDKs send with a poll. */
const BLANK = encodeUtf8(' ');

/** An answer of DPS as it came. */
export interface DpsAnswer extends DpsResponse {
  readonly topic: string;
  readonly body: Uint8Array;
  /** Milliseconds since the Unix epoch: `retry-after` counts from here. */
  readonly receivedAt: number;
}

/** Questions and answers over one connection to DPS. Each throws a `Refusal` or `Interrupted`. */
export interface DpsExchange {
  /** Subscribes and registers at once: the order of packets makes it safe, and it saves a round trip. */
  register(body: Uint8Array): Promise<DpsAnswer>;
  poll(operationId: string): Promise<DpsAnswer>;
}

/** Gives the exchange over an accepted connection. */
export function createDpsExchange(tools: RunTools, target: DialTarget, connection: MqttConnection): DpsExchange {
  const waiting = new Map<string, { resolve: (answer: DpsAnswer) => void; reject: (error: Error) => void }>();
  let asked = 0;

  const failAll = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  connection.onPublication(({ topic, payload }) => {
    const response = parseDpsResponse(topic);
    if (response === undefined) return;
    // The service answers with an empty `$rid` when it could not read ours; there is one question at a time.
    const rid = response.rid === '' ? String(asked) : response.rid;
    waiting.get(rid)?.resolve({ ...response, topic, body: payload, receivedAt: tools.clock.now() });
    waiting.delete(rid);
  });

  const ask = (print: (rid: string) => string, body: Uint8Array): Promise<DpsAnswer> => {
    asked += 1;
    const rid = String(asked);
    const answer = new Promise<DpsAnswer>((resolve, reject) => waiting.set(rid, { resolve, reject }));
    // That the connection ended is told by `ended` below, with its cause.
    connection.publish({ topic: print(rid), payload: body, qos: 1 }).catch(() => undefined);
    void connection.ended.then(async (end) => {
      if (waiting.size === 0) return;
      const seconds = ANSWER_LIMIT_MS / 1000;
      failAll(tools.interruption.isSet ? new Interrupted() : await identifyConnectEnd(tools, target, end, seconds));
    });
    return tools.interruption.wait(tools.clock, ANSWER_LIMIT_MS, answer).catch((error: unknown) => {
      if (!(error instanceof TimeLimitPassed)) throw error;
      throw new Refusal(makeFinding('dps/silent', { seconds: ANSWER_LIMIT_MS / 1000 }), 'later');
    });
  };

  return {
    register(body) {
      connection.subscribe([{ topic: DPS_RESPONSES, qos: 1 }]).then(
        ([granted = 0]) => {
          const refused = makeFinding('hub/subscription', { topic: DPS_RESPONSES });
          if (granted >= 0x80) failAll(new Refusal(refused, 'final'));
        },
        () => undefined,
      );
      return ask(printRegisterTopic, body);
    },
    poll: (operationId) => ask((rid) => printPollTopic(rid, operationId), BLANK),
  };
}

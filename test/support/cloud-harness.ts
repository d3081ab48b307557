import { webcrypto } from 'node:crypto';
import { parseCsv } from '../../src/adapters/csv/parse-csv.ts';
import type { Attempt } from '../../src/cloud/attempts.ts';
import { createCloud, type Cloud, type CloudOptions } from '../../src/cloud/cloud.ts';
import type { CloudEvent } from '../../src/cloud/cloud-events.ts';
import type { LinkFacts } from '../../src/cloud/link.ts';
import type { RestRequest } from '../../src/core/ports/rest.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import {
  createTestClient,
  deriveKey,
  dpsConnect,
  hubConnect,
  type ConnectParts,
  type TestClient,
} from './test-client.ts';

/** Node's WebCrypto, as the platform-free layers know it. */
export const nodeCrypto = webcrypto as unknown as Crypto;

/** What REST answered, with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // eslint-disable-next-line typescript/no-explicit-any -- tests look into answers of many shapes
  readonly body: any;
}

/** A cloud on a fake clock, with what tests do to it again and again. */
export interface CloudHarness {
  readonly clock: FakeClock;
  readonly cloud: Cloud;
  readonly events: CloudEvent[];
  open(facts?: Partial<LinkFacts>): TestClient;
  rest(method: RestRequest['method'], url: string, body?: unknown): Promise<Answer>;
  set(settings: object): Promise<void>;
  /** The newest line of the log. */
  lastAttempt(): Promise<Attempt>;
  groupKey(): string;
  deviceKey(id: string): string;
  /** Registers a device through DPS to the end and gives the answer's body; without a key, by the first group. */
  register(
    id: string,
    body?: object,
    key?: string,
  ): Promise<{ status: string; registrationState: Record<string, unknown>; errorCode?: number }>;
  /** Adds a device to the hub and gives its key. */
  addDevice(id: string): Promise<string>;
  /** Adds a device to the hub (once) and connects it. */
  connect(id: string, parts?: ConnectParts): Promise<TestClient>;
}

/** Gives a cloud of the host `localhost`. */
export async function startCloud(options: Partial<CloudOptions> = {}): Promise<CloudHarness> {
  const clock = createFakeClock();
  const cloud = await createCloud({ clock, crypto: nodeCrypto, parseCsv, host: 'localhost', ...options });
  const events: CloudEvent[] = [];
  const keys = new Map<string, string>();

  const harness: CloudHarness = {
    clock,
    cloud,
    events,
    open: (facts) => createTestClient(cloud, facts),
    async rest(method, url, body) {
      const answer = await cloud.rest({
        method,
        url,
        headers: { authorization: cloud.describe().operatorToken },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      return { ...answer, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
    },
    async set(settings) {
      const { status } = await harness.rest('PATCH', '/_emu/settings', settings);
      if (status !== 200) throw new Error(`the settings were refused with ${status}`);
    },
    async lastAttempt() {
      return (await harness.rest('GET', '/_emu/attempts?top=1')).body.value[0];
    },
    groupKey: () => cloud.describe().enrollmentGroups[0]?.primaryKey ?? '',
    deviceKey: (id) => deriveKey(harness.groupKey(), id),
    async register(id, body = {}, key = harness.deviceKey(id)) {
      const client = harness.open();
      client.send(dpsConnect(cloud, { id, key, nowMs: clock.now() }));
      await client.next('connack');
      await client.subscribe('$dps/registrations/res/#');
      client.publish('$dps/registrations/PUT/iotdps-register/?$rid=r', JSON.stringify(body));
      for (;;) {
        const { topic, payload } = await client.next('publish');
        const reply = JSON.parse(payload.toString());
        const wait = /retry-after=(\d+)/.exec(topic)?.[1];
        if (wait === undefined) {
          client.send({ cmd: 'disconnect' });
          return reply;
        }
        await clock.advance(Number(wait) * 1000);
        client.publish(pollTopic('p', reply.operationId), ' ');
      }
    },
    async addDevice(id) {
      const [deviceId, moduleId] = id.split('/');
      const { body } = await harness.rest('POST', '/_emu/devices', { deviceId, moduleId });
      const key = /SharedAccessKey=(.*)$/.exec(body.connectionString)?.[1] ?? '';
      keys.set(id, key);
      return key;
    },
    async connect(id, parts = {}) {
      const key = keys.get(id) ?? (await harness.addDevice(id));
      const client = harness.open();
      client.send(hubConnect({ id, key, nowMs: clock.now() }, parts));
      const { returnCode } = await client.next('connack');
      if (returnCode !== 0) throw new Error(`the hub answered ${returnCode}`);
      return client;
    },
  };
  cloud.follow((event) => events.push(event));
  return harness;
}

/** Gives the topic of a poll. */
export function pollTopic(rid: string, operationId: string): string {
  return `$dps/registrations/GET/iotdps-get-operationstatus/?$rid=${rid}&operationId=${operationId}`;
}

/** Begins a registration through DPS and gives its operation, and the client to go on with. */
export async function startRegistration(
  harness: CloudHarness,
  id: string,
  key: string,
): Promise<{ readonly client: TestClient; readonly operationId: string }> {
  const client = harness.open();
  client.send(dpsConnect(harness.cloud, { id, key, nowMs: harness.clock.now() }));
  await client.subscribe('$dps/registrations/res/#');
  client.publish('$dps/registrations/PUT/iotdps-register/?$rid=r');
  const { operationId } = JSON.parse((await client.next('publish')).payload.toString());
  return { client, operationId };
}

/** Waits, in turns of the event loop, for what WebCrypto does in a thread of its own time. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise<void>((resolve) => setTimeout(resolve, 0));
}

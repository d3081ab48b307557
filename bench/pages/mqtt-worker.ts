import { answerTasks } from './answer-tasks.ts';
import { openClient, type BenchClient, type ClientKind, type ServiceAddress } from './clients.ts';

interface CommonTask {
  readonly client: ClientKind;
  readonly address: ServiceAddress;
}

/** Publishes and gives the seconds until the last acknowledgement (and, where each is echoed, the last echo). */
export interface PublishTask extends CommonTask {
  readonly kind: 'publish';
  readonly topic: string;
  readonly bytes: number;
  readonly count: number;
  /** Messages in flight of QoS 1; those of QoS 0 are handed over at once, and one of QoS 1 comes last. */
  readonly window: number;
  readonly qos: 0 | 1;
  readonly echoed: boolean;
}

/** Stays connected for a while and sends nothing of its own. */
export interface KeepAliveTask extends CommonTask {
  readonly kind: 'keep-alive';
  readonly seconds: number;
  readonly forMs: number;
}

answerTasks<PublishTask | KeepAliveTask>(async (task) => {
  const client = await openClient(task.client, task.address, task.kind === 'publish' ? 60 : task.seconds);
  try {
    if (task.kind === 'keep-alive') return await new Promise((resolve) => setTimeout(resolve, task.forMs));
    return await (task.qos === 1 ? publishAcknowledged(client, task) : publishAtOnce(client, task));
  } finally {
    await client.end();
  }
});

function publishAcknowledged(client: BenchClient, task: PublishTask): Promise<number> {
  const payload = new Uint8Array(task.bytes).fill(0x20);
  let sent = 0;
  let acknowledged = 0;
  let echoes = 0;
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const goOn = (): void => {
      const done = task.echoed ? Math.min(acknowledged, echoes) : acknowledged;
      if (done === task.count) resolve((performance.now() - startedAt) / 1000);
      while (sent < task.count && sent - done < task.window) {
        sent += 1;
        client.publish(task.topic, payload, 1).then(() => {
          acknowledged += 1;
          goOn();
        }, reject);
      }
    };
    client.onMessage(() => {
      echoes += 1;
      goOn();
    });
    goOn();
  });
}

async function publishAtOnce(client: BenchClient, task: PublishTask): Promise<number> {
  const payload = new Uint8Array(task.bytes).fill(0x20);
  const startedAt = performance.now();
  const given: Promise<void>[] = [];
  for (let sent = 0; sent < task.count; sent += 1) given.push(client.publish(task.topic, payload, 0));
  await client.publish(task.topic, payload, 1);
  await Promise.all(given);
  return (performance.now() - startedAt) / 1000;
}

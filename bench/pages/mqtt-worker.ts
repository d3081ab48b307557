import { answerTasks } from './answer-tasks.ts';
import { openClient, type BenchClient, type ClientKind, type ServiceAddress } from './clients.ts';

interface CommonTask {
  readonly client: ClientKind;
  readonly address: ServiceAddress;
}

/** Publishes and gives the seconds until all has arrived (and, where each message is echoed, come back). */
export interface PublishTask extends CommonTask {
  readonly kind: 'publish';
  readonly topic: string;
  readonly bytes: number;
  readonly count: number;
  /** Messages in flight: not acknowledged yet, or of QoS 0 not handed to the socket. */
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
    return await publishAll(client, task);
  } finally {
    await client.end();
  }
});

/** Ends with a message of QoS 1, whose acknowledgement says that those before it have arrived. */
async function publishAll(client: BenchClient, task: PublishTask): Promise<number> {
  const payload = new Uint8Array(task.bytes).fill(0x20);
  const startedAt = performance.now();
  await inWindow(client, task, () => client.publish(task.topic, payload, task.qos));
  if (task.qos === 0) await client.publish(task.topic, payload, 1);
  return (performance.now() - startedAt) / 1000;
}

function inWindow(client: BenchClient, task: PublishTask, publish: () => Promise<void>): Promise<void> {
  let sent = 0;
  let settled = 0;
  let echoes = 0;
  return new Promise((resolve, reject) => {
    const goOn = (): void => {
      const done = task.echoed ? Math.min(settled, echoes) : settled;
      if (done === task.count) resolve();
      while (sent < task.count && sent - done < task.window) {
        sent += 1;
        publish().then(() => {
          settled += 1;
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

import { WorkbenchError } from '#core/errors/workbench-error';
import type { OperatorClient, RestRequest, RestResponse } from '#core/ports/rest';
import type { TabCloudFinder, TabCloudPorts } from '../threads/tab-cloud-finder.ts';
import { EVENTS_CHANNEL, presenceLock, type EventsMessage } from '../threads/tab-cloud-messages.ts';

/** A command waits for its device for 30 s; the answer of the cloud comes a little later at most. */
const ANSWER_LIMIT_MS = 40_000;

/**
 * Gives the operator's side of the cloud in this browser, which is started when none is there. `request` throws
 * `cloud/unreachable`. The host signs requests: no token is needed here.
 */
export function createChannelOperator(ports: TabCloudPorts, finder: TabCloudFinder): OperatorClient {
  return {
    request: (request) => ask(ports, finder, request),
    follow: (onLine, onEnd) => follow(ports, finder, onLine, onEnd),
  };
}

async function ask(ports: TabCloudPorts, finder: TabCloudFinder, request: RestRequest): Promise<RestResponse> {
  const instance = await finder.find();
  if (instance === undefined) throw unreachable();
  const id = ports.crypto.randomUUID();
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      timer.cancel();
      stop();
      forget();
      finish();
    };
    const fail = (): void => settle(() => reject(unreachable()));
    const stop = finder.onMessage((message) => {
      if (message.kind === 'rest-answer' && message.id === id) settle(() => resolve(message.response));
    });
    const timer = ports.clock.after(ANSWER_LIMIT_MS, fail);
    const forget = finder.onGone(instance, fail);
    finder.post({ kind: 'rest', id, request });
  });
}

function follow(
  ports: TabCloudPorts,
  finder: TabCloudFinder,
  onLine: (line: string) => void,
  onEnd: (reason: string) => void,
): () => void {
  const channel = new BroadcastChannel(EVENTS_CHANNEL);
  const id = ports.crypto.randomUUID();
  let release: (() => void) | undefined;
  let forget: (() => void) | undefined;
  let isStopped = false;
  const stop = (): void => {
    isStopped = true;
    channel.close();
    forget?.();
    release?.();
  };
  const end = (reason: string): void => {
    if (isStopped) return;
    stop();
    onEnd(reason);
  };
  channel.onmessage = ({ data }: MessageEvent<EventsMessage>) => data.forEach(onLine);
  const begin = async (): Promise<void> => {
    release = await ports.locks.hold(presenceLock(id));
    const instance = await finder.find();
    if (isStopped) return release();
    if (instance === undefined) return end('no cloud');
    forget = finder.onGone(instance, () => end('the cloud is gone'));
    finder.post({ kind: 'follow', id });
  };
  void begin();
  return stop;
}

function unreachable(): WorkbenchError {
  return new WorkbenchError('cloud/unreachable', { where: 'tab' });
}

import type { Finding } from '#core/errors/workbench-error';
import type { ByteSocket } from '#core/ports/byte-socket';
import { createSocketEvents } from './socket-events.ts';
import { ABNORMAL_CLOSURE } from './web-socket-byte-socket.ts';

/** Gives a socket that never opens, and ends as soon as it is known why. */
export function createEndedSocket(why: Finding | Promise<Finding>): ByteSocket {
  const events = createSocketEvents();
  void Promise.resolve(why).then((finding) => events.end(ABNORMAL_CLOSURE, finding));
  return {
    onOpen: events.onOpen,
    onBytes: events.onBytes,
    onEnd: events.onEnd,
    bufferedAmount: 0,
    send: () => undefined,
    close: () => void events.end(ABNORMAL_CLOSURE),
  };
}

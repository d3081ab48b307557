import type { Server } from 'node:tls';
import { findingOf } from '#core/errors/workbench-error';
import { openListener, type Listener } from '../listener.ts';
import { printMistake } from '../print-mistake.ts';
import type { Terminal } from '../terminal.ts';

/** Where the local cloud takes MQTT over TLS. */
export interface LocalTlsPort {
  /** Opens the port when it is first asked for. Throws `terminal/…`, and is tried again then. */
  find(): Promise<{ readonly host: string; readonly port: number }>;
  dispose(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const GRACE_MS = 400;

/**
 * Gives a port of the loopback address, which is opened when the relay needs it: as long as no device comes over the
 * relay, no certificate is made. What goes wrong is said on the terminal too, once until it goes well.
 */
export function createLocalTlsPort(createServer: () => Promise<Server>, terminal: Terminal): LocalTlsPort {
  let opening: Promise<Listener> | undefined;
  let isSaid = false;

  async function open(): Promise<Listener> {
    try {
      const server = await createServer();
      const listener = await openListener({ server, bind: LOOPBACK, port: 0, onTaken: () => undefined });
      isSaid = false;
      return listener;
    } catch (error) {
      opening = undefined;
      const finding = findingOf(error);
      if (!isSaid && finding !== undefined) terminal.explain(finding);
      else if (!isSaid) terminal.say(printMistake(error));
      isSaid = true;
      throw error;
    }
  }

  return {
    async find() {
      opening ??= open();
      return { host: LOOPBACK, port: (await opening).port };
    },
    async dispose() {
      const listener = await opening?.catch(() => undefined);
      await listener?.dispose(GRACE_MS);
    },
  };
}

import { afterEach, expect, test } from 'vitest';
import { connectInspector } from '#adapters/threads/connect-inspector';
import { exposeInspector } from '#adapters/threads/expose-inspector';
import { createEndableWorker } from '#adapters/threads/start-worker';
import { createSystemClock } from '#adapters/clock/system-clock';
import type { Inspection, InspectionSource } from '#core/inspect/inspection';
import type { Inspector } from '#core/ports/inspector';
import inspectWorkerUrl from '../../src/entries/inspect-worker.ts?worker&url';
import { createFakeClock } from '../support/fake-clock.ts';
import vectors from '../vectors/x509.json';

const AT = Date.UTC(2026, 5, 1);
const CONNECTION =
  'HostName=h.azure-devices.net;DeviceId=pump-1;SharedAccessKey=Jsm0lyGpjaVYVP2g3FnmnmG9dI/9qU24wNoykUmermc=';
const sourceOf = (...contents: readonly (Uint8Array | string)[]): InspectionSource => ({
  parts: contents.map((content) => ({ name: undefined, content })),
  at: AT,
});

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** A worker whose starts are counted. */
function openWorker(address = inspectWorkerUrl) {
  const worker = createEndableWorker(address, 'inspector', () => undefined);
  ends.push(worker.end);
  const started = new Set<Worker>();
  const start = (): Worker => {
    const running = worker.start();
    started.add(running);
    return running;
  };
  return { start, end: worker.end, started };
}

test('files are looked at in a worker that begins with the first of them, and secrets come on a press', async () => {
  const worker = openWorker();
  const inspector = connectInspector(worker, createSystemClock());
  expect(worker.started.size).toBe(0);
  const { items, chains } = await inspector.inspect(
    sourceOf(vectors.leaf.join('\n'), vectors.intermediate.join('\n'), CONNECTION),
  );
  expect(items.map(({ kind }) => kind)).toEqual(['certificate', 'certificate', 'connection-string']);
  expect(chains[0]?.links.map(({ role }) => role)).toEqual(['leaf', 'intermediate', 'missing']);
  expect(await inspector.reveal(items[2]?.id ?? '')).toBe(CONNECTION);
  await inspector.clear();
  await expect(inspector.reveal(items[2]?.id ?? '')).rejects.toMatchObject({ name: 'AbortError' });
  expect(worker.started.size).toBe(1);
});

test('another inspection ends the one before, and its worker', async () => {
  const worker = openWorker();
  const inspector = connectInspector(worker, createSystemClock());
  const older = inspector.inspect(sourceOf('a'.repeat(4_000_000)));
  const newer = inspector.inspect(sourceOf(CONNECTION));
  await expect(older).rejects.toMatchObject({ name: 'AbortError' });
  const { items } = await newer;
  expect(items).toMatchObject([{ kind: 'connection-string' }]);
  expect(await inspector.reveal(items[0]?.id ?? '')).toBe(CONNECTION);
  expect(worker.started.size).toBe(2);
});

test('a worker whose script does not come is told', async () => {
  const inspector = connectInspector(openWorker('/no-such-worker.js'), createSystemClock());
  await expect(inspector.inspect(sourceOf('a'))).rejects.toMatchObject({ code: 'browser/part-missing' });
});

/** A far end that never comes to an end with its first inspection. */
function openStuckWorker() {
  let count = 0;
  let ended = 0;
  let port: MessagePort | undefined;
  const inspect = (): Promise<Inspection> => {
    count += 1;
    const found = { items: [], chains: [], checks: [], findings: [] };
    return count === 1 ? new Promise(() => undefined) : Promise.resolve(found);
  };
  const far: Inspector = { inspect, reveal: async () => 'a secret', clear: async () => undefined };
  const start = (): MessagePort => {
    if (port !== undefined) return port;
    const { port1, port2 } = new MessageChannel();
    exposeInspector(far, port2);
    port1.start();
    return (port = port1);
  };
  const end = (): void => {
    ended += 1;
    port?.close();
    port = undefined;
  };
  ends.push(end);
  return { start, end, endings: () => ended };
}

test('what takes ten seconds is ended, and the next inspection begins anew', async () => {
  const worker = openStuckWorker();
  const clock = createFakeClock();
  const inspector = connectInspector(worker, clock);
  let failed: unknown;
  const stuck = inspector.inspect(sourceOf('a')).catch((error: unknown) => (failed = error));
  while (clock.pending === 0) await clock.settle();
  await clock.advance(9_999);
  expect([failed, worker.endings()]).toEqual([undefined, 0]);
  await clock.advance(1);
  await stuck;
  expect(failed).toMatchObject({ code: 'inspect/too-long', facts: { seconds: 10 } });
  expect(worker.endings()).toBe(1);
  expect(await inspector.inspect(sourceOf('b'))).toMatchObject({ items: [] });
  expect(clock.pending).toBe(0);
});

test('forgetting ends what is at work, too', async () => {
  const worker = openStuckWorker();
  const clock = createFakeClock();
  const inspector = connectInspector(worker, clock);
  const stuck = inspector.inspect(sourceOf('a'));
  const cleared = inspector.clear();
  await expect(stuck).rejects.toMatchObject({ name: 'AbortError' });
  await cleared;
  expect([worker.endings(), clock.pending]).toEqual([1, 0]);
});

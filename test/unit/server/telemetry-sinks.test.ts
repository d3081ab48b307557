import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSystemClock } from '#adapters/clock/system-clock';
import { postWebhook } from '#server/post-webhook';
import { createLineFile, openLineFile } from '#server/telemetry-file';
import { openTelemetrySinks, type SinkOptions } from '#server/telemetry-sinks';
import { makeTerminal } from '#server/terminal';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

let folder: string;
let server: Server | undefined;
let said: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-sinks-'));
  said = [];
});
afterEach(async () => {
  server?.close();
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** A web hook that answers with these statuses, one after the other, and then with 200. */
async function listen(...statuses: number[]): Promise<{ url: string; bodies: string[] }> {
  const bodies: string[] = [];
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      bodies.push(`${request.method} ${request.headers['content-type']} ${Buffer.concat(parts).toString()}`);
      response.writeHead(statuses.shift() ?? 200).end('thank you');
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?code=secret`, bodies };
}

async function openSinks({ cloud }: CloudHarness, options: Partial<SinkOptions>) {
  return openTelemetrySinks(
    { telemetryFile: undefined, telemetryWebhook: undefined, ...options },
    {
      cloud,
      clock: createSystemClock(),
      terminal: makeTerminal({ write: () => undefined }, { write: (text: string) => said.push(text) }),
      post: postWebhook,
    },
  );
}

describe('telemetry', () => {
  test('goes to a file as lines in the form of the data export, all that came before the end', async () => {
    const file = join(folder, 'telemetry.jsonl');
    const harness = await startCloud();
    const client = await harness.connect('dev');
    const sinks = await openSinks(harness, { telemetryFile: file });
    for (let n = 0; n < 500; n += 1) client.publish('devices/dev/messages/events/unit=C', JSON.stringify({ n }));
    for (let n = 0; n < 500; n += 1) await client.next('puback');
    await harness.rest('PATCH', '/api/devices/dev/properties', { a: 1 });
    await sinks.dispose();
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).telemetry.n)).toEqual(Array.from({ length: 500 }, (_, n) => n));
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      messageSource: 'telemetry',
      deviceId: 'dev',
      schema: 'default@v1',
      messageProperties: { unit: 'C' },
    });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    client.publish('devices/dev/messages/events/', '{"n":-1}');
    await harness.clock.settle();
    expect(await readFile(file, 'utf8')).not.toContain('"n":-1');
  });

  test('goes on behind what is in the file already', async () => {
    const file = join(folder, 'telemetry.jsonl');
    const harness = await startCloud();
    const client = await harness.connect('dev');
    for (const n of [1, 2]) {
      const sinks = await openSinks(harness, { telemetryFile: file });
      client.publish('devices/dev/messages/events/', JSON.stringify({ n }));
      await harness.clock.settle();
      await sinks.dispose();
    }
    expect((await readFile(file, 'utf8')).match(/"n":\d/g)).toEqual(['"n":1', '"n":2']);
  });

  test('is posted to a webhook in its order, again when that fails; its host is told, and no more of the address', async () => {
    const { url, bodies } = await listen(503);
    const harness = await startCloud();
    const client = await harness.connect('dev');
    const sinks = await openSinks(harness, { telemetryWebhook: url });
    for (const n of [1, 2, 3]) client.publish('devices/dev/messages/events/', JSON.stringify({ n }));
    await vi.waitFor(() => expect(bodies).toHaveLength(4), { timeout: 5000 });
    await sinks.dispose();
    expect(bodies.map((body) => /"n":\d/.exec(body)?.[0])).toEqual(['"n":1', '"n":1', '"n":2', '"n":3']);
    expect(bodies[0]).toMatch(/^POST application\/json; charset=utf-8 \{"applicationId"/);
    expect(said.map((text) => text.trimEnd())).toEqual([
      expect.stringMatching(/^The webhook at 127\.0\.0\.1:\d+ answered with 503\./),
      expect.stringMatching(/^The webhook at 127\.0\.0\.1:\d+ takes telemetry again\.$/),
    ]);
    expect(said.join('')).not.toContain('secret');
  });

  test('for a webhook that is not there waits, which is told once and holds up no device', async () => {
    const { url } = await listen();
    await new Promise((resolve) => server?.close(resolve));
    const harness = await startCloud();
    const client = await harness.connect('dev');
    const sinks = await openSinks(harness, { telemetryWebhook: url });
    for (let n = 0; n < 10; n += 1) client.publish('devices/dev/messages/events/', '{"n":1}', 1);
    await client.next('puback');
    await vi.waitFor(() => expect(said).toHaveLength(1));
    expect(said[0]).toContain('could not be reached');
    await sinks.dispose();
  });

  test('that nobody wants is not followed', async () => {
    const harness = await startCloud();
    const sinks = await openSinks(harness, {});
    await sinks.dispose();
    expect(said).toEqual([]);
  });

  test('for a file that cannot be had ends the start in words', async () => {
    const harness = await startCloud();
    await expect(openSinks(harness, { telemetryFile: join(folder, 'missing', 'x') })).rejects.toMatchObject({
      code: 'terminal/output-file',
    });
  });
});

describe('a file of lines', () => {
  const listenTo = () => {
    const told: string[] = [];
    return { told, failed: (reason: string) => told.push(reason), recovered: (lost: number) => told.push(`${lost}`) };
  };

  test('on a disk that is full keeps its lines and says so once', async () => {
    const clock = createFakeClock();
    const notes = listenTo();
    const file = await openLineFile('/dev/full', clock, notes);
    file.add('{"n":1}');
    await vi.waitFor(() => expect(notes.told).toEqual(['the disk is full']));
    await clock.advance(1000);
    file.add('{"n":2}');
    expect(notes.told).toHaveLength(1);
    await file.dispose();
    expect(clock.pending).toBe(0);
  });

  test('goes on where it was when there is room again, and tells what was let go', async () => {
    const clock = createFakeClock();
    const notes = listenTo();
    let isFull = true;
    let text = '';
    const handle = {
      async appendFile(data: unknown) {
        text += String(data).slice(0, isFull ? 4 : undefined);
        if (isFull) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      },
      close: () => Promise.resolve(),
    };
    const file = createLineFile(handle, clock, notes);
    const large = JSON.stringify('x'.repeat(9_000_000));
    for (const line of ['{"n":1}', large, large, '{"lost":1}', '{"lost":2}']) file.add(line);
    await clock.settle();
    isFull = false;
    await clock.advance(1000);
    file.add('{"n":2}');
    await clock.settle();
    const lines = text.split('\n').filter((line) => line !== '');
    expect(lines.map((line) => line.slice(0, 8))).toEqual(['{"n"', '{"n":1}', '"xxxxxxx', '"xxxxxxx', '{"n":2}']);
    expect(notes.told).toEqual(['the disk is full', '2']);
  });
});

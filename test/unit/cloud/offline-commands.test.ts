import { describe, expect, test } from 'vitest';
import { startCloud } from '../../support/cloud-harness.ts';
import { connectPump } from '../../support/models.ts';

const COMMANDS = '/api/devices/dev-1/commands';
const DAY_MS = 86_400_000;

describe('a command that waits for its device', () => {
  test('goes out as a message with the name of the method, to a device that listens', async () => {
    const harness = await startCloud();
    const client = await connectPump(harness, 'dev-1');
    await client.subscribe('devices/dev-1/messages/devicebound/#');
    const answer = await harness.rest('POST', `${COMMANDS}/diagnose`, { request: { bank: 2 } });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ id: expect.any(String), request: { bank: 2 } });
    const { topic, payload } = await client.next('publish');
    expect(topic.endsWith('&iothub-ack=none&method-name=diagnose')).toBe(true);
    expect(payload.toString()).toBe('{"bank":2}');
  });

  test('waits a day for a device that does not listen', async () => {
    const harness = await startCloud();
    await connectPump(harness, 'dev-1');
    await harness.rest('POST', `${COMMANDS}/diagnose`, {});
    const waiting = async (): Promise<number> => {
      return (await harness.rest('GET', '/_emu/devices/dev-1')).body.queuedMessages;
    };
    await harness.clock.advance(DAY_MS - 1000);
    expect(await waiting()).toBe(1);
    await harness.clock.advance(2000);
    expect(await waiting()).toBe(0);
  });

  test('has no place when the queue is full, or its request is too large', async () => {
    const harness = await startCloud();
    await connectPump(harness, 'dev-1');
    const request = 'x'.repeat(65_536);
    expect((await harness.rest('POST', `${COMMANDS}/diagnose`, { request })).status).toBe(413);
    for (let at = 0; at < 50; at += 1) await harness.rest('POST', `${COMMANDS}/diagnose`, {});
    expect(await harness.rest('POST', `${COMMANDS}/diagnose`, {})).toMatchObject({
      status: 403,
      body: { error: { code: 'DeviceMaximumQueueDepthExceeded' } },
    });
  });
});

describe('the commands of a device', () => {
  test('are those of its template', async () => {
    const harness = await startCloud();
    const client = await connectPump(harness, 'dev-1');
    await client.subscribe('$iothub/methods/POST/#');
    for (const path of ['fly', 'inlet*fly', 'close', '*close']) {
      expect(await harness.rest('POST', `${COMMANDS}/${path}`, {})).toMatchObject({
        status: 404,
        body: { error: { code: 'NotFound', message: expect.stringContaining('no command') } },
      });
    }
    const paths = [`${COMMANDS}/stop`, `${COMMANDS}/inlet*close`, '/api/devices/dev-1/components/inlet/commands/close'];
    for (const path of paths) {
      const answer = harness.rest('POST', path, {});
      const { topic } = await client.next('publish');
      expect(topic).toContain(path.endsWith('stop') ? 'POST/stop/' : 'POST/inlet*close/');
      client.publish(topic.replace(/POST\/[^/]+/, 'res/200'), '', 0);
      expect((await answer).status).toBe(201);
    }
    const { value } = (await harness.rest('GET', '/api/devices/dev-1/components/inlet/commands/close')).body;
    expect(value).toHaveLength(2);
    await harness.set({ outsideTemplate: 'accepted' });
    const answer = harness.rest('POST', `${COMMANDS}/fly`, {});
    expect((await client.next('publish')).topic).toContain('POST/fly/');
    await harness.clock.advance(30_000);
    expect((await answer).status).toBe(504);
  });

  test('are remembered, the newest first, also those that failed', async () => {
    const harness = await startCloud();
    const client = await connectPump(harness, 'dev-1');
    await harness.rest('POST', `${COMMANDS}/stop`, { request: 1 });
    await client.subscribe('$iothub/methods/POST/#');
    const unanswered = harness.rest('POST', `${COMMANDS}/stop`, { request: 2 });
    await client.next('publish');
    await harness.clock.advance(30_000);
    await unanswered;
    const answered = harness.rest('POST', `${COMMANDS}/stop`, { request: 3 });
    const { topic } = await client.next('publish');
    client.publish(topic.replace('POST/stop', 'res/207'), '"ok"', 0);
    await answered;
    const lost = harness.rest('POST', `${COMMANDS}/stop`, { request: 4 });
    await client.next('publish');
    client.send({ cmd: 'disconnect' });
    await lost;
    await harness.rest('POST', `${COMMANDS}/diagnose`, { request: 5 });
    const { commands } = (await harness.rest('GET', '/_emu/devices/dev-1/history')).body;
    const told = commands.map(({ request, outcome, responseCode }: Record<string, unknown>) => {
      return [request, outcome, responseCode];
    });
    expect(told).toEqual([
      [5, 'queued', null],
      [4, 'connection-lost', null],
      [3, 'answered', 207],
      [2, 'timed-out', null],
      [1, 'not-online', null],
    ]);
    expect((await harness.rest('GET', `${COMMANDS}/stop`)).body.value).toEqual([
      { id: expect.any(String), request: 4 },
      { id: expect.any(String), request: 3, response: 'ok', responseCode: 207 },
      { id: expect.any(String), request: 2 },
      { id: expect.any(String), request: 1 },
    ]);
  });
});

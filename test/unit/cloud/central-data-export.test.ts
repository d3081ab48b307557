import { describe, expect, test } from 'vitest';
import { createWebhookQueue, QUEUE_LIMIT, type PostWebhook } from '../../../src/cloud/export/webhook-queue.ts';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import { askCentral, expectedError } from '../../support/central.ts';
import { nodeCrypto, startCloud, until, type CloudHarness } from '../../support/cloud-harness.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { connectPump, publishTemplates } from '../../support/models.ts';

interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  // eslint-disable-next-line typescript/no-explicit-any -- tests look into bodies of many shapes
  readonly body: any;
}

const HOOK = '/api/dataExport/destinations/hook';
const EXPORT = '/api/dataExport/exports/all';
const URL = 'https://hooks.example/in';

/** Gives a webhook that answers with one status after the other, then with 200. */
function makeWebhook(...answers: (number | 'unreachable')[]): { readonly posts: Post[]; readonly post: PostWebhook } {
  const posts: Post[] = [];
  return {
    posts,
    post(url, headers, body) {
      posts.push({ url, headers, body: JSON.parse(body) });
      const answer = answers.shift() ?? 200;
      return answer === 'unreachable' ? Promise.reject(new Error('no route')) : Promise.resolve(answer);
    },
  };
}

async function startExport(
  webhook: ReturnType<typeof makeWebhook>,
  wish: object = {},
  destination: object = {},
): Promise<CloudHarness> {
  const harness = await startCloud({ postWebhook: webhook.post });
  await publishTemplates(harness, 'dtmi:x:y;1');
  const hook = { displayName: 'Hook', type: 'webhook@v1', url: URL, ...destination };
  expect((await askCentral(harness, 'PUT', HOOK, { body: hook })).status).toBe(200);
  const body = { displayName: 'All', enabled: true, source: 'telemetry', destinations: [{ id: 'hook' }], ...wish };
  expect((await askCentral(harness, 'PUT', EXPORT, { body })).status).toBe(200);
  return harness;
}

async function send(harness: CloudHarness, id: string, bag: string, payload: string): Promise<void> {
  const client = await harness.connect(id);
  client.publish(`devices/${id.replace('/', '/modules/')}/messages/events/${bag}`, payload);
  await client.next('puback');
}

const isApplicationId = expect.stringMatching(/^[0-9a-f-]{36}$/);
const TIME = '2026-01-05T09:10:11.000Z';

describe('a data export', () => {
  test('sends telemetry to a webhook in the form of IoT Central', async () => {
    const webhook = makeWebhook();
    const harness = await startExport(webhook);
    await harness.addDevice('dev');
    await askCentral(harness, 'PATCH', '/api/devices/dev', { body: { template: 'dtmi:x:y;1' } });
    await send(harness, 'dev', '%24.sub=thermostat1&k=v', '{"temperature":21.5}');
    expect(webhook.posts).toEqual([
      {
        url: URL,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: {
          applicationId: isApplicationId,
          messageSource: 'telemetry',
          deviceId: 'dev',
          schema: 'default@v1',
          templateId: 'dtmi:x:y;1',
          enqueuedTime: TIME,
          telemetry: { temperature: 21.5 },
          component: 'thermostat1',
          messageProperties: { k: 'v' },
          enrichments: {},
        },
      },
    ]);
    expect((await askCentral(harness, 'GET', HOOK)).body).toMatchObject({ status: 'healthy', lastExportTime: TIME });
    expect((await askCentral(harness, 'GET', EXPORT)).body.status).toBe('healthy');
  });

  test('names the module that a message is of, and no template where there is none', async () => {
    const webhook = makeWebhook();
    const harness = await startExport(webhook);
    await harness.addDevice('dev');
    await send(harness, 'dev/mod', '', '{"light":7}');
    expect(webhook.posts[0]?.body).toMatchObject({ deviceId: 'dev', module: 'mod', telemetry: { light: 7 } });
    expect(webhook.posts[0]?.body).not.toHaveProperty('templateId');
  });

  test('lets telemetry go by that is no object', async () => {
    const webhook = makeWebhook();
    const harness = await startExport(webhook);
    for (const payload of ['21.5', 'no JSON', '[{"t":1}]']) await send(harness, 'dev', '', payload);
    expect(webhook.posts).toEqual([]);
  });

  test('sends changes of properties, a component’s one by one', async () => {
    const webhook = makeWebhook();
    const harness = await startExport(webhook, { source: 'properties' });
    const client = await harness.connect('dev');
    await client.subscribe('$iothub/twin/res/#');
    const reported = { serial: 'A1', thermostat1: { __t: 'c', target: 5 } };
    client.publish('$iothub/twin/PATCH/properties/reported/?$rid=1', JSON.stringify(reported));
    await client.next('publish');
    await askCentral(harness, 'PATCH', '/api/devices/dev/properties', { body: { interval: 9 } });
    expect(webhook.posts.map(({ body }) => [body.messageSource, body.messageType, body.properties])).toEqual([
      [
        'properties',
        'devicePropertyReportedChange',
        [
          { name: 'serial', value: 'A1' },
          { name: 'target', value: 5, component: 'thermostat1' },
        ],
      ],
      ['properties', 'devicePropertyDesiredChange', [{ name: 'interval', value: 9 }]],
    ]);
  });

  test('sends changes of cloud properties, of which the device hears nothing', async () => {
    const webhook = makeWebhook();
    const harness = await startExport(webhook, { source: 'properties' });
    const client = await connectPump(harness, 'dev');
    await client.subscribe('$iothub/twin/PATCH/properties/desired/#');
    for (const owner of ['me', 'me', 'you']) {
      await askCentral(harness, 'PATCH', '/api/devices/dev/properties', { body: { owner } });
    }
    await until(() => webhook.posts.length === 2);
    expect(webhook.posts.map(({ body }) => [body.messageType, body.properties])).toEqual([
      ['cloudPropertyChange', [{ name: 'owner', value: 'me' }]],
      ['cloudPropertyChange', [{ name: 'owner', value: 'you' }]],
    ]);
    expect(client.received.filter(({ cmd }) => cmd === 'publish')).toEqual([]);
  });

  test('sends who comes and goes', async () => {
    const webhook = makeWebhook();
    const harness = await startExport(webhook, { source: 'deviceConnectivity' });
    const client = await harness.connect('dev');
    client.send({ cmd: 'disconnect' });
    await until(() => webhook.posts.length === 2);
    expect(webhook.posts.map(({ body }) => [body.messageSource, body.messageType])).toEqual([
      ['deviceConnectivity', 'connected'],
      ['deviceConnectivity', 'disconnected'],
    ]);
  });

  test('sends what becomes of devices', async () => {
    const webhook = makeWebhook();
    const harness = await startExport(webhook, { source: 'deviceLifecycle' });
    const patch = (body: object) => askCentral(harness, 'PATCH', '/api/devices/dev', { body });
    await askCentral(harness, 'PUT', '/api/devices/dev', { body: {} });
    await harness.register('dev');
    await patch({ displayName: 'Pump' });
    await patch({ enabled: false });
    await patch({ enabled: true });
    await patch({ template: 'dtmi:x:y;1' });
    await askCentral(harness, 'DELETE', '/api/devices/dev');
    await until(() => webhook.posts.length === 7);
    expect(webhook.posts.map(({ body }) => body.messageType)).toEqual([
      'registered',
      'provisioned',
      'displayNameChanged',
      'disabled',
      'enabled',
      'deviceTemplateChanged',
      'deleted',
    ]);
  });

  test('takes the devices of its filter, and adds its enrichments', async () => {
    const webhook = makeWebhook();
    const enrichments = {
      site: { value: 'north' },
      name: { path: '$displayName' },
      serial: { path: 'serial' },
      other: { path: 'serial', target: 'dtmi:another:one;1' },
    };
    const harness = await startExport(webhook, { filter: 'SELECT * FROM devices WHERE $id = "dev-2"', enrichments });
    for (const id of ['dev-1', 'dev-2']) {
      await harness.addDevice(id);
      await askCentral(harness, 'PATCH', `/api/devices/${id}/properties`, { body: { serial: 'A1' } });
      await send(harness, id, '', '{"t":1}');
    }
    expect(webhook.posts.map(({ body }) => [body.deviceId, body.enrichments])).toEqual([
      ['dev-2', { site: 'north', name: 'dev-2', serial: 'A1' }],
    ]);
  });

  test('adds what the device reported rather than what was wished for, and cloud properties', async () => {
    const webhook = makeWebhook();
    const enrichments = { speed: { path: 'speed' }, limit: { path: 'inlet.limit' }, owner: { path: 'owner' } };
    const harness = await startExport(webhook, { enrichments: { ...enrichments, nothing: { path: 'nothing' } } });
    const client = await connectPump(harness, 'dev');
    const wish = { speed: 1, inlet: { limit: 2 }, owner: 'Ada' };
    expect((await askCentral(harness, 'PATCH', '/api/devices/dev/properties', { body: wish })).status).toBe(202);
    await client.subscribe('$iothub/twin/res/#');
    client.publish('$iothub/twin/PATCH/properties/reported/?$rid=1', '{"speed":3}');
    await client.next('publish');
    client.publish('devices/dev/messages/events/', '{"flow":1}');
    await client.next('puback');
    await until(() => webhook.posts.length === 1);
    expect(webhook.posts[0]?.body.enrichments).toEqual({ speed: 3, limit: 2, owner: 'Ada' });
  });

  test('sends headers of its own, and never tells the secret ones', async () => {
    const webhook = makeWebhook();
    const harness = await startExport(
      webhook,
      {},
      {
        headerCustomizations: {
          'x-region': { value: 'north', secret: false },
          'X-Key': { value: 'hush-1', secret: true },
        },
        authorization: { type: 'header', value: 'hush-2' },
      },
    );
    await send(harness, 'dev', '', '{"t":1}');
    expect(webhook.posts[0]?.headers).toMatchObject({
      'x-region': 'north',
      'x-key': 'hush-1',
      authorization: 'hush-2',
    });
    const shown = await askCentral(harness, 'GET', HOOK);
    expect(shown.body.headerCustomizations).toEqual({
      'x-region': { value: 'north', secret: false },
      'X-Key': { secret: true },
    });
    expect(JSON.stringify(shown.body)).not.toContain('hush');
    const { headerCustomizations } = shown.body;
    await askCentral(harness, 'PATCH', HOOK, { body: { headerCustomizations } });
    await send(harness, 'dev', '', '{"t":2}');
    expect(webhook.posts[1]?.headers).toMatchObject({ 'x-key': 'hush-1', authorization: 'hush-2' });
  });

  test('is quiet while it is off, and after it is removed', async () => {
    const webhook = makeWebhook();
    const harness = await startExport(webhook, { enabled: false });
    await send(harness, 'dev', '', '{"t":1}');
    expect((await askCentral(harness, 'GET', EXPORT)).body.status).toBe('notStarted');
    expect((await askCentral(harness, 'PATCH', EXPORT, { body: { enabled: true } })).body.status).toBe('starting');
    await send(harness, 'dev', '', '{"t":2}');
    expect((await askCentral(harness, 'DELETE', HOOK)).status).toBe(409);
    expect((await askCentral(harness, 'DELETE', EXPORT)).status).toBe(204);
    await send(harness, 'dev', '', '{"t":3}');
    expect(webhook.posts.map(({ body }) => body.telemetry.t)).toEqual([2]);
    expect((await askCentral(harness, 'DELETE', HOOK)).status).toBe(204);
    expect((await askCentral(harness, 'GET', HOOK)).status).toBe(404);
  });

  test('goes on after its host was started again', async () => {
    const harness = await startExport(makeWebhook());
    const kept = JSON.parse(JSON.stringify(harness.cloud.snapshot()));
    const webhook = makeWebhook();
    const state = readCloudState(kept, nodeCrypto, harness.clock.now());
    const next = await startCloud({ state, postWebhook: webhook.post });
    await send(next, 'dev', '', '{"t":1}');
    expect(webhook.posts).toHaveLength(1);
  });

  test('is listed with its destination, and shown as it was made', async () => {
    const harness = await startExport(makeWebhook());
    const hook = { id: 'hook', displayName: 'Hook', type: 'webhook@v1', url: URL, status: 'waiting' };
    expect((await askCentral(harness, 'GET', '/api/dataExport/destinations')).body).toEqual({ value: [hook] });
    const all = {
      id: 'all',
      displayName: 'All',
      enabled: true,
      source: 'telemetry',
      destinations: [{ id: 'hook' }],
      status: 'starting',
    };
    expect((await askCentral(harness, 'GET', '/api/dataExport/exports')).body).toEqual({ value: [all] });
  });

  const whole = { displayName: 'All', enabled: true, source: 'telemetry', destinations: [{ id: 'hook' }] };
  test.each([
    [{ displayName: 'All' }, 'enabled is missing.'],
    [{ ...whole, enabled: 1 }, 'enabled must be a boolean.'],
    [{ ...whole, source: 'audit' }, expect.stringContaining('not audit.')],
    [{ ...whole, filter: 'SELECT' }, expect.stringContaining('The query ends')],
    [{ ...whole, enrichments: { a: {} } }, expect.stringContaining('enrichments must be')],
    [{ ...whole, destinations: 'hook' }, 'destinations must be an array.'],
    [{ ...whole, destinations: [{}] }, 'Each of the destinations must have an id.'],
    [{ ...whole, destinations: [{ id: 'nowhere' }] }, 'There is no destination nowhere.'],
    [{ ...whole, destinations: [{ id: 'hook', transform: '.' }] }, 'The local cloud does not serve transform.'],
    [{ ...whole, destinations: Array(6).fill({ id: 'hook' }) }, 'An export can have 5 destinations.'],
  ])('is not made of %j', async (body, message) => {
    const harness = await startExport(makeWebhook());
    const answer = await askCentral(harness, 'PUT', '/api/dataExport/exports/other', { body });
    expect(answer).toMatchObject(expectedError(400, 'InvalidBody', message));
    expect((await askCentral(harness, 'GET', '/api/dataExport/exports/other')).status).toBe(404);
  });
});

describe('a destination', () => {
  const whole = { displayName: 'Hook', type: 'webhook@v1', url: URL };
  test.each([
    [{ displayName: 'Hook', type: 'webhook@v1' }, 'url is missing.'],
    [{ ...whole, type: 'eventhubs@v1' }, 'The local cloud exports to webhook@v1 alone, not to eventhubs@v1.'],
    [{ ...whole, url: 'file:///etc/passwd' }, expect.stringContaining('url must be an address')],
    [{ ...whole, url: 'nowhere' }, expect.stringContaining('url must be an address')],
    [{ ...whole, displayName: 1 }, 'displayName must be a string that is not empty.'],
    [{ ...whole, authorization: { type: 'oAuth' } }, expect.stringContaining('OAuth is not served')],
    [{ ...whole, authorization: { type: 'header', value: 'a\r\nb: c' } }, expect.stringContaining('authorization')],
    [{ ...whole, headerCustomizations: [] }, expect.stringContaining('must be an object')],
    [{ ...whole, headerCustomizations: { 'a b': { value: 'x' } } }, 'a b is no name of a header.'],
    [{ ...whole, headerCustomizations: { a: { value: 'ü' } } }, expect.stringContaining('printable ASCII')],
    [{ ...whole, headerCustomizations: { a: { value: 'x', secret: 1 } } }, expect.stringContaining('a boolean')],
    [{ ...whole, headerCustomizations: { a: { secret: true } } }, expect.stringContaining('must have a value')],
  ])('is not made of %j', async (body, message) => {
    const harness = await startCloud({ postWebhook: makeWebhook().post });
    expect(await askCentral(harness, 'PUT', HOOK, { body })).toMatchObject(expectedError(400, 'InvalidBody', message));
    expect((await askCentral(harness, 'GET', HOOK)).status).toBe(404);
  });

  test('cannot be made where nothing can be sent', async () => {
    const harness = await startCloud();
    expect(await askCentral(harness, 'PUT', HOOK, { body: whole })).toMatchObject(
      expectedError(400, 'InvalidBody', 'Where this cloud runs, it cannot send anything to a webhook.'),
    );
  });

  test('is in error while its webhook refuses, and tries again', async () => {
    const webhook = makeWebhook(503, 'unreachable');
    const harness = await startExport(webhook);
    await send(harness, 'dev', '', '{"t":1}');
    expect((await askCentral(harness, 'GET', HOOK)).body).toMatchObject({
      status: 'error',
      errors: [{ code: 'WebhookAnswer', message: 'The webhook answered with 503.' }],
    });
    expect((await askCentral(harness, 'GET', EXPORT)).body.status).toBe('error');
    await harness.clock.advance(1000);
    await harness.clock.advance(2000);
    expect(webhook.posts.map(({ body }) => body.telemetry.t)).toEqual([1, 1, 1]);
    const { body } = await askCentral(harness, 'GET', HOOK);
    expect(body.status).toBe('healthy');
    expect(body).not.toHaveProperty('errors');
  });
});

describe('the queue of a destination', () => {
  const target = () => ({ url: URL, headers: {} });
  const start = (post: PostWebhook): { clock: FakeClock; queue: ReturnType<typeof createWebhookQueue> } => {
    const clock = createFakeClock();
    return { clock, queue: createWebhookQueue(clock, post, target) };
  };

  test('sends one message at a time, in their order', async () => {
    const waiting: (() => void)[] = [];
    const bodies: string[] = [];
    const { queue } = start((_url, _headers, body) => {
      bodies.push(body);
      return new Promise((resolve) => waiting.push(() => resolve(204)));
    });
    for (const body of ['1', '2', '3']) queue.add(body);
    expect(bodies).toEqual(['1']);
    for (let at = 0; at < 3; at += 1) {
      await until(() => waiting.length === 1);
      waiting.pop()?.();
    }
    await until(() => queue.health.status === 'healthy' && bodies.length === 3);
    expect(bodies).toEqual(['1', '2', '3']);
  });

  test('lets a message go after its fifth try, and goes on with the next one', async () => {
    const bodies: string[] = [];
    const { clock, queue } = start((_url, _headers, body) => {
      bodies.push(body);
      return Promise.resolve(500);
    });
    queue.add('1');
    queue.add('2');
    for (const ms of [0, 1000, 2000, 4000, 8000]) await clock.advance(ms);
    expect(bodies).toEqual(['1', '1', '1', '1', '1', '2']);
    expect(queue.health.status).toBe('error');
  });

  test('does not wait for an answer for ever', async () => {
    let asked = 0;
    const { clock, queue } = start(() => {
      asked += 1;
      return new Promise(() => undefined);
    });
    queue.add('1');
    await clock.advance(30_000);
    expect(queue.health).toMatchObject({ status: 'error', error: { code: 'Unreachable' } });
    await clock.advance(1000);
    expect(asked).toBe(2);
  });

  test('keeps the newest messages and the one on its way, and says that others were let go', async () => {
    const waiting: (() => void)[] = [];
    const bodies: string[] = [];
    const { queue } = start((_url, _headers, body) => {
      bodies.push(body);
      return new Promise((resolve) => waiting.push(() => resolve(200)));
    });
    for (let at = 0; at < QUEUE_LIMIT + 2; at += 1) queue.add(String(at));
    expect(queue.health.error?.code).toBe('QueueFull');
    waiting.pop()?.();
    await until(() => bodies.length === 2);
    expect(bodies).toEqual(['0', '3']);
  });

  test('sends nothing more once it is disposed of', async () => {
    let asked = 0;
    const { clock, queue } = start(() => {
      asked += 1;
      return Promise.resolve(500);
    });
    queue.add('1');
    await clock.advance(0);
    queue.dispose();
    await clock.advance(60_000);
    queue.add('2');
    expect(asked).toBe(1);
  });
});

describe('a line of a telemetry file', () => {
  test('is the same message, and only telemetry has one', async () => {
    const harness = await startCloud();
    const lines: string[] = [];
    harness.cloud.follow((event) => {
      const line = harness.cloud.printExportLine(event);
      if (line !== undefined) lines.push(line);
    });
    await send(harness, 'dev', 'k=v', '{"t":1}');
    await send(harness, 'dev', '', 'no JSON');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        applicationId: isApplicationId,
        messageSource: 'telemetry',
        deviceId: 'dev',
        schema: 'default@v1',
        enqueuedTime: TIME,
        telemetry: { t: 1 },
        messageProperties: { k: 'v' },
        enrichments: {},
      },
    ]);
    expect(lines.join('')).not.toContain('\n');
  });
});

import { describe, expect, test } from 'vitest';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { connectPump } from '../../support/models.ts';
import type { TestClient } from '../../support/test-client.ts';

const DEVICE = '/api/devices/dev-1';
const INLET = `${DEVICE}/components/inlet`;

/** Reports properties and waits until the hub has them. */
async function report(client: TestClient, patch: object): Promise<void> {
  await client.subscribe('$iothub/twin/res/#');
  client.publish('$iothub/twin/PATCH/properties/reported/?$rid=1', JSON.stringify(patch));
  await client.next('publish');
}

async function send(client: TestClient, body: object, component?: string): Promise<void> {
  const bag = component === undefined ? '' : `%24.sub=${component}`;
  client.publish(`devices/dev-1/messages/events/${bag}`, JSON.stringify(body));
  await client.next('puback');
}

async function namesOf(harness: CloudHarness): Promise<readonly string[]> {
  return (await harness.rest('GET', `${DEVICE}/components`)).body.value.map(({ name }: { name: string }) => name);
}

describe('the components of a device', () => {
  test('are those of its template', async () => {
    const harness = await startCloud();
    const client = await connectPump(harness, 'dev-1');
    await report(client, { odd: { __t: 'c', a: 1 } });
    expect((await harness.rest('GET', `${DEVICE}/components`)).body).toEqual({
      value: [
        { '@id': 'inlet', '@type': 'Component', name: 'inlet', displayName: 'Valve' },
        { '@id': 'outlet', '@type': 'Component', name: 'outlet', displayName: 'Valve' },
      ],
    });
  });

  test('are those seen on the wire when it has none', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev-1');
    expect(await namesOf(harness)).toEqual([]);
    await report(client, { kept: { __t: 'c', a: 1 }, plain: { a: 1 } });
    await send(client, { t: 1 }, 'sent');
    expect(await namesOf(harness)).toEqual(['kept', 'sent']);
    expect((await harness.rest('GET', `${DEVICE}/components/other/properties`)).status).toBe(404);
    expect((await harness.rest('GET', `${DEVICE}/components/sent/properties`)).body).toEqual({ $metadata: {} });
  });

  test('that the template does not have are not found', async () => {
    const harness = await startCloud();
    await connectPump(harness, 'dev-1');
    for (const [method, path] of [
      ['GET', 'properties'],
      ['PATCH', 'properties'],
      ['POST', 'commands/close'],
      ['GET', 'commands/close'],
      ['GET', 'telemetry/angle'],
    ] as const) {
      const answer = await harness.rest(method, `${DEVICE}/components/odd/${path}`, method === 'GET' ? undefined : {});
      expect(answer).toMatchObject({ status: 404, body: { error: { code: 'NotFound' } } });
    }
    await harness.set({ outsideTemplate: 'accepted' });
    expect((await harness.rest('PATCH', `${DEVICE}/components/odd/properties`, { a: 1 })).status).toBe(202);
  });
});

describe('properties of a component', () => {
  test('are written by PATCH and PUT, marked on the wire, and shown with what is known of them', async () => {
    const harness = await startCloud();
    const client = await connectPump(harness, 'dev-1');
    await client.subscribe('$iothub/twin/PATCH/properties/desired/#');
    const wished = await harness.rest('PATCH', `${INLET}/properties`, { limit: 5 });
    expect(wished).toMatchObject({ status: 202, body: { $metadata: { limit: { desiredValue: 5 } } } });
    const patch = JSON.parse((await client.next('publish')).payload.toString());
    expect(patch).toEqual({ inlet: { __t: 'c', limit: 5 }, $version: 2 });
    await report(client, { inlet: { __t: 'c', maker: 'A', limit: { value: 5, ac: 200, av: 2, ad: 'done' } } });
    const time = new Date(harness.clock.now()).toISOString();
    const shown = {
      limit: 5,
      maker: 'A',
      $metadata: {
        maker: { lastUpdateTime: time },
        limit: {
          lastUpdateTime: time,
          ackCode: 200,
          ackVersion: 2,
          ackDescription: 'done',
          desiredValue: 5,
          desiredVersion: 2,
        },
      },
    };
    expect((await harness.rest('GET', `${INLET}/properties`)).body).toEqual(shown);
    expect((await harness.rest('GET', `${DEVICE}/properties`)).body).toEqual({ inlet: shown, $metadata: {} });
    await harness.rest('PUT', `${INLET}/properties`, {});
    expect(JSON.parse((await client.next('publish')).payload.toString())).toEqual({
      inlet: { limit: null, __t: 'c' },
      $version: 3,
    });
  });

  test('may be written with those of the device, nested', async () => {
    const harness = await startCloud();
    await connectPump(harness, 'dev-1');
    const answer = await harness.rest('PATCH', `${DEVICE}/properties`, {
      speed: 3,
      outlet: { limit: 7 },
      owner: 'Ada',
    });
    expect(answer).toMatchObject({ status: 202 });
    expect(answer.body).toEqual({
      owner: 'Ada',
      outlet: { $metadata: { limit: { desiredValue: 7 } } },
      $metadata: { speed: { desiredValue: 3 } },
    });
    expect((await harness.rest('GET', '/_emu/devices/dev-1')).body.desired).toEqual({
      speed: 3,
      outlet: { __t: 'c', limit: 7 },
    });
  });

  test('go on a PUT of the device that does not name them', async () => {
    const harness = await startCloud();
    await connectPump(harness, 'dev-1');
    await harness.rest('PATCH', `${DEVICE}/properties`, { speed: 3, outlet: { limit: 7 }, owner: 'Ada' });
    expect((await harness.rest('PUT', `${DEVICE}/properties`, { speed: 4 })).status).toBe(202);
    expect((await harness.rest('GET', '/_emu/devices/dev-1')).body.desired).toEqual({ speed: 4 });
    expect((await harness.rest('GET', `${DEVICE}/properties`)).body.owner).toBeUndefined();
  });
});

describe('what the template does not let anybody write', () => {
  test.each([
    ['a property that it does not have', 'properties', { heat: 5 }, 'no property heat'],
    ['a property that is read-only', 'properties', { serial: 'B' }, 'read-only'],
    ['the same of a component', 'components/inlet/properties', { maker: 'B' }, 'read-only'],
    ['the same, nested', 'properties', { speed: 1, inlet: { angle: 1 } }, 'no property angle'],
  ])('is %s: nothing is written', async (_what, path, body, words) => {
    const harness = await startCloud();
    await connectPump(harness, 'dev-1');
    const answer = await harness.rest('PATCH', `${DEVICE}/${path}`, body);
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'UnprocessableEntity' } } });
    expect(answer.body.error.message).toContain(words);
    expect((await harness.rest('GET', '/_emu/devices/dev-1')).body.desired).toEqual({});
    await harness.set({ outsideTemplate: 'accepted' });
    expect((await harness.rest('PATCH', `${DEVICE}/${path}`, body)).status).toBe(202);
  });
});

describe('cloud properties', () => {
  test('are kept by the cloud, shown among the others, and never told to the device', async () => {
    const harness = await startCloud();
    const client = await connectPump(harness, 'dev-1');
    await client.subscribe('$iothub/twin/PATCH/properties/desired/#', '$iothub/twin/res/#');
    await harness.rest('PATCH', `${DEVICE}/properties`, { owner: 'Ada' });
    client.publish('$iothub/twin/GET/?$rid=1');
    expect(JSON.parse((await client.next('publish')).payload.toString())).toEqual({
      desired: { $version: 1 },
      reported: { $version: 1 },
    });
    expect((await harness.rest('GET', `${DEVICE}/properties`)).body).toEqual({ owner: 'Ada', $metadata: {} });
    await harness.rest('PATCH', `${DEVICE}/properties`, { owner: null });
    expect((await harness.rest('GET', `${DEVICE}/properties`)).body).toEqual({ $metadata: {} });
  });

  test('have a limit', async () => {
    const harness = await startCloud();
    await connectPump(harness, 'dev-1');
    const answer = await harness.rest('PATCH', `${DEVICE}/properties`, { owner: 'x'.repeat(5000), speed: 1 });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'InvalidBody' } } });
    expect((await harness.rest('GET', `${DEVICE}/properties`)).body).toEqual({ $metadata: {} });
  });
});

describe('telemetry of a component', () => {
  test('is told apart from that of the device by $.sub', async () => {
    const harness = await startCloud();
    const client = await connectPump(harness, 'dev-1');
    await send(client, { angle: 1 }, 'inlet');
    await send(client, { angle: 2 }, 'outlet');
    expect((await harness.rest('GET', `${INLET}/telemetry/angle`)).body).toEqual({
      value: 1,
      timestamp: new Date(harness.clock.now()).toISOString(),
    });
    expect((await harness.rest('GET', `${DEVICE}/telemetry/angle`)).status).toBe(404);
    await send(client, { angle: 3 });
    expect((await harness.rest('GET', `${DEVICE}/telemetry/angle`)).body.value).toBe(3);
  });
});

describe('a module', () => {
  test('has components, too', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev-1');
    const client = await harness.connect('dev-1/mod');
    await report(client, { part: { __t: 'c', a: 1 } });
    const components = await harness.rest('GET', `${DEVICE}/modules/mod/components`);
    expect(components.body.value).toMatchObject([{ name: 'part' }]);
    const properties = await harness.rest('GET', `${DEVICE}/modules/mod/components/part/properties`);
    expect(properties.body).toMatchObject({ a: 1 });
  });
});

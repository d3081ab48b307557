import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergePatch } from '../../../src/cloud/services/merge-patch.ts';
import type { JsonObject } from '../../../src/core/bytes/json.ts';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import type { TestClient } from '../../support/test-client.ts';

const RESPONSES = '$iothub/twin/res/#';
const DESIRED = '$iothub/twin/PATCH/properties/desired/#';
const REPORTED = '$iothub/twin/PATCH/properties/reported/';

async function open(harness: CloudHarness): Promise<TestClient> {
  const client = await harness.connect('dev');
  await client.subscribe(RESPONSES, DESIRED);
  return client;
}

async function report(client: TestClient, patch: string | Buffer): Promise<{ topic: string; body: string }> {
  client.publish(`${REPORTED}?$rid=r`, patch, 0);
  const { topic, payload } = await client.next('publish');
  return { topic, body: payload.toString() };
}

async function read(client: TestClient): Promise<unknown> {
  client.publish('$iothub/twin/GET/?$rid=g', '', 0);
  const { topic, payload } = await client.next('publish');
  expect(topic).toBe('$iothub/twin/res/200/?$rid=g');
  return JSON.parse(payload.toString());
}

describe('rule 9: the twin', () => {
  test('an empty twin is two sections of version 1, with no wrapper and no metadata', async () => {
    const client = await open(await startCloud());
    expect(await read(client)).toEqual({ desired: { $version: 1 }, reported: { $version: 1 } });
  });

  test('a reported patch is 204 with the new version in the topic alone', async () => {
    const client = await open(await startCloud());
    expect(await report(client, '{"fw":"1.0"}')).toEqual({
      topic: '$iothub/twin/res/204/?$rid=r&$version=2',
      body: '',
    });
    expect(await report(client, '{"fw":"1.1","on":true}')).toMatchObject({
      topic: '$iothub/twin/res/204/?$rid=r&$version=3',
    });
    expect(await read(client)).toEqual({ desired: { $version: 1 }, reported: { fw: '1.1', on: true, $version: 3 } });
  });

  test('a reported patch is 200 by a setting', async () => {
    const harness = await startCloud({ settings: { reportedPatchStatus: 200 } });
    expect((await report(await open(harness), '{}')).topic).toBe('$iothub/twin/res/200/?$rid=r&$version=2');
  });

  test('null takes a property away, objects merge, arrays replace', async () => {
    const client = await open(await startCloud());
    await report(client, '{"a":{"b":1,"c":2},"list":[1,2],"old":1}');
    await report(client, '{"a":{"b":null,"d":3},"list":[3],"old":null,"never":null}');
    expect(await read(client)).toMatchObject({ reported: { a: { c: 2, d: 3 }, list: [3], $version: 3 } });
    expect(JSON.stringify(await read(client))).not.toContain('old');
  });

  test('a desired patch goes to the device with its version in topic and body', async () => {
    const harness = await startCloud();
    const client = await open(harness);
    expect((await harness.rest('PATCH', '/api/devices/dev/properties', { targetTemperature: 23 })).status).toBe(202);
    const { topic, payload, qos } = await client.next('publish');
    expect({ topic, body: JSON.parse(payload.toString()), qos }).toEqual({
      topic: '$iothub/twin/PATCH/properties/desired/?$version=2',
      body: { targetTemperature: 23, $version: 2 },
      qos: 1,
    });
    await harness.rest('PATCH', '/api/devices/dev/properties', { targetTemperature: null });
    expect(JSON.parse((await client.next('publish')).payload.toString())).toEqual({
      targetTemperature: null,
      $version: 3,
    });
    expect(await read(client)).toMatchObject({ desired: { $version: 3 } });
  });

  test('a desired patch is not replayed: who was away, or has not subscribed, reads the twin', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    await client.subscribe(RESPONSES);
    await harness.rest('PATCH', '/api/devices/dev/properties', { a: 1 });
    await client.subscribe(DESIRED);
    await harness.clock.settle();
    expect(client.received).toEqual([]);
    expect(await read(client)).toMatchObject({ desired: { a: 1, $version: 2 } });
  });

  test('the twin stays when the device is away', async () => {
    const harness = await startCloud();
    const first = await open(harness);
    await report(first, '{"a":1}');
    first.peer.drop();
    expect(await read(await open(harness))).toMatchObject({ reported: { a: 1, $version: 2 } });
  });

  const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

  test.each([
    ['broken JSON', '{"a"'],
    ['an array', '[1]'],
    ['nothing', ''],
    ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['a name with a dot', '{"a.b":1}'],
    ['a name with a dollar sign', '{"$a":1}'],
    ['a name with a space', '{"a b":1}'],
    ['a name with a control character', '{"a\\u0007":1}'],
    ['a name without letters', '{"":1}'],
    ['a bad name further down', '{"a":{"b":[{"c.d":1}]}}'],
    ['a name of more than 1 KB', JSON.stringify({ ['ä'.repeat(513)]: 1 })],
    ['a text of more than 4 KB', JSON.stringify({ a: 'x'.repeat(4097) })],
    ['eleven levels', deep(11)],
    ['an integer above the range', '{"a":4503599627370496}'],
    ['an integer below the range', '{"a":-4503599627370497}'],
    ['null in an array', '{"a":[1,null]}'],
  ])('%s is answered 400 and changes nothing', async (_name, patch) => {
    const client = await open(await startCloud());
    const { topic, body } = await report(client, patch);
    expect(topic).toBe('$iothub/twin/res/400/?$rid=r');
    expect(JSON.parse(body)).toMatchObject({
      errorCode: 400004,
      message: expect.any(String),
      trackingId: expect.any(String),
    });
    expect(await read(client)).toMatchObject({ reported: { $version: 1 } });
  });

  test.each([
    ['ten levels', deep(10)],
    ['the largest integer', '{"a":4503599627370495}'],
    ['the smallest integer', '{"a":-4503599627370496}'],
    ['a name of 1 KB and a text of 4 KB', JSON.stringify({ ['x'.repeat(1024)]: 'y'.repeat(4096) })],
  ])('%s is taken', async (_name, patch) => {
    expect((await report(await open(await startCloud()), patch)).topic).toContain('/res/204/');
  });

  test.each([
    [400, 400004],
    [413, 413001],
  ])('a section beyond 32 KB is %i, as the settings say', async (oversizeTwinStatus, errorCode) => {
    const harness = await startCloud({ settings: { oversizeTwinStatus: oversizeTwinStatus as 400 | 413 } });
    const client = await open(harness);
    for (let part = 0; part < 7; part += 1) {
      expect((await report(client, JSON.stringify({ [`p${part}`]: 'x'.repeat(4096) }))).topic).toContain('/204/');
    }
    const { topic, body } = await report(client, JSON.stringify({ p7: 'x'.repeat(4096) }));
    expect(topic).toBe(`$iothub/twin/res/${oversizeTwinStatus}/?$rid=r`);
    expect(JSON.parse(body).errorCode).toBe(errorCode);
  });

  test('a base version is looked at only when the settings say so', async () => {
    const harness = await startCloud();
    const client = await open(harness);
    client.publish(`${REPORTED}?$rid=1&$version=9`, '{"a":1}', 0);
    expect((await client.next('publish')).topic).toContain('/res/204/');
    await harness.set({ reportedVersionChecked: true });
    client.publish(`${REPORTED}?$rid=2&$version=9`, '{"a":2}', 0);
    expect((await client.next('publish')).topic).toBe('$iothub/twin/res/412/?$rid=2');
    client.publish(`${REPORTED}?$version=2&$rid=3`, '{"a":2}', 0);
    expect((await client.next('publish')).topic).toContain('/res/204/');
  });

  test.each([['$iothub/twin/GET/'], [REPORTED], [`${REPORTED}?$version=1`]])(
    '%s without $rid closes',
    async (topic) => {
      const harness = await startCloud();
      const client = await open(harness);
      client.publish(topic, '{}', 0);
      await client.peer.closed;
      expect((await harness.lastAttempt()).cause).toBe('publish-without-rid');
    },
  );

  test('the operator is told of patches, and their limits hold for him too', async () => {
    const harness = await startCloud();
    const client = await open(harness);
    await report(client, '{"a":1}');
    await harness.rest('PATCH', '/api/devices/dev/properties', { b: 2 });
    const seen = harness.events.filter(({ type }) => type === 'twin');
    expect(seen).toMatchObject([
      { section: 'reported', patch: { a: 1 }, version: 2, deviceId: 'dev' },
      { section: 'desired', patch: { b: 2 }, version: 2 },
    ]);
    expect((await harness.rest('PATCH', '/api/devices/dev/properties', { 'a.b': 1 })).status).toBe(400);
  });
});

describe('merge patch', () => {
  // RFC 7396, appendix A, the rows whose target and patch are objects.
  test.each<[JsonObject, JsonObject, JsonObject]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j with %j is %j', (target, patch, expected) => {
    expect(mergePatch(target, patch)).toEqual(expected);
  });

  test('a property called __proto__ stays a property', () => {
    const merged = mergePatch({}, JSON.parse('{"__proto__":{"polluted":true}}') as JsonObject);
    expect(Object.hasOwn(merged, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('patching twice is patching once, and no null is left of an object', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })) as fc.Arbitrary<JsonObject>;
    fc.assert(
      fc.property(object, (patch) => {
        const once = mergePatch({}, patch);
        expect(mergePatch(once, patch)).toEqual(once);
      }),
      { numRuns: 200 },
    );
  });
});

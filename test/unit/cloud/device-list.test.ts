import { beforeAll, describe, expect, test } from 'vitest';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { hubConnect } from '../../support/test-client.ts';

/** Four devices and a module: one online, one blocked, one added to the hub by hand. */
async function startWithDevices(): Promise<CloudHarness> {
  const harness = await startCloud();
  for (const id of ['pump-1', 'pump-2', 'Fan-1']) await harness.register(id);
  await harness.addDevice('bench');
  await harness.addDevice('bench/mod');
  await harness.rest('PATCH', '/api/devices/Fan-1', { displayName: 'Fan on the roof' });
  await harness.rest('POST', '/_emu/devices/pump-2/block');
  const client = harness.open();
  client.send(hubConnect({ id: 'pump-1', key: harness.deviceKey('pump-1'), nowMs: harness.clock.now() }));
  await client.next('connack');
  return harness;
}

describe('a part of the list of devices', () => {
  let harness: CloudHarness;
  beforeAll(async () => {
    harness = await startWithDevices();
  });
  const list = async (search: string) => (await harness.rest('GET', `/_emu/devices?${search}`)).body;
  const idsOf = async (search: string): Promise<string[]> =>
    (await list(search)).value.map(({ id }: { id: string }) => id);

  test('without parameters it is whole, and each device has its twin', async () => {
    const { body } = await harness.rest('GET', '/_emu/devices');
    expect(Object.keys(body)).toEqual(['value']);
    expect(body.value).toHaveLength(5);
    expect(body.value[0]).toMatchObject({ id: 'pump-1', desired: {}, reported: {}, groupId: 'SAS-IoT-Devices' });
  });

  test('is so many rows from a place on, in the order of their making, with what there is in all', async () => {
    const { value, ...found } = await list('skip=1&top=2');
    expect(value.map(({ id }: { id: string }) => id)).toEqual(['pump-2', 'Fan-1']);
    expect(found).toEqual({
      matching: 5,
      connected: 1,
      total: 5,
      counts: { blocked: 1, waiting: 0, unassociated: 3, registered: 0, provisioned: 0 },
    });
    expect(await idsOf('skip=99&top=2')).toEqual([]);
  });

  test('a row is short: no twin, no keys, and the beginning of the newest message', async () => {
    const [row] = (await list('top=1')).value;
    expect(row).toEqual({
      id: 'pump-1',
      displayName: 'pump-1',
      source: 'group',
      status: 'unassociated',
      connected: true,
      lastTelemetry: null,
      lastActivityAt: expect.any(Number),
      refusals: 0,
    });
  });

  test.each([
    ['search=PUMP', ['pump-1', 'pump-2']],
    ['search=fan', ['Fan-1']],
    ['search=mod', ['bench/mod']],
    ['search=ROOF', ['Fan-1']],
    ['status=blocked', ['pump-2']],
    ['status=waiting', []],
    ['connected=true', ['pump-1']],
    ['connected=false&search=1', ['Fan-1']],
    ['group=SAS-IoT-Devices', ['pump-1', 'pump-2', 'Fan-1']],
    ['group=nobody', []],
    ['search=pump&status=unassociated&connected=true&group=SAS-IoT-Devices', ['pump-1']],
  ])('%s gives %j', async (search, ids) => {
    expect(await idsOf(search)).toEqual(ids);
  });

  test('the counts say what each status would give, whatever status is asked for, and leave modules out', async () => {
    const { counts, matching } = await list('search=pump&status=blocked');
    expect(counts).toEqual({ blocked: 1, waiting: 0, unassociated: 1, registered: 0, provisioned: 0 });
    expect(matching).toBe(1);
    expect((await list('search=mod')).counts.provisioned).toBe(0);
    expect(await idsOf('status=provisioned')).toEqual([]);
  });

  test('can be IDs alone', async () => {
    expect((await list('select=id&search=pump&top=10')).value).toEqual([{ id: 'pump-1' }, { id: 'pump-2' }]);
  });

  test.each(['status=asleep', 'status=toString', 'connected=yes', 'select=keys', 'top=-1', 'skip=x', 'top=9999999999'])(
    '%s is refused with what it may be',
    async (search) => {
      const { status, body } = await harness.rest('GET', `/_emu/devices?${search}`);
      expect([status, body.error.code]).toEqual([400, 'InvalidQuery']);
    },
  );
});

describe('the beginning of a message in a row', () => {
  const previewOf = async (payload: string): Promise<string> => {
    const harness = await startCloud();
    await harness.register('a');
    const client = harness.open();
    client.send(hubConnect({ id: 'a', key: harness.deviceKey('a'), nowMs: harness.clock.now() }));
    await client.next('connack');
    client.publish('devices/a/messages/events/', payload);
    await client.next('puback');
    return (await harness.rest('GET', '/_emu/devices?top=1')).body.value[0].lastTelemetry;
  };

  test('is the JSON, the text, or as much of it as a row can show', async () => {
    expect(await previewOf('{ "t": 21.5 }')).toBe('{"t":21.5}');
    expect(await previewOf('hot')).toBe('hot');
    const long = await previewOf(`{"text":"${'ä'.repeat(5000)}"}`);
    expect(long.startsWith('{"text":"ä')).toBe(true);
    expect(long.length).toBeLessThanOrEqual(120);
  });
});

describe('what is kept of one device', () => {
  test('is its attempts under both of its names, and of nobody else', async () => {
    const harness = await startCloud();
    await harness.register('Pump');
    await harness.register('other');
    const client = harness.open();
    client.send(hubConnect({ id: 'Pump', key: 'd3Jvbmc=', nowMs: harness.clock.now() }));
    await client.next('connack');
    const { value } = (await harness.rest('GET', '/_emu/devices/Pump/attempts')).body;
    expect(value.map(({ service, outcome }: { service: string; outcome: string }) => `${service} ${outcome}`)).toEqual([
      'hub refused',
      'dps accepted',
    ]);
    expect((await harness.rest('GET', '/_emu/devices/Pump/attempts?top=1')).body.value).toHaveLength(1);
    expect((await harness.rest('GET', '/_emu/devices/nobody/attempts')).status).toBe(404);
  });

  test('is the messages that wait, without those that have expired', async () => {
    const harness = await startCloud();
    await harness.register('a');
    await harness.rest('POST', '/_emu/devices/a/messages', { body: 'short', expirySeconds: 1 });
    await harness.rest('POST', '/_emu/devices/a/messages', { body: 'long', methodName: 'reboot' });
    await harness.clock.advance(2000);
    const { value } = (await harness.rest('GET', '/_emu/devices/a/messages')).body;
    expect(value).toMatchObject([{ body: 'long', properties: { 'method-name': 'reboot' }, deliveryCount: 0 }]);
    expect((await harness.rest('GET', '/_emu/devices/a/commands')).body).toEqual({ value: [] });
  });

  test('says how it proves itself, and never with what', async () => {
    const harness = await startCloud();
    await harness.register('a');
    const { status, body } = await harness.rest('GET', '/_emu/devices/a');
    expect(status).toBe(200);
    expect(body.authentication).toEqual({ type: 'sas' });
    expect(JSON.stringify(body)).not.toContain(harness.deviceKey('a'));
  });
});

import { afterEach, describe, expect, test } from 'vitest';
import {
  createDeviceBench,
  type BenchOptions,
  type DeviceBench,
  type DeviceChanges,
} from '../../support/device-bench.ts';
import { createMemoryRoad } from '../../support/memory-road.ts';
import { answerAsServer, createScriptedServer, makePublish } from '../../support/scripted-server.ts';

let bench: DeviceBench;
afterEach(() => bench.dispose());

async function startOnline(changes: DeviceChanges = {}, options: BenchOptions = {}): Promise<string> {
  bench = await createDeviceBench(options);
  const id = await bench.add(changes);
  await bench.host.start(id);
  await bench.until(id, 'online');
  await bench.clock.settle();
  return id;
}

const device = '/_emu/devices/bench-01';
const properties = '/api/devices/bench-01/properties';

describe('properties', () => {
  test('a wish of the operator is done, acknowledged with its version, and shown', async () => {
    const id = await startOnline();
    await bench.operator('PATCH', properties, { targetTemperature: 25 });
    await bench.clock.advance(100);
    const { reported, desiredVersion } = (await bench.operator('GET', device)) as Record<string, unknown>;
    expect(reported).toMatchObject({
      targetTemperature: { value: 25, ac: 200, av: desiredVersion, ad: 'completed' },
    });
    const { twin } = await bench.detail(id);
    expect(twin).toMatchObject({ desired: { targetTemperature: 25 }, desiredVersion, reported });
  });

  test('a wish that is no number is answered with 400 and a reason', async () => {
    await startOnline();
    await bench.operator('PATCH', properties, { targetTemperature: 'warm' });
    await bench.clock.advance(100);
    const { reported } = (await bench.operator('GET', device)) as { reported: object };
    expect(reported).toMatchObject({ targetTemperature: { value: 22, ac: 400, av: 2 } });
  });

  test('a wish made while the device was away is done when it comes back, because the twin is read on every connect', async () => {
    const id = await startOnline();
    bench.road.isBlocked = true;
    bench.road.cut();
    await bench.clock.settle();
    await bench.operator('PATCH', properties, { targetTemperature: 18 });
    bench.road.isBlocked = false;
    await bench.until(id, 'online');
    await bench.clock.advance(100);
    const { reported } = (await bench.operator('GET', device)) as { reported: object };
    expect(reported).toMatchObject({ targetTemperature: { value: 18, ac: 200, av: 2 } });
  });

  test('the user reports properties, and is told when the hub does not take them', async () => {
    const id = await startOnline();
    await bench.host.report(id, { firmware: '1.2.3' });
    expect((await bench.detail(id)).twin?.reported).toMatchObject({ firmware: '1.2.3' });
    await expect(bench.host.report(id, { 'a.b': 1 })).rejects.toMatchObject({
      code: 'twin/refused',
      facts: { status: 400 },
    });
    await bench.host.stop(id);
    await expect(bench.host.report(id, { a: 1 })).rejects.toMatchObject({ code: 'device/not-online' });
  });

  test('a raw device shows what is wished for and acknowledges nothing', async () => {
    const id = await startOnline({ record: { behaviour: 'raw' } });
    await bench.operator('PATCH', properties, { anything: { nested: true } });
    await bench.clock.advance(100);
    expect((await bench.detail(id)).twin).toMatchObject({ desired: { anything: { nested: true } }, reported: {} });
  });
});

describe('commands', () => {
  test('are answered by the thermostat and listed', async () => {
    const id = await startOnline();
    await bench.clock.advance(10_000);
    const answered = bench.operator('POST', '/api/devices/bench-01/commands/getMaxMinReport', { request: null });
    await bench.clock.advance(100);
    expect(await answered).toMatchObject({ responseCode: 200, response: { maxTemp: expect.any(Number) } });
    const { commands, counters } = await bench.detail(id);
    expect(commands).toMatchObject([{ name: 'getMaxMinReport', status: 200 }]);
    expect(counters.commandsAnswered).toBe(1);
  });

  test('that nobody knows are answered with 404, by a raw device with 501', async () => {
    await startOnline();
    const unknown = bench.operator('POST', '/api/devices/bench-01/commands/reboot', { request: { delay: 5 } });
    await bench.clock.advance(100);
    expect(await unknown).toMatchObject({ responseCode: 404 });
    await bench.dispose();
    await startOnline({ record: { behaviour: 'raw' } });
    const raw = bench.operator('POST', '/api/devices/bench-01/commands/reboot', {});
    await bench.clock.advance(100);
    expect(await raw).toMatchObject({ responseCode: 501 });
  });
});

describe('messages from the cloud', () => {
  test('are listed with their properties, and settled', async () => {
    const id = await startOnline();
    await bench.operator('POST', `${device}/messages`, {
      body: 'hello',
      messageId: 'm-1',
      properties: { alert: 'yes' },
    });
    await bench.clock.advance(100);
    const { messages, counters } = await bench.detail(id);
    expect(messages).toMatchObject([
      { kind: 'message', messageId: 'm-1', body: 'hello', properties: { alert: 'yes' } },
    ]);
    expect(counters.messagesReceived).toBe(1);
    expect(await bench.operator('GET', device)).toMatchObject({ queuedMessages: 0 });
  });

  test('wait for a device that is away', async () => {
    const id = await startOnline();
    await bench.host.stop(id);
    await bench.operator('POST', `${device}/messages`, { body: 'later' });
    await bench.host.start(id);
    await bench.until(id, 'online');
    await bench.clock.advance(100);
    expect((await bench.detail(id)).messages.map(({ body }) => body)).toEqual(['later']);
  });

  test('that carry an offline command are run, and listed as both', async () => {
    const id = await startOnline();
    await bench.operator('POST', `${device}/messages`, { body: '', methodName: 'getMaxMinReport' });
    await bench.clock.advance(100);
    const { messages, commands } = await bench.detail(id);
    expect(messages).toMatchObject([{ kind: 'offline-command' }]);
    expect(commands).toMatchObject([{ name: 'getMaxMinReport', status: 200 }]);
  });

  test('are listed up to a hundred', async () => {
    const server = createScriptedServer((connection, packet) => {
      answerAsServer(connection, packet);
      if (packet.cmd !== 'subscribe') return;
      for (let n = 0; n < 130; n += 1)
        connection.send(makePublish('devices/hub-01/messages/devicebound/', `body ${n}`, n + 1));
    });
    const id = await startOnline(
      {
        record: { route: { kind: 'hub', hubHost: 'h.test', deviceId: 'hub-01' } },
        secret: { kind: 'device-key', primaryKey: btoa('k'.repeat(32)) },
      },
      { road: () => createMemoryRoad(server.accept) },
    );
    const { messages, counters } = await bench.detail(id);
    expect([messages.length, messages[0]?.body, counters.messagesReceived]).toEqual([100, 'body 30', 130]);
  });
});

describe('telemetry', () => {
  test('goes out as JSON with its content type and encoding', async () => {
    await startOnline();
    const { value } = (await bench.operator('GET', `${device}/telemetry?top=1`)) as { value: unknown[] };
    expect(value[0]).toMatchObject({
      body: { temperature: expect.any(Number) },
      properties: { '$.ct': 'application/json', '$.ce': 'utf-8' },
    });
  });

  test('of the user goes out beside the beat, with properties, and is in the chart when it has numbers', async () => {
    const id = await startOnline();
    await bench.host.sendTelemetry(id, '{"pressure": 1013}', { alert: 'true' });
    const { value } = (await bench.operator('GET', `${device}/telemetry?top=1`)) as { value: unknown[] };
    expect(value[0]).toMatchObject({ body: { pressure: 1013 }, properties: { alert: 'true' } });
    const names: string[] = [];
    (await bench.host.watchTelemetry(id, (series) => names.push(...series.map(({ name }) => name))))();
    expect(names).toEqual(['temperature', 'pressure']);
  });

  test('that is no JSON goes out as it is, without a content type', async () => {
    const id = await startOnline();
    await bench.host.sendTelemetry(id, 'plain text', {});
    const { value } = (await bench.operator('GET', `${device}/telemetry?top=1`)) as { value: { properties: object }[] };
    expect(value[0]?.properties).toEqual({});
  });

  test('that is too large is not sent', async () => {
    const id = await startOnline();
    const sent = (await bench.detail(id)).counters.telemetrySent;
    await expect(bench.host.sendTelemetry(id, 'x'.repeat(262_145), {})).rejects.toMatchObject({
      code: 'device/message-too-large',
      facts: { bytes: 262_145, limit: 262_144 },
    });
    await bench.host.sendTelemetry(id, 'x'.repeat(262_144), {});
    expect((await bench.detail(id)).counters.telemetrySent).toBe(sent + 1);
  });

  test('refuses properties that no topic can hold, and stays online', async () => {
    const id = await startOnline();
    // Within the limit of a message, but each quotation mark takes three bytes in a topic.
    await expect(bench.host.sendTelemetry(id, '{}', { note: '"'.repeat(30_000) })).rejects.toMatchObject({
      code: 'device/properties-too-large',
      facts: { limit: 65_535 },
    });
    await bench.host.sendTelemetry(id, '{}', { note: '"'.repeat(20_000) });
    expect((await bench.state(id)).kind).toBe('online');
    expect((await bench.detail(id)).counters.errors).toBe(0);
  });

  test('follows a new interval from the next beat on, and keeps it', async () => {
    const id = await startOnline();
    await bench.host.setInterval(id, 500);
    const before = (await bench.detail(id)).counters.telemetrySent;
    await bench.clock.advance(5000);
    const { counters, intervalMs } = await bench.detail(id);
    expect([counters.telemetrySent - before, intervalMs]).toEqual([10, 500]);
    expect((await bench.vault.read('device', id))?.public).toMatchObject({ intervalMs: 500 });
  });

  test('is refused while the device is not online', async () => {
    bench = await createDeviceBench();
    const id = await bench.add();
    await expect(bench.host.sendTelemetry(id, '{}', {})).rejects.toMatchObject({ code: 'device/not-online' });
  });
});

describe('a hub that answers oddly', () => {
  const hubDevice: DeviceChanges = {
    record: { route: { kind: 'hub', hubHost: 'h.test', deviceId: 'hub-01' } },
    secret: { kind: 'device-key', primaryKey: btoa('k'.repeat(32)) },
  };
  const twinWith = (answer: (rid: string) => [topic: string, body: string]) =>
    createScriptedServer((connection, packet) => {
      if (answerAsServer(connection, packet) || packet.cmd !== 'publish') return;
      const rid = /^\$iothub\/twin\/GET\/\?\$rid=(.*)$/.exec(packet.topic)?.[1];
      if (rid !== undefined) connection.send(makePublish(...answer(rid)));
    });
  const start = (server: ReturnType<typeof createScriptedServer>) =>
    startOnline(hubDevice, { road: () => createMemoryRoad(server.accept) });

  test('a twin that never comes keeps nobody offline', async () => {
    const server = createScriptedServer((connection, packet) => void answerAsServer(connection, packet));
    const id = await start(server);
    await bench.clock.advance(31_000);
    expect((await bench.trace(id)).join('\n')).toContain('asking once more');
    await bench.clock.advance(300_000);
    const asked = server.connections[0]!.received.filter((one) => one.cmd === 'publish' && one.topic.includes('/GET/'));
    expect(asked).toHaveLength(2);
    const { state, steps, counters } = await bench.detail(id);
    expect(state.kind).toBe('online');
    expect(steps.at(-1)).toMatchObject({ kind: 'twin', outcome: 'failed' });
    expect(counters.telemetryAcknowledged).toBeGreaterThan(10);
    expect((await bench.trace(id)).join('\n')).toContain('The device twin could not be read');
  });

  test('a twin whose first answer was lost is asked for again, and what was wished for meanwhile counts', async () => {
    let asked = 0;
    const server = createScriptedServer((connection, packet) => {
      if (answerAsServer(connection, packet) || packet.cmd !== 'publish') return;
      const rid = /^\$iothub\/twin\/GET\/\?\$rid=(.*)$/.exec(packet.topic)?.[1];
      if (rid === undefined) return;
      asked += 1;
      if (asked === 1) connection.send(makePublish('$iothub/twin/PATCH/properties/desired/?$version=3', '{"a":1}'));
      const body = '{"desired":{"$version":2},"reported":{"$version":1}}';
      if (asked === 2) connection.send(makePublish(`$iothub/twin/res/200/?$rid=${rid}`, body));
    });
    const id = await start(server);
    await bench.clock.advance(31_000);
    expect((await bench.detail(id)).twin).toMatchObject({ desired: { a: 1 }, desiredVersion: 3 });
    expect(asked).toBe(2);
  });

  test('a hub that never acknowledges gets no beats without end, and the trace says so once', async () => {
    const server = createScriptedServer((connection, packet) => {
      if (packet.cmd === 'publish' && packet.qos === 1) return;
      answerAsServer(connection, packet);
    });
    const id = await start(server);
    const large = JSON.stringify('x'.repeat(250 * 1024));
    for (let sent = 0; sent < 33; sent += 1) bench.host.sendTelemetry(id, large, {}).catch(() => undefined);
    await bench.clock.advance(3000);
    const { telemetrySent } = (await bench.detail(id)).counters;
    await bench.clock.advance(20_000);
    expect((await bench.detail(id)).counters.telemetrySent).toBe(telemetrySent);
    expect((await bench.trace(id)).filter((row) => row.includes('Too many messages wait'))).toHaveLength(1);
  });

  test('a twin that is refused, or none, is written down', async () => {
    const refused = await start(
      twinWith((rid) => [`$iothub/twin/res/429/?$rid=${rid}`, '{"errorCode":429001,"message":"slow down"}']),
    );
    expect((await bench.trace(refused)).join('\n')).toContain('The device twin could not be read');
    await bench.dispose();
    const odd = await start(twinWith((rid) => [`$iothub/twin/res/200/?$rid=${rid}`, '[]']));
    expect((await bench.trace(odd)).join('\n')).toContain('a device twin that is not a JSON object');
    expect((await bench.detail(odd)).twin).toBeUndefined();
  });

  test('a desired patch of a version that is known is dropped, and said', async () => {
    const server = twinWith((rid) => [
      `$iothub/twin/res/200/?$rid=${rid}`,
      '{"desired":{"a":1,"$version":7},"reported":{"$version":1}}',
    ]);
    const id = await start(server);
    const patch = (version: number) =>
      server.connections[0]?.send(
        makePublish(`$iothub/twin/PATCH/properties/desired/?$version=${version}`, JSON.stringify({ a: version })),
      );
    patch(6);
    patch(8);
    patch(8);
    await bench.clock.settle();
    expect((await bench.detail(id)).twin).toMatchObject({ desired: { a: 8 }, desiredVersion: 8 });
    const notes = (await bench.trace(id)).filter((row) => row.includes('Dropped'));
    expect(notes).toEqual([
      'note NOTE Dropped desired properties of version 6: version 7 is known already.',
      'note NOTE Dropped desired properties of version 8: version 8 is known already.',
    ]);
  });

  test('a command whose body is no JSON is answered with 400', async () => {
    const server = twinWith((rid) => [`$iothub/twin/res/200/?$rid=${rid}`, '{"desired":{},"reported":{}}']);
    const id = await start(server);
    server.connections[0]?.send(makePublish('$iothub/methods/POST/reboot/?$rid=1f', '{broken'));
    await bench.clock.settle();
    const topics = server.connections[0]?.received.flatMap((packet) =>
      packet.cmd === 'publish' ? [packet.topic] : [],
    );
    expect(topics).toContain('$iothub/methods/res/400/?$rid=1f');
    expect((await bench.detail(id)).commands).toMatchObject([{ name: 'reboot', status: 400, request: '{broken' }]);
  });
});

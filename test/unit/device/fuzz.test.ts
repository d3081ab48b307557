import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DeviceState } from '#core/ports/device-host';
import { createDeviceBench, HUB } from '../../support/device-bench.ts';
import { createMemoryRoad } from '../../support/memory-road.ts';
import { answerAsServer, createScriptedServer, makePublish } from '../../support/scripted-server.ts';

const KINDS: readonly DeviceState['kind'][] = [
  'idle',
  'checking',
  'provisioning',
  'connecting',
  'online',
  'waiting',
  'refused',
  'stopped',
];

/** Lets a device meet a server that answers like one and then sends `bytes`, and gives the states it went through. */
async function meet(
  kind: 'dps' | 'hub',
  send: (publishOrBytes: { raw(b: Uint8Array): void; say(topic: string, body: string): void }) => void,
) {
  const server = createScriptedServer((connection, packet) => {
    answerAsServer(connection, packet);
    if (packet.cmd !== 'subscribe') return;
    send({ raw: connection.sendRaw, say: (topic, body) => connection.send(makePublish(topic, body)) });
  });
  const bench = await createDeviceBench({ road: () => createMemoryRoad(server.accept) });
  const route = { kind: 'hub', hubHost: HUB, deviceId: 'hub-01' } as const;
  const secret = { kind: 'device-key', primaryKey: btoa('k'.repeat(32)) } as const;
  const id = await bench.add(kind === 'hub' ? { record: { route }, secret } : {});
  const states: DeviceState[] = [];
  const stop = await bench.host.watchDevice(id, ({ state }) => states.push(state));
  await bench.host.start(id);
  await bench.clock.advance(1500);
  await bench.host.stop(id);
  await bench.clock.advance(20);
  stop();
  await bench.dispose();
  return states;
}

function expectSound(states: readonly DeviceState[]): void {
  expect(states.every(({ kind }) => KINDS.includes(kind))).toBe(true);
  expect(states.at(-1)?.kind).toBe('stopped');
}

const topics = fc.oneof(
  fc.string({ maxLength: 40 }).filter((topic) => topic !== ''),
  fc.constantFrom(
    '$iothub/twin/res/200/?$rid=1',
    '$iothub/twin/res/204/?$rid=2&$version=x',
    '$iothub/twin/PATCH/properties/desired/?$version=3',
    '$iothub/twin/PATCH/properties/desired/?$version=-1',
    '$iothub/methods/POST/getMaxMinReport/?$rid=1',
    '$iothub/methods/POST/%E0%A4%A/?$rid=1',
    '$iothub/methods/POST//?$rid=',
    'devices/hub-01/messages/devicebound/%24.mid=1&method-name=getMaxMinReport',
    'devices/hub-01/messages/devicebound/%zz',
    '$dps/registrations/res/202/?$rid=1&retry-after=-1',
    '$dps/registrations/res/200/?$rid=1',
    '$dps/registrations/res/401/?$rid=',
    '$dps/registrations/res/999/?$rid=1&retry-after=99999999999',
  ),
);
const bodies = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.json({ maxDepth: 3 }),
  fc.constantFrom(
    '{"status":"assigned","registrationState":{"assignedHub":7,"deviceId":null}}',
    '{"status":"assigning","operationId":""}',
    '{"status":"assigned","operationId":"1","registrationState":{"assignedHub":"a b","deviceId":"#/+"}}',
    '{"desired":{"targetTemperature":{"value":{"value":null}},"$version":"x"},"reported":{"$version":null}}',
    '{"__proto__":{"x":1}}',
    'null',
  ),
);

test('random bytes never leave a device in a state of its own', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('dps', 'hub'),
      fc.uint8Array({ minLength: 1, maxLength: 80 }),
      async (kind, bytes) => {
        expectSound(await meet(kind as 'dps' | 'hub', ({ raw }) => raw(bytes)));
      },
    ),
    { numRuns: 25 },
  );
}, 60_000);

test('random topics and bodies never do either', async () => {
  const publications = fc.array(fc.tuple(topics, bodies), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('dps', 'hub'), publications, async (kind, said) => {
      const states = await meet(kind as 'dps' | 'hub', ({ say }) => said.forEach(([topic, body]) => say(topic, body)));
      expectSound(states);
    }),
    { numRuns: 40 },
  );
}, 60_000);

import { afterEach, describe, expect, test } from 'vitest';
import { createSocketEvents } from '#adapters/sockets/socket-events';
import { makeFinding, type Finding } from '#core/errors/workbench-error';
import { chooseRoad, type Road, type RoadFacts } from '#core/identity/road';
import type { ByteSocket, DialTarget, Transport } from '#core/ports/byte-socket';
import { createDeviceBench, type BenchOptions, type DeviceBench } from '../../support/device-bench.ts';

let bench: DeviceBench;
afterEach(() => bench.dispose());

/** A bench whose roads all end in its one, and say which of them was taken. */
async function openRoads(options: BenchOptions = {}): Promise<readonly string[]> {
  const taken: string[] = [];
  const transportFor = (facts: RoadFacts): Transport => {
    const { road } = chooseRoad(facts);
    return {
      road,
      describe: (target) => bench.road.describe(target),
      isEncrypted: () => false,
      wasPrimed: () => undefined,
      dial(target, dialOptions) {
        taken.push(`${road} ${target.service}`);
        return bench.road.dial(target, dialOptions);
      },
    };
  };
  bench = await createDeviceBench({ ...options, transportFor });
  return taken;
}

describe('a device with keys takes the road that somebody chooses', () => {
  test('from its next connection on, and keeps it', async () => {
    const taken = await openRoads();
    const id = await bench.add();
    expect((await bench.detail(id)).road).toEqual({ road: 'direct', reason: 'usual', next: 'relay' });
    await bench.host.start(id);
    await bench.until(id, 'online');
    await bench.host.takeRoad(id, 'relay');
    expect((await bench.detail(id)).road).toEqual({ road: 'relay', reason: 'chosen', next: 'direct' });
    await bench.clock.settle();
    expect(taken).toEqual(['direct dps', 'direct hub']);
    bench.road.cut();
    await bench.clock.settle();
    await bench.until(id, 'online');
    expect(taken.slice(2)).toEqual(['relay hub']);
    expect(await bench.trace(id)).toContain(
      'note NOTE Connecting over the relay from now on, with TLS that ends in this tab.',
    );
    await bench.host.stop(id);
    await bench.host.start(id);
    await bench.until(id, 'online');
    expect(taken.slice(3)).toEqual(['relay dps', 'relay hub']);
    await bench.host.takeRoad(id, 'direct');
    expect((await bench.detail(id)).record).not.toHaveProperty('road');
  });

  test('when the direct one is blocked, and never without being told', async () => {
    const taken = await openRoads();
    const id = await bench.add();
    bench.road.isBlocked = true;
    await bench.host.start(id);
    await bench.until(id, 'waiting');
    await bench.clock.advance(120_000);
    expect(new Set(taken)).toEqual(new Set(['direct dps']));
    bench.road.isBlocked = false;
    await bench.host.takeRoad(id, 'relay');
    await bench.host.start(id);
    await bench.until(id, 'online');
    expect(taken.slice(-2)).toEqual(['relay dps', 'relay hub']);
  });

  test.each<[string, Parameters<typeof bench.add>[0]]>([
    ['its cloud is in this browser', { record: { cloud: { kind: 'tab' } } }],
    ['it has a certificate', { secret: { kind: 'certificate', primaryId: 'any' } }],
    ['the browser has its certificate', { secret: { kind: 'browser-certificate' } }],
  ])('but not where there is no other: %s', async (_name, changes) => {
    await openRoads();
    const id = await bench.add(changes);
    await expect(bench.host.takeRoad(id, 'direct')).rejects.toMatchObject({ code: 'device/road-not-possible' });
  });
});

describe('a device without a key of ours', () => {
  test('is asked for no group key', async () => {
    await openRoads();
    const id = await bench.add({ secret: { kind: 'browser-certificate' } });
    await expect(bench.host.startAsGroupKey(id)).rejects.toMatchObject({ code: 'device/key-missing' });
  });

  test('connects with what the browser shows, without a password', async () => {
    const taken = await openRoads();
    const id = await bench.add({ secret: { kind: 'browser-certificate' } });
    await bench.host.start(id);
    await bench.until(id, 'refused');
    expect(taken).toEqual(['browser-certificate dps']);
    expect(bench.road.shown).toEqual([undefined]);
    const { state, preflight } = await bench.detail(id);
    expect(preflight[0]).toEqual({ check: 'certificate', result: 'cannot-know' });
    expect(state).toMatchObject({ reason: { code: 'dps/refused', facts: { returnCode: 5 } } });
  });
});

describe('over the relay', () => {
  test('a device is told that TLS stopped in its midst, behind a relay that took its time', async () => {
    const finding = makeFinding('tls/silent', { host: 'h', seconds: 20 });
    const transportFor = (facts: RoadFacts): Transport => ({
      road: chooseRoad(facts).road,
      describe: ({ host }) => host,
      isEncrypted: () => true,
      wasPrimed: () => undefined,
      dial() {
        const events = createSocketEvents();
        bench.clock.after(28_000, () => events.end(1006, finding));
        const close = (): void => void events.end(1006);
        return Promise.resolve({ ...events, bufferedAmount: 0, send: () => undefined, close });
      },
    });
    bench = await createDeviceBench({ transportFor });
    const id = await bench.add({ record: { road: 'relay' } });
    await bench.host.start(id);
    expect(await bench.until(id, 'waiting')).toMatchObject({ reason: finding });
  });
});

describe('the test of the relay', () => {
  const openWith = async (
    end: Finding | undefined | 'opens',
  ): Promise<{ asked: [Road, DialTarget][]; closed(): number }> => {
    const asked: [Road, DialTarget][] = [];
    let closed = 0;
    const transportFor = (facts: RoadFacts): Transport => ({
      road: chooseRoad(facts).road,
      describe: ({ host }) => host,
      isEncrypted: () => true,
      wasPrimed: () => undefined,
      dial(target) {
        asked.push([chooseRoad(facts).road, target]);
        const events = createSocketEvents();
        queueMicrotask(() => {
          if (end === 'opens') events.open();
          else events.end(1006, end);
        });
        const socket: ByteSocket = {
          ...events,
          bufferedAmount: 0,
          send: () => undefined,
          close: () => void (closed += 1),
        };
        return Promise.resolve(socket);
      },
    });
    bench = await createDeviceBench({ transportFor });
    return { asked, closed: () => closed };
  };

  test('goes to the provisioning service of Azure, and leaves nothing open', async () => {
    const { asked, closed } = await openWith('opens');
    await bench.host.testRelay();
    expect(asked).toEqual([['relay', { host: 'global.azure-devices-provisioning.net', service: 'dps' }]]);
    expect(closed()).toBe(1);
  });

  test.each([
    ['what the relay refuses', makeFinding('relay/token', { address: 'a' })],
    ['that somebody else answers', makeFinding('tls/not-tls', {})],
  ])('tells %s', async (_name, finding) => {
    await openWith(finding);
    await expect(bench.host.testRelay()).rejects.toMatchObject({ finding });
  });

  test('tells an end for which nobody has a reason', async () => {
    await openWith(undefined);
    await expect(bench.host.testRelay()).rejects.toMatchObject({ code: 'tls/cut-off' });
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRouter, DEVICE_TABS, HOME, KEYS, isSamePage, parseRoute, printRoute, type Route } from '#ui/routes';

describe('places in the address', () => {
  test('do not hold a key that is searched for', () => {
    const key = '8isrFI1sGsIlvvFSSFRiMfCNzv21fjbE/+ah/lSh3lE=';
    expect(printRoute({ room: 'devices', filter: 'online', find: key })).toBe('#/devices?show=online');
    const trace = { direction: 'all', type: 'all', failedOnly: true, query: `SharedAccessKey=${key}` } as const;
    expect(printRoute({ room: 'device', id: 'a', tab: 'trace', trace })).toBe('#/devices/a/trace?failed=1');
  });

  test.each<[string, Route]>([
    ['', HOME],
    ['#/', HOME],
    ['#/devices', HOME],
    ['#/devices?show=failing&find=boil', { room: 'devices', filter: 'failing', find: 'boil' }],
    ['#/devices/4f2a', { room: 'device', id: '4f2a', tab: undefined }],
    ['#/devices/4f2a/telemetry', { room: 'device', id: '4f2a', tab: 'telemetry' }],
    [
      '#/devices/4f2a/trace?way=sent&find=twin',
      {
        room: 'device',
        id: '4f2a',
        tab: 'trace',
        trace: { direction: 'sent', type: 'all', failedOnly: false, query: 'twin' },
      },
    ],
    ['#/devices/4f2a/trace?part=handshake', { room: 'device', id: '4f2a', tab: 'trace', part: 'handshake' }],
    ['#/cloud', { room: 'cloud', place: undefined, tab: 'devices', device: undefined }],
    ['#/cloud?at=browser&tab=attempts', { room: 'cloud', place: 'browser', tab: 'attempts', device: undefined }],
    [
      '#/cloud?device=pump&part=connection',
      { room: 'cloud', place: undefined, tab: 'devices', device: 'pump', part: 'connection' },
    ],
    [
      '#/cloud?find=pu&status=blocked&only=connected&group=g',
      {
        room: 'cloud',
        place: undefined,
        tab: 'devices',
        device: undefined,
        query: { search: 'pu', status: 'blocked', connection: 'connected', group: 'g' },
      },
    ],
    [
      '#/cloud?status=moon&part=moon',
      {
        room: 'cloud',
        place: undefined,
        tab: 'devices',
        device: undefined,
        query: { search: '', status: 'all', connection: 'all', group: '' },
      },
    ],
    ['#/cloud?at=moon', { room: 'cloud', place: undefined, tab: 'devices', device: undefined }],
    ['#/keys', { room: 'keys' }],
    ['#/keys?key=secret', { room: 'keys' }],
    ['#/keys/extra', { room: 'nowhere' }],
    ['#/scan', { room: 'scan', tab: 'scan' }],
    ['#/scan/labels?devices=', { room: 'scan', tab: 'labels', subject: { kind: 'devices', id: '' } }],
    ['#/scan/make?device=4f2a', { room: 'scan', tab: 'make', subject: { kind: 'device', id: '4f2a' } }],
    ['#/scan?seen=1', { room: 'scan', tab: 'scan', step: 1 }],
    ['#/scan?seen=3', { room: 'scan', tab: 'scan' }],
    ['#/scan/labels?seen=1', { room: 'scan', tab: 'labels' }],
    ['#/scan/attic', { room: 'nowhere' }],
    ['#/devices/4f2a/attic', { room: 'nowhere' }],
    ['#/settings', { room: 'nowhere' }],
    ['#/cloud/extra', { room: 'nowhere' }],
    ['#/devices/%E0%A4%A', { room: 'device', id: '%E0%A4%A', tab: undefined }],
  ])('%s is read', (fragment, route) => {
    expect(parseRoute(fragment)).toEqual(route);
  });

  const text = fc.string({ maxLength: 20 });
  const routes = fc.oneof<fc.Arbitrary<Route>[]>(
    fc.record({
      room: fc.constant('devices' as const),
      filter: fc.constantFrom('all', 'online', 'failing'),
      find: text,
    }),
    fc.record({
      room: fc.constant('device' as const),
      id: fc.uuid(),
      tab: fc.option(fc.constantFrom(...DEVICE_TABS), { nil: undefined }),
    }),
    fc.record({
      room: fc.constant('cloud' as const),
      place: fc.constantFrom('server', 'browser', undefined),
      tab: fc.constantFrom('devices', 'groups', 'attempts'),
      device: fc.option(fc.string({ minLength: 1, maxLength: 20 }), { nil: undefined }),
    }),
    fc.constant(KEYS),
    fc.record(
      { room: fc.constant('scan' as const), tab: fc.constant('scan' as const), step: fc.constantFrom(1, 2) },
      { requiredKeys: ['room', 'tab'] },
    ),
  );

  test('whatever is printed is read back as it was', () => {
    fc.assert(
      fc.property(routes, (route) => {
        expect(parseRoute(printRoute(route))).toEqual(route);
      }),
      { numRuns: 300 },
    );
  });

  test('any fragment is a place or nowhere, and none breaks the page', () => {
    fc.assert(
      fc.property(fc.string(), (fragment) => {
        expect(['devices', 'device', 'keys', 'cloud', 'nowhere']).toContain(parseRoute(`#/${fragment}`).room);
      }),
      { numRuns: 300 },
    );
  });

  test('another tab of the same device is the same page; another device is not', () => {
    const one: Route = { room: 'device', id: 'a', tab: 'trace' };
    expect(isSamePage(one, { room: 'device', id: 'a', tab: 'telemetry' })).toBe(true);
    expect(isSamePage(one, { room: 'device', id: 'b', tab: 'trace' })).toBe(false);
    expect(isSamePage(one, HOME)).toBe(false);
    const cloud: Route = { room: 'cloud', place: undefined, tab: 'devices', device: undefined };
    expect(isSamePage(cloud, { ...cloud, tab: 'attempts' })).toBe(true);
    expect(isSamePage(cloud, { ...cloud, device: 'a' })).toBe(false);
    expect(isSamePage(HOME, { room: 'devices', filter: 'online', find: 'x' })).toBe(true);
  });
});

/** A window of which only the address matters. */
function makePage(hash: string) {
  const target = new EventTarget();
  const replaced: string[] = [];
  const frames: (() => void)[] = [];
  const page = {
    location: { hash },
    history: {
      state: null as unknown,
      scrollRestoration: 'auto',
      replaceState(state: unknown, _title: string, url?: string) {
        page.history.state = state;
        if (url !== undefined) replaced.push(url);
      },
    },
    scrollY: 0,
    scrollTo: ({ top }: { top: number }) => void (page.scrollY = Math.min(top, page.highest)),
    /** How far the page can be scrolled. */
    highest: 10_000,
    requestAnimationFrame: (task: () => void) => void frames.push(task),
    addEventListener: target.addEventListener.bind(target),
    removeEventListener: target.removeEventListener.bind(target),
  };
  const travel = (to: string, state: unknown = null): void => {
    page.location.hash = to;
    page.history.state = state;
    target.dispatchEvent(new Event('hashchange'));
  };
  const frame = (): void => frames.splice(0).forEach((task) => task());
  return { page: page as unknown as Window, replaced, travel, frame, target, place: page };
}

describe('the router', () => {
  test('begins where the address says and follows it, back and forth', () => {
    const { page, travel } = makePage('#/cloud');
    const router = createRouter(page);
    expect(router.route.get().room).toBe('cloud');
    travel('#/devices/a/trace');
    expect(router.route.get()).toEqual({ room: 'device', id: 'a', tab: 'trace' });
    router.dispose();
    travel('#/cloud');
    expect(router.route.get().room).toBe('device');
  });

  test('going somewhere changes the address; replacing it leaves no step to go back to', () => {
    const { page, replaced } = makePage('');
    const router = createRouter(page);
    router.go({ room: 'device', id: 'a', tab: 'telemetry' });
    expect(page.location.hash).toBe('#/devices/a/telemetry');
    router.replace({ room: 'devices', filter: 'online', find: '' });
    expect(replaced).toEqual(['#/devices?show=online']);
    expect(router.route.get()).toEqual({ room: 'devices', filter: 'online', find: '' });
  });
});

describe('where the reader stands', () => {
  test('is the top of another page, and stays on another tab of the same', () => {
    const { page, travel, place } = makePage('#/cloud');
    createRouter(page);
    place.scrollY = 900;
    travel('#/devices/a');
    expect(place.scrollY).toBe(0);
    place.scrollY = 300;
    travel('#/devices/a/trace');
    expect(place.scrollY).toBe(300);
    travel('#/devices/b/trace');
    expect(place.scrollY).toBe(0);
  });

  test('is where it was when the reader comes back, as soon as the page is high enough', () => {
    const { page, travel, frame, place } = makePage('#/cloud');
    createRouter(page);
    const first = place.history.state;
    place.scrollY = 900;
    travel('#/devices/a');
    place.highest = 0;
    travel('#/cloud', first);
    frame();
    expect(place.scrollY).toBe(0);
    place.highest = 5000;
    frame();
    expect(place.scrollY).toBe(900);
  });

  test('is left to a reader who moves meanwhile', () => {
    const { page, travel, frame, place, target } = makePage('#/cloud');
    createRouter(page);
    const first = place.history.state;
    place.scrollY = 900;
    travel('#/devices/a');
    place.highest = 0;
    travel('#/cloud', first);
    target.dispatchEvent(new Event('wheel'));
    place.highest = 5000;
    frame();
    expect(place.scrollY).toBe(0);
  });
});

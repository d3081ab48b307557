import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRouter, DEVICE_TABS, HOME, isSamePage, parseRoute, printRoute, type Route } from '#ui/routes';

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
    ['#/cloud', { room: 'cloud', place: undefined, tab: 'devices', device: undefined }],
    ['#/cloud?at=browser&tab=attempts', { room: 'cloud', place: 'browser', tab: 'attempts', device: undefined }],
    ['#/cloud?at=moon', { room: 'cloud', place: undefined, tab: 'devices', device: undefined }],
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
      tab: fc.constantFrom('devices', 'attempts'),
      device: fc.option(fc.string({ minLength: 1, maxLength: 20 }), { nil: undefined }),
    }),
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
        expect(['devices', 'device', 'cloud', 'nowhere']).toContain(parseRoute(`#/${fragment}`).room);
      }),
      { numRuns: 300 },
    );
  });

  test('another tab of the same device is the same page; another device is not', () => {
    const one: Route = { room: 'device', id: 'a', tab: 'trace' };
    expect(isSamePage(one, { room: 'device', id: 'a', tab: 'telemetry' })).toBe(true);
    expect(isSamePage(one, { room: 'device', id: 'b', tab: 'trace' })).toBe(false);
    expect(isSamePage(one, HOME)).toBe(false);
    expect(isSamePage(HOME, { room: 'devices', filter: 'online', find: 'x' })).toBe(true);
  });
});

/** A window of which only the address matters. */
function makePage(hash: string) {
  const target = new EventTarget();
  const replaced: string[] = [];
  const page = {
    location: { hash },
    history: { state: null, replaceState: (_state: unknown, _title: string, url: string) => void replaced.push(url) },
    addEventListener: target.addEventListener.bind(target),
    removeEventListener: target.removeEventListener.bind(target),
  };
  const travel = (to: string): void => {
    page.location.hash = to;
    target.dispatchEvent(new Event('hashchange'));
  };
  return { page: page as unknown as Window, replaced, travel };
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

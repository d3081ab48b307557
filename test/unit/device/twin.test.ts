import { describe, expect, test } from 'vitest';
import { createTwin } from '#device/twin';

const document = (desiredVersion: number, desired = {}) => ({
  desired: { ...desired, $version: desiredVersion },
  reported: { fan: 'on', $version: 3 },
});

describe('the device side of a twin', () => {
  test('keeps properties and versions apart', () => {
    const twin = createTwin();
    expect(twin.read(document(4, { targetTemperature: 22 }), 1000)).toBe(true);
    expect(twin.view).toEqual({
      desired: { targetTemperature: 22 },
      desiredVersion: 4,
      reported: { fan: 'on' },
      reportedVersion: 3,
      readAt: 1000,
    });
  });

  test('takes a newer patch and drops one of a version that is known', () => {
    const twin = createTwin();
    twin.read(document(4), 0);
    expect(twin.patch({ a: 1, $version: 5 }, 5, 1)).toEqual({ kind: 'newer', change: { patch: { a: 1 }, version: 5 } });
    expect(twin.patch({ a: 2 }, 5, 2)).toEqual({ kind: 'old', known: 5 });
    expect(twin.patch({ a: 2 }, 3, 2)).toEqual({ kind: 'old', known: 5 });
    expect(twin.view?.desired).toEqual({ a: 1 });
  });

  test('keeps a patch that comes before the twin was read, and uses it only when it is newer', () => {
    const twin = createTwin();
    expect(twin.patch({ a: 'older' }, 4, 0)).toEqual({ kind: 'early' });
    expect(twin.patch({ b: 'newer' }, 6, 0)).toEqual({ kind: 'early' });
    twin.read(document(5, { a: 'read' }), 1);
    expect(twin.view).toMatchObject({ desired: { a: 'read', b: 'newer' }, desiredVersion: 6 });
  });

  test('keeps what was reported while it was being read, when the document is older', () => {
    const twin = createTwin();
    twin.reported({ speed: 2 }, 4, 0);
    twin.read(document(1), 1);
    expect(twin.view).toMatchObject({ reported: { fan: 'on', speed: 2 }, reportedVersion: 4 });
  });

  test('keeps the newest hundred patches of a twin that is never read', () => {
    const twin = createTwin();
    for (let version = 1; version <= 150; version += 1) twin.patch({ [`v${version}`]: version }, version, 0);
    twin.read(document(0), 1);
    const names = Object.keys(twin.view?.desired ?? {});
    expect([names.length, names[0], twin.view?.desiredVersion]).toEqual([100, 'v51', 150]);
  });

  test('is read anew on each connection, even to an older version of another hub', () => {
    const twin = createTwin();
    twin.read(document(9, { a: 1 }), 0);
    twin.beginConnection();
    expect(twin.patch({ a: 2 }, 2, 1)).toEqual({ kind: 'early' });
    twin.read(document(1), 2);
    expect(twin.view).toMatchObject({ desired: { a: 2 }, desiredVersion: 2 });
  });

  test('takes the version of reported properties from the answer', () => {
    const twin = createTwin();
    twin.reported({ ignored: true }, 1, 0);
    expect(twin.view).toBeUndefined();
    twin.read(document(1), 0);
    twin.reported({ fan: null, speed: 2 }, 4, 5);
    twin.reported({ speed: 3 }, undefined, 6);
    expect(twin.view).toMatchObject({ reported: { speed: 3 }, reportedVersion: 4, readAt: 6 });
  });

  test.each([undefined, null, 7, 'text', [], {}, { desired: {} }, { desired: [], reported: {} }])(
    'refuses %j as a twin and keeps what it has',
    (wrong) => {
      const twin = createTwin();
      twin.read(document(2), 0);
      expect(twin.read(wrong, 1)).toBe(false);
      expect(twin.view?.desiredVersion).toBe(2);
    },
  );
});

import { describe, expect, test } from 'vitest';
import { QUIET_MS, TIRED_MS } from '#app/stores/patience';
import { createScanner, type Scanner } from '#app/stores/scanner';
import type { ScannerScreen } from '#app/stores/scanner-state';
import { WorkbenchError } from '#core/errors/workbench-error';
import { createFakeServices, type FakeServices } from '../../../support/fake-services.ts';

/** A screen whose next frame comes when a test says so. */
interface FakeScreen extends ScannerScreen {
  /** How many texts each frame had that was marked. */
  readonly marked: number[];
  readonly isAsked: boolean;
  /** Gives a frame to whoever waits for one. */
  frame(): void;
}

function makeScreen(): FakeScreen {
  const marked: number[] = [];
  let give: (() => void) | undefined;
  return {
    srcObject: null,
    marked,
    get isAsked() {
      return give !== undefined;
    },
    frame: () => {
      const given = give;
      give = undefined;
      given?.();
    },
    play: () => Promise.resolve(),
    mark: (codes, size) => {
      expect(size).toEqual({ width: 4, height: 3 });
      marked.push(codes.length);
    },
    nextFrame: (signal) =>
      new Promise((resolve, reject) => {
        give = () => resolve({ width: 4, height: 3, close: () => undefined } as ImageBitmap);
        signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
      }),
  };
}

interface Opened {
  readonly services: FakeServices;
  readonly scanner: Scanner;
  readonly screen: FakeScreen;
  /** What was told, frame by frame. */
  readonly found: string[][];
  readonly detach: () => void;
  readonly settle: () => Promise<void>;
  /** A frame with these codes. */
  readonly see: (...texts: string[]) => Promise<void>;
}

async function open(prepare: (services: FakeServices) => void = () => undefined): Promise<Opened> {
  const services = createFakeServices();
  prepare(services);
  const scanner = createScanner(services);
  const screen = makeScreen();
  const found: string[][] = [];
  const detach = scanner.attach(screen, (codes) => void found.push(codes.map(({ text }) => text)));
  const { settle } = services.clock;
  await settle();
  const see = async (...texts: string[]): Promise<void> => {
    services.codes.setFrame(...texts);
    screen.frame();
    await settle();
  };
  return { services, scanner, screen, found, detach, settle, see };
}

async function openOn(prepare?: (services: FakeServices) => void): Promise<Opened> {
  const opened = await open(prepare);
  opened.scanner.turnOn();
  await opened.settle();
  return opened;
}

const feedOf = ({ services }: Opened, index = -1) => services.camera.feeds.at(index);
const stateOf = ({ scanner }: Opened) => scanner.state.get();
const problemOf = (opened: Opened): unknown => {
  const state = stateOf(opened);
  return state.kind === 'failed' ? state.problem : state;
};
const said = (code: string, facts: object = {}): unknown => ({ kind: 'finding', finding: { code, facts } });

describe('the camera', () => {
  test('is off until somebody turns it on, and asks nobody before', async () => {
    const opened = await open();
    expect(stateOf(opened)).toEqual({ kind: 'off', isTired: false });
    expect(opened.services.camera.asked).toEqual([]);
  });

  test('says that it waits, and then what it can do', async () => {
    const zoom = { min: 1, max: 4, step: 0.1, value: 1 };
    const opened = await open(({ camera }) => camera.setAbilities({ hasTorch: true, facesUser: true, zoom }));
    const letGo = opened.services.camera.hold();
    opened.scanner.turnOn();
    await opened.settle();
    expect(stateOf(opened)).toEqual({ kind: 'opening' });
    letGo();
    await opened.settle();
    expect(stateOf(opened)).toEqual({
      kind: 'on',
      camera: { id: 'rear', facesUser: true, hasTorch: true, isTorchOn: false, zoom },
      cameras: [{ id: 'rear', label: 'Rear camera' }],
      isQuiet: false,
      refused: undefined,
    });
  });

  test('stops when it is turned off, and starts no more by itself', async () => {
    const opened = await openOn();
    opened.scanner.turnOff();
    expect(feedOf(opened)?.isStopped).toBe(true);
    expect(stateOf(opened)).toEqual({ kind: 'off', isTired: false });
    opened.detach();
    opened.scanner.attach(opened.screen, () => undefined);
    await opened.settle();
    expect(opened.services.camera.feeds).toHaveLength(1);
    expect(opened.services.clock.pending).toBe(0);
  });

  test('stops when its screen goes, and starts again with the next', async () => {
    const opened = await openOn();
    opened.detach();
    expect(feedOf(opened)?.isStopped).toBe(true);
    expect(stateOf(opened)).toEqual({ kind: 'off', isTired: false });
    expect(opened.services.clock.pending).toBe(0);
    opened.scanner.attach(makeScreen(), () => undefined);
    await opened.settle();
    expect(stateOf(opened).kind).toBe('on');
    expect(opened.services.camera.feeds.map(({ isStopped }) => isStopped)).toEqual([true, false]);
  });

  test('goes over to a screen that takes the place of another', async () => {
    const opened = await openOn();
    opened.scanner.attach(makeScreen(), () => undefined);
    await opened.settle();
    // The first says late that it is gone.
    opened.detach();
    expect(opened.services.camera.feeds.map(({ isStopped }) => isStopped)).toEqual([true, false]);
    expect(stateOf(opened).kind).toBe('on');
  });

  test('that comes when nobody waits for it any more is stopped at once', async () => {
    const opened = await open();
    const letGo = opened.services.camera.hold();
    opened.scanner.turnOn();
    await opened.settle();
    opened.scanner.turnOff();
    letGo();
    await opened.settle();
    expect(feedOf(opened)?.isStopped).toBe(true);
    expect(stateOf(opened).kind).toBe('off');
  });

  test('is the one that was chosen, also the next time', async () => {
    const kept = new Map<string, string>();
    const opened = await openOn(({ camera, preferences }) => {
      camera.setCameras({ id: 'rear', label: 'Rear' }, { id: 'wide', label: 'Wide' });
      preferences.read = (name) => kept.get(name);
      preferences.write = (name, value) => void kept.set(name, value);
    });
    opened.scanner.choose('wide');
    await opened.settle();
    expect(opened.services.camera.feeds.map(({ cameraId, isStopped }) => [cameraId, isStopped])).toEqual([
      ['rear', true],
      ['wide', false],
    ]);
    const later = createScanner(opened.services);
    later.attach(makeScreen(), () => undefined);
    later.turnOn();
    await opened.settle();
    expect(feedOf(opened)?.cameraId).toBe('wide');
    later.dispose();
  });

  test('turns itself off when no code comes for long, and says so', async () => {
    const opened = await openOn();
    await opened.services.clock.advance(TIRED_MS);
    expect(feedOf(opened)?.isStopped).toBe(true);
    expect(stateOf(opened)).toEqual({ kind: 'off', isTired: true });
    opened.scanner.turnOn();
    await opened.settle();
    expect(stateOf(opened).kind).toBe('on');
  });

  test('stays off once the app has gone', async () => {
    const opened = await openOn();
    opened.scanner.dispose();
    expect(feedOf(opened)?.isStopped).toBe(true);
    expect(opened.services.clock.pending).toBe(0);
  });
});

describe('why there is no picture', () => {
  test('is said, and a press tries again', async () => {
    const opened = await openOn(({ camera }) => camera.refuse(new WorkbenchError('camera/none', {})));
    expect(problemOf(opened)).toEqual(said('camera/none'));
    opened.services.camera.refuse();
    opened.scanner.turnOn();
    await opened.settle();
    expect(stateOf(opened).kind).toBe('on');
  });

  test('is not yet that a camera is busy: a moment later it may be free, as after another was stopped', async () => {
    const opened = await openOn(({ camera }) => camera.refuse(new WorkbenchError('camera/busy', {})));
    expect(stateOf(opened)).toEqual({ kind: 'opening' });
    await opened.services.clock.advance(500);
    expect(problemOf(opened)).toEqual(said('camera/busy'));
    opened.scanner.turnOn();
    await opened.settle();
    opened.services.camera.refuse();
    await opened.services.clock.advance(500);
    expect(stateOf(opened).kind).toBe('on');
  });

  test('is no reason to turn a camera on that nobody waits for any more', async () => {
    const opened = await openOn(({ camera }) => camera.refuse(new WorkbenchError('camera/busy', {})));
    opened.services.camera.refuse();
    opened.detach();
    await opened.services.clock.advance(500);
    expect(opened.services.camera.asked).toHaveLength(1);
    expect(opened.services.camera.feeds).toEqual([]);
  });

  test('stays when the screen goes, and nothing tries again unasked', async () => {
    const opened = await openOn(({ camera }) => camera.refuse(new WorkbenchError('camera/none', {})));
    opened.detach();
    opened.scanner.attach(opened.screen, () => undefined);
    await opened.settle();
    expect(problemOf(opened)).toEqual(said('camera/none'));
    expect(opened.services.camera.asked).toHaveLength(1);
  });

  test('is said at once where the browser remembers a no, and taken back when it was told otherwise', async () => {
    const opened = await open(({ camera }) => camera.setBlocked(true));
    expect(problemOf(opened)).toEqual(said('camera/denied', { denial: 'remembered' }));
    opened.detach();
    opened.services.camera.setBlocked(false);
    opened.scanner.attach(opened.screen, () => undefined);
    await opened.settle();
    expect(stateOf(opened)).toEqual({ kind: 'off', isTired: false });
    expect(opened.services.camera.asked).toEqual([]);
  });

  test('is said when a camera goes away while it is on', async () => {
    const opened = await openOn();
    feedOf(opened)?.lose();
    expect(problemOf(opened)).toEqual(said('camera/lost'));
    expect(feedOf(opened)?.isStopped).toBe(true);
    expect(opened.services.clock.pending).toBe(0);
  });

  test('is no matter of a camera that was stopped before', async () => {
    const opened = await openOn();
    opened.scanner.turnOff();
    feedOf(opened)?.lose();
    expect(stateOf(opened)).toEqual({ kind: 'off', isTired: false });
  });

  test('is our mistake where nobody foresaw it, as with a reader that fails', async () => {
    const opened = await openOn();
    opened.services.codes.readFrame = () => Promise.reject(new RangeError('a row too many'));
    await opened.see();
    expect(problemOf(opened)).toMatchObject({
      kind: 'mistake',
      report: expect.stringContaining('RangeError') as unknown,
    });
    expect(feedOf(opened)?.isStopped).toBe(true);
  });
});

describe('codes', () => {
  test('are read from one frame at a time, and marked where they are', async () => {
    const opened = await openOn();
    let answer = (): void => undefined;
    opened.services.codes.readFrame = () => new Promise((resolve) => (answer = () => resolve([])));
    opened.screen.frame();
    await opened.settle();
    expect(opened.screen.isAsked).toBe(false);
    answer();
    await opened.settle();
    expect(opened.screen.isAsked).toBe(true);
    expect(opened.screen.marked).toEqual([0]);
  });

  test('are told once in two seconds, each for itself', async () => {
    const opened = await openOn();
    await opened.see('one');
    await opened.see('one', 'two');
    await opened.see('two');
    await opened.see();
    expect(opened.found).toEqual([['one'], ['two']]);
    expect(opened.screen.marked).toEqual([1, 2, 1, 0]);
    await opened.services.clock.advance(2000);
    await opened.see('two', 'one');
    expect(opened.found.at(-1)).toEqual(['two', 'one']);
  });

  test('of a sequence are told as they come', async () => {
    const opened = await openOn();
    for (let part = 0; part < 5; part += 1) await opened.see(`part ${part}`);
    expect(opened.found).toHaveLength(5);
  });

  test('are told again when the camera was off in between', async () => {
    const opened = await openOn();
    await opened.see('one');
    opened.scanner.turnOff();
    opened.scanner.turnOn();
    await opened.settle();
    await opened.see('one');
    expect(opened.found).toEqual([['one'], ['one']]);
  });

  test('that come when the camera is off by then are not told', async () => {
    const opened = await openOn();
    let answer = (): void => undefined;
    opened.services.codes.readFrame = () =>
      new Promise((resolve) => (answer = () => resolve([{ text: 'late', corners: undefined }])));
    opened.screen.frame();
    await opened.settle();
    opened.scanner.turnOff();
    answer();
    await opened.settle();
    expect(opened.found).toEqual([]);
    expect(opened.screen.marked).toEqual([]);
  });

  test('that do not come for a while bring advice, which goes with the next', async () => {
    const opened = await openOn();
    const { clock } = opened.services;
    await clock.advance(QUIET_MS - 1);
    await opened.see('one');
    await clock.advance(QUIET_MS - 1);
    expect(stateOf(opened)).toMatchObject({ isQuiet: false });
    await clock.advance(1);
    expect(stateOf(opened)).toMatchObject({ isQuiet: true });
    await opened.see('one');
    expect(stateOf(opened)).toMatchObject({ isQuiet: false });
  });
});

describe('light and zoom', () => {
  const zoom = { min: 1, max: 4, step: 0.1, value: 1 };

  test('follow', async () => {
    const opened = await openOn(({ camera }) => camera.setAbilities({ hasTorch: true, zoom }));
    opened.scanner.setTorch(true);
    opened.scanner.setZoom(2);
    await opened.settle();
    expect(feedOf(opened)).toMatchObject({ isTorchOn: true, zoom: { value: 2 } });
    expect(stateOf(opened)).toMatchObject({ camera: { isTorchOn: true, zoom: { value: 2 } }, refused: undefined });
  });

  test('are taken back and said where the camera does not follow', async () => {
    const opened = await openOn(({ camera }) => camera.setAbilities({ hasTorch: true, zoom, isStubborn: true }));
    opened.scanner.setTorch(true);
    expect(stateOf(opened)).toMatchObject({ camera: { isTorchOn: true } });
    await opened.settle();
    expect(stateOf(opened)).toMatchObject({ camera: { isTorchOn: false }, refused: 'torch' });
    opened.scanner.setZoom(3);
    await opened.settle();
    expect(stateOf(opened)).toMatchObject({ camera: { zoom: { value: 1 } }, refused: 'zoom' });
  });

  test('of a slider that moves go to where it stands, not through every step', async () => {
    const opened = await openOn(({ camera }) => camera.setAbilities({ zoom }));
    const feed = feedOf(opened);
    if (feed === undefined) throw new TypeError('no camera');
    const asked: number[] = [];
    const answers: (() => void)[] = [];
    feed.setZoom = (value) => {
      asked.push(value);
      return new Promise((resolve) => answers.push(resolve));
    };
    for (const value of [1.1, 1.2, 1.3, 2]) opened.scanner.setZoom(value);
    expect(stateOf(opened)).toMatchObject({ camera: { zoom: { value: 2 } } });
    answers[0]?.();
    await opened.settle();
    expect(asked).toEqual([1.1, 2]);
  });

  test('are nothing to a camera that is off', async () => {
    const opened = await open();
    opened.scanner.setTorch(true);
    opened.scanner.setZoom(2);
    expect(stateOf(opened)).toEqual({ kind: 'off', isTired: false });
  });
});

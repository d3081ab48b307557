import { describe, expect, test, vi } from 'vitest';
import { createBrowserCamera, type CameraPlatform } from '#adapters/camera/browser-camera';
import { createLazyCamera } from '#adapters/camera/lazy-camera';
import type { CameraScreen } from '#core/ports/camera';

interface FakeTrackOptions {
  readonly label?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly capabilities?: Readonly<Record<string, unknown>>;
  readonly refuses?: boolean;
}

/** The track of a camera, as far as it is used. */
function makeTrack({ label = '', settings = {}, capabilities = {}, refuses = false }: FakeTrackOptions) {
  const applied: unknown[] = [];
  const track = Object.assign(new EventTarget(), {
    label,
    applied,
    isStopped: false,
    stop: () => void (track.isStopped = true),
    getSettings: () => settings,
    getCapabilities: () => capabilities,
    applyConstraints: async (constraints: { advanced: readonly unknown[] }) => {
      if (refuses) throw new DOMException('setOptions failed', 'OperationError');
      applied.push(...constraints.advanced);
    },
  });
  return track;
}

type FakeTrack = ReturnType<typeof makeTrack>;

const streamOf = (track: FakeTrack): MediaStream =>
  ({ getTracks: () => [track], getVideoTracks: () => [track] }) as unknown as MediaStream;

const videoInput = (deviceId: string, label = '') => ({ kind: 'videoinput', deviceId, label }) as MediaDeviceInfo;

interface FakeBrowser {
  readonly camera: ReturnType<typeof createBrowserCamera>;
  /** What `getUserMedia` was asked for. */
  readonly asked: (MediaStreamConstraints | undefined)[];
}

interface FakeBrowserOptions {
  readonly answer: FakeTrack | Error;
  readonly devices?: readonly MediaDeviceInfo[];
  readonly permission?: PermissionState | TypeError;
}

function openBrowser({ answer, devices = [], permission }: FakeBrowserOptions): FakeBrowser {
  const asked: (MediaStreamConstraints | undefined)[] = [];
  const platform: CameraPlatform = {
    isSecureContext: true,
    mediaDevices: {
      getUserMedia: async (constraints) => {
        asked.push(constraints);
        if (answer instanceof Error) throw answer;
        return streamOf(answer);
      },
      enumerateDevices: async () => [...devices],
    },
    permissions: {
      query: async () => {
        if (permission === undefined || permission instanceof Error) throw permission ?? new TypeError('no such name');
        return { state: permission } as PermissionStatus;
      },
    },
  };
  return { camera: createBrowserCamera(platform), asked };
}

const refusal = (name: string, message = ''): DOMException => new DOMException(message, name);
const makeScreen = (): CameraScreen => ({ srcObject: null, play: () => Promise.resolve() });

describe('a camera is asked for', () => {
  test('as the one that looks away from the person, in full HD, and without sound', async () => {
    const { camera, asked } = openBrowser({ answer: makeTrack({}) });
    await camera.open();
    expect(asked).toEqual([
      {
        audio: false,
        video: { facingMode: { ideal: 'environment' }, width: { ideal: 1920 }, height: { ideal: 1080 } },
      },
    ]);
  });

  test('by its name, while it is there', async () => {
    const devices = [videoInput('front'), videoInput('desk')];
    const { camera, asked } = openBrowser({ answer: makeTrack({}), devices });
    await camera.open('desk');
    await camera.open('unplugged');
    const wished = asked.map((constraints) => constraints?.video);
    expect(wished[0]).toMatchObject({ deviceId: { exact: 'desk' } });
    expect(wished[1]).not.toHaveProperty('deviceId');
    expect(wished[1]).toMatchObject({ facingMode: { ideal: 'environment' } });
  });

  test('and cameras are listed, without microphones, and without the one that stands for all before it is allowed', async () => {
    const microphone = { kind: 'audioinput', deviceId: 'm', label: 'Microphone' } as MediaDeviceInfo;
    const { camera } = openBrowser({
      answer: makeTrack({}),
      devices: [microphone, videoInput('rear', 'Rear camera'), videoInput('')],
    });
    expect(await camera.list()).toEqual([{ id: 'rear', label: 'Rear camera' }]);
  });
});

describe('a refusal has a name', () => {
  const cases: readonly [string, DOMException, FakeBrowserOptions['permission'], string, object][] = [
    ['an answer that was no', refusal('NotAllowedError'), 'prompt', 'camera/denied', { denial: 'this-time' }],
    [
      'no, where nobody knows what is kept',
      refusal('NotAllowedError'),
      undefined,
      'camera/denied',
      { denial: 'this-time' },
    ],
    ['a no that the browser keeps', refusal('NotAllowedError'), 'denied', 'camera/denied', { denial: 'remembered' }],
    [
      'a no of the system, said so',
      refusal('NotAllowedError', 'Permission denied by system'),
      'prompt',
      'camera/denied',
      { denial: 'system' },
    ],
    ['a no though the page may', refusal('NotAllowedError'), 'granted', 'camera/denied', { denial: 'system' }],
    [
      'a browser whose cameras are switched off',
      refusal('SecurityError'),
      'denied',
      'camera/denied',
      { denial: 'remembered' },
    ],
    ['no camera', refusal('NotFoundError'), 'prompt', 'camera/none', {}],
    ['none that gives a picture', refusal('OverconstrainedError'), 'granted', 'camera/none', {}],
    ['a camera in use', refusal('NotReadableError', 'Could not start video source'), 'granted', 'camera/busy', {}],
    [
      'a camera that does not start',
      refusal('AbortError', 'Timeout starting video source'),
      'granted',
      'camera/busy',
      {},
    ],
  ];

  test.each(cases)('%s', async (_name, error, permission, code, facts) => {
    const options = permission === undefined ? { answer: error } : { answer: error, permission };
    const { camera } = openBrowser(options);
    await expect(camera.open()).rejects.toMatchObject({ code, facts, cause: error });
  });

  test('a page that is not secure', async () => {
    const camera = createBrowserCamera({ isSecureContext: false });
    await expect(camera.open()).rejects.toMatchObject({ code: 'camera/insecure' });
    expect(await camera.list()).toEqual([]);
    expect(await camera.isBlocked()).toBe(false);
  });

  test('a browser without cameras for pages', async () => {
    await expect(createBrowserCamera({ isSecureContext: true }).open()).rejects.toMatchObject({
      code: 'camera/unsupported',
    });
  });

  test('what nobody foresaw is handed on as it is', async () => {
    const error = new TypeError('bad constraints');
    await expect(openBrowser({ answer: error }).camera.open()).rejects.toBe(error);
  });

  test('a script that does not come', async () => {
    const missing = new TypeError('Failed to fetch dynamically imported module');
    const camera = createLazyCamera(() => Promise.reject(missing));
    for (const asked of [camera.open(), camera.list(), camera.isBlocked()]) {
      await expect(asked).rejects.toMatchObject({ code: 'browser/part-missing', cause: missing });
    }
  });
});

test('a no that the browser remembers is known before anybody is asked', async () => {
  const answer = makeTrack({});
  const blocked = async (permission?: PermissionState): Promise<boolean> =>
    openBrowser(permission === undefined ? { answer } : { answer, permission }).camera.isBlocked();
  expect(await blocked('denied')).toBe(true);
  expect(await blocked('prompt')).toBe(false);
  expect(await blocked()).toBe(false);
});

describe('a camera that is on', () => {
  const open = async (options: FakeTrackOptions) => {
    const track = makeTrack(options);
    return { track, feed: await openBrowser({ answer: track }).camera.open() };
  };

  test.each([
    ['it says that it does', { settings: { facingMode: 'user' } }, true],
    ['it says that it does not', { settings: { facingMode: 'environment' }, label: 'front' }, false],
    ['its name says that it looks back', { label: 'camera2 0, facing back' }, false],
    ['it says nothing', { label: 'USB Camera (0c45:6366)' }, true],
  ] as const)('faces the person: %s', async (_name, options, facesUser) => {
    expect((await open(options)).feed.facesUser).toBe(facesUser);
  });

  test('shows its picture, follows the focus where it can, and stops', async () => {
    const { track, feed } = await open({
      settings: { deviceId: 'rear' },
      capabilities: { focusMode: ['manual', 'continuous'] },
    });
    const screen = makeScreen();
    await feed.show(screen);
    expect(feed.cameraId).toBe('rear');
    expect(screen.srcObject).not.toBeNull();
    expect(track.applied).toEqual([{ focusMode: 'continuous' }]);
    feed.stop();
    expect(track.isStopped).toBe(true);
    expect(screen.srcObject).toBeNull();
  });

  test('leaves a screen alone that shows another by now', async () => {
    const { feed } = await open({});
    const screen = makeScreen();
    await feed.show(screen);
    screen.srcObject = 'another';
    feed.stop();
    expect(screen.srcObject).toBe('another');
  });

  test('lights and zooms, and forgets neither when the other is set', async () => {
    const { track, feed } = await open({
      settings: { zoom: 2 },
      capabilities: { torch: true, zoom: { min: 1, max: 8, step: 0.1 }, focusMode: ['continuous'] },
    });
    await feed.show(makeScreen());
    expect(feed.hasTorch).toBe(true);
    expect(feed.zoom).toEqual({ min: 1, max: 8, step: 0.1, value: 2 });
    await feed.setTorch(true);
    await feed.setZoom(3);
    expect(track.applied.slice(1)).toEqual([
      { focusMode: 'continuous', torch: true },
      { focusMode: 'continuous', torch: true, zoom: 3 },
    ]);
  });

  test('has no zoom where there is nothing between its ends, and a step where it names none', async () => {
    expect((await open({ capabilities: { zoom: { min: 1, max: 1, step: 1 } } })).feed.zoom).toBeUndefined();
    expect((await open({})).feed.zoom).toBeUndefined();
    expect((await open({ capabilities: { zoom: { min: 100, max: 500 } } })).feed.zoom).toEqual({
      min: 100,
      max: 500,
      step: 0.01,
      value: 100,
    });
  });

  test('says when it does not light, and shows its picture though it does not follow the focus', async () => {
    const { feed } = await open({ refuses: true, capabilities: { torch: true, focusMode: ['continuous'] } });
    await expect(feed.show(makeScreen())).resolves.toBeUndefined();
    await expect(feed.setTorch(true)).rejects.toMatchObject({ name: 'OperationError' });
  });

  test('works in browsers that do not tell what a camera can do', async () => {
    const track = makeTrack({});
    const feed = await openBrowser({
      answer: Object.assign(track, { getCapabilities: undefined }) as never,
    }).camera.open();
    await feed.show(makeScreen());
    expect(feed.hasTorch).toBe(false);
    expect(feed.zoom).toBeUndefined();
  });

  test('tells once when it ends by itself, and nobody who does not listen any more', async () => {
    const { track, feed } = await open({});
    const [lost, left] = [vi.fn<() => void>(), vi.fn<() => void>()];
    feed.onLost(lost);
    feed.onLost(left)();
    track.dispatchEvent(new Event('ended'));
    track.dispatchEvent(new Event('ended'));
    expect(lost).toHaveBeenCalledOnce();
    expect(left).not.toHaveBeenCalled();
  });
});

import { ContextProvider } from '@lit/context';
import { html, nothing } from 'lit';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createApp } from '#app/app';
import { QUIET_MS, TIRED_MS } from '#app/stores/patience';
import { WorkbenchError, type Finding } from '#core/errors/workbench-error';
import type { FoundCode } from '#core/ports/code-reader';
import { createStore } from '#core/store';
import { uiViewfinderWords as words } from '#core/words/en/ui-viewfinder';
import '#ui/tokens/tokens';
import { createRouter } from '#ui/routes';
import { viewContext, type DialogName } from '#ui/services-context';
import '#ui/views/scan/viewfinder/viewfinder';
import type { FakeAbilities } from '../support/fake-camera.ts';
import { createFakeServices, type FakeServices } from '../support/fake-services.ts';
import { complaints, mount, settle, type Mounted } from './support/mount.ts';

interface Scene extends Mounted {
  readonly services: FakeServices;
  /** The texts of each `dw-found`. */
  readonly found: string[][];
  readonly text: () => string;
  readonly button: (name: string) => HTMLButtonElement | undefined;
  readonly press: (name: string) => Promise<void>;
  readonly show: (isActive?: boolean) => Promise<void>;
}

const ends = new Set<() => void>();

afterEach(() => {
  for (const end of ends) end();
  ends.clear();
  vi.restoreAllMocks();
});

/** What a camera sees that works: a canvas on which something moves. */
function makePicture(): () => MediaStream {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [64, 48];
  const context = canvas.getContext('2d');
  const timer = setInterval(() => {
    if (context === null) return;
    context.fillStyle = `hsl(${performance.now() % 360} 60% 40%)`;
    context.fillRect(0, 0, 64, 48);
  }, 10);
  ends.add(() => clearInterval(timer));
  return () => canvas.captureStream(30);
}

async function openScene(abilities: FakeAbilities = {}): Promise<Scene> {
  const services = createFakeServices();
  services.camera.setAbilities({ stream: makePicture(), ...abilities });
  const app = createApp(services);
  const router = createRouter(window);
  ends.add(() => {
    app.dispose();
    router.dispose();
  });
  const place = await mount(nothing);
  const context = { app, router, dialog: createStore<DialogName | undefined>(undefined) };
  new ContextProvider(place.host, { context: viewContext, initialValue: context });
  const found: string[][] = [];
  const take = ({ detail }: CustomEvent<{ codes: readonly FoundCode[] }>): void => {
    found.push(detail.codes.map(({ text }) => text));
  };
  const show = (isActive = true): Promise<void> =>
    place.render(html`<dw-viewfinder .active=${isActive} @dw-found=${take}></dw-viewfinder>`);
  await show();
  const button = (name: string): HTMLButtonElement | undefined =>
    place.findAll<HTMLButtonElement>('button').find((one) => one.innerText.trim() === name && one.checkVisibility());
  return {
    ...place,
    services,
    found,
    show,
    button,
    text: () => place.host.innerText,
    async press(name) {
      await userEvent.click(await vi.waitUntil(() => button(name)));
      await settle(place.host);
    },
  };
}

/** A scene whose camera is on. */
async function openOn(abilities?: FakeAbilities): Promise<Scene> {
  const scene = await openScene(abilities);
  await scene.press(words.turnOn);
  await vi.waitUntil(() => scene.button(words.turnOff));
  return scene;
}

const states = ({ services }: Scene): boolean[] => services.camera.feeds.map(({ isStopped }) => isStopped);
const video = (scene: Scene): HTMLVideoElement => scene.find<HTMLElement>('video') as HTMLVideoElement;

function hidePage(isHidden: boolean): void {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(isHidden);
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('a viewfinder', () => {
  test('asks for no camera before it is pressed, and shows the picture then', async () => {
    const scene = await openScene();
    expect(scene.services.camera.asked).toEqual([]);
    expect(scene.text()).toContain(words.off);
    await scene.press(words.turnOn);
    await vi.waitUntil(() => scene.text().includes(words.aim));
    expect(video(scene).videoWidth).toBe(64);
    expect(video(scene).checkVisibility({ visibilityProperty: true })).toBe(true);
  });

  test('says what it waits for, and lets one wait no longer', async () => {
    const scene = await openScene();
    const letGo = scene.services.camera.hold();
    await scene.press(words.turnOn);
    expect(scene.text()).toContain(words.opening);
    await scene.press(words.cancel);
    expect(scene.button(words.turnOn)).toBeDefined();
    letGo();
    await vi.waitUntil(() => scene.services.camera.feeds.length > 0);
    expect(states(scene)).toEqual([true]);
  });

  test('tells the codes that it sees', async () => {
    const scene = await openScene();
    scene.services.codes.setFrame('one', 'two');
    await scene.press(words.turnOn);
    await vi.waitUntil(() => scene.found.length > 0);
    expect(scene.found).toEqual([['one', 'two']]);
  });

  test('stops while the page is hidden, and starts again', async () => {
    const scene = await openOn();
    hidePage(true);
    expect(states(scene)).toEqual([true]);
    expect(video(scene).srcObject).toBeNull();
    hidePage(false);
    await vi.waitUntil(() => scene.button(words.turnOff));
    expect(states(scene)).toEqual([true, false]);
  });

  test('that is taken out of the page stops, and starts again when it is put back', async () => {
    const scene = await openOn();
    const viewfinder = scene.find('dw-viewfinder');
    viewfinder.remove();
    expect(states(scene)).toEqual([true]);
    hidePage(true);
    hidePage(false);
    expect(states(scene)).toEqual([true]);
    scene.host.append(viewfinder);
    await vi.waitUntil(() => scene.button(words.turnOff));
    expect(states(scene)).toEqual([true, false]);
  });

  test('of a part that was left is on again in the next, as it was', async () => {
    const scene = await openOn();
    await scene.render(nothing);
    expect(states(scene)).toEqual([true]);
    await scene.show();
    await vi.waitUntil(() => scene.button(words.turnOff));
    expect(states(scene)).toEqual([true, false]);
    await scene.press(words.turnOff);
    await scene.render(nothing);
    await scene.show();
    expect(states(scene)).toEqual([true, true]);
    expect(scene.button(words.turnOn)).toBeDefined();
  });

  test('that is not active stops, shows nothing, and starts again', async () => {
    const scene = await openOn();
    await scene.show(false);
    expect(states(scene)).toEqual([true]);
    expect(scene.text().trim()).toBe('');
    await scene.show();
    await vi.waitUntil(() => scene.button(words.turnOff));
    expect(states(scene)).toEqual([true, false]);
  });

  test('leaves the focus where one goes on, by keyboard alone', async () => {
    const scene = await openScene();
    await userEvent.tab();
    expect(document.activeElement).toBe(scene.button(words.turnOn));
    await userEvent.keyboard('{Enter}');
    await vi.waitUntil(() => scene.button(words.turnOff));
    await settle();
    expect(document.activeElement).toBe(scene.button(words.turnOff));
    await userEvent.keyboard('{Enter}');
    await settle();
    expect(document.activeElement).toBe(scene.button(words.turnOn));
  });

  test('mirrors a camera that looks at the person, and no other', async () => {
    const scaled = (scene: Scene): string => getComputedStyle(scene.find('.viewfinder-scene')).scale;
    expect(scaled(await openOn({ facesUser: true }))).toBe('-1 1');
    expect(scaled(await openOn({ facesUser: false }))).toBe('none');
  });

  test('marks where a code is, and takes the mark away with it', async () => {
    const scene = await openScene();
    const corner = (x: number, y: number) => ({ x, y });
    let codes: FoundCode[] = [{ text: 'one', corners: [corner(9, 8), corner(30, 8), corner(30, 29), corner(9, 29)] }];
    scene.services.codes.readFrame = async (frame) => {
      frame.close();
      return codes;
    };
    await scene.press(words.turnOn);
    const marks = (): SVGPolygonElement[] => [...scene.host.querySelectorAll('polygon')];
    await vi.waitUntil(() => marks().length > 0);
    expect(marks()[0]?.getAttribute('points')).toBe('9,8 30,8 30,29 9,29');
    expect(scene.host.querySelector('.viewfinder-marks')?.getAttribute('viewBox')).toBe('0 0 64 48');
    codes = [];
    await vi.waitUntil(() => marks().length === 0);
  });

  test('says what to try when no code comes, and only what this camera can do', async () => {
    const scene = await openOn();
    await scene.services.clock.advance(QUIET_MS);
    await settle();
    expect(scene.text()).toContain(words.quiet.title);
    expect(scene.text()).toContain(words.quiet.blurred);
    expect(scene.text()).not.toContain(words.quiet.light);
    expect(scene.text()).not.toContain(words.quiet.zoom);
    const able = await openOn({ hasTorch: true, zoom: { min: 1, max: 4, step: 0.1, value: 1 } });
    await able.services.clock.advance(QUIET_MS);
    await settle();
    expect(able.text()).toContain(words.quiet.light);
    expect(able.text()).toContain(words.quiet.zoom);
    await able.press(words.light);
    expect(able.text()).not.toContain(words.quiet.light);
  });

  test('that was forgotten turns itself off, and says so', async () => {
    const scene = await openOn();
    await scene.services.clock.advance(TIRED_MS);
    await settle();
    expect(scene.text()).toContain(words.tired);
    expect(states(scene)).toEqual([true]);
  });
});

describe('light, zoom and other cameras', () => {
  test('are offered where the camera has them', async () => {
    const plain = await openOn();
    expect(plain.button(words.light)).toBeUndefined();
    expect(plain.findAll('input')).toEqual([]);
    expect(plain.button(words.otherCamera)).toBeUndefined();
  });

  test('light is a switch, which says when the camera refuses', async () => {
    const scene = await openOn({ hasTorch: true });
    await scene.press(words.light);
    expect(scene.services.camera.feeds[0]?.isTorchOn).toBe(true);
    expect(scene.button(words.light)?.getAttribute('aria-pressed')).toBe('true');
    const stubborn = await openOn({ hasTorch: true, isStubborn: true });
    await stubborn.press(words.light);
    expect(stubborn.text()).toContain(words.refused.torch);
    expect(stubborn.button(words.light)?.getAttribute('aria-pressed')).toBe('false');
  });

  test('zoom is a slider, which says how much nearer things are', async () => {
    const scene = await openOn({ zoom: { min: 100, max: 400, step: 10, value: 100 } });
    const slider = scene.find<HTMLInputElement>('input[type=range]');
    expect(slider.getAttribute('aria-valuetext')).toBe('1.0×');
    slider.focus();
    await userEvent.keyboard('{End}');
    await settle();
    expect(scene.services.camera.feeds[0]?.zoom?.value).toBe(400);
    expect(slider.getAttribute('aria-valuetext')).toBe('4.0×');
  });

  test('of two cameras the other one is a press away, of more there is a choice', async () => {
    const scene = await openScene();
    scene.services.camera.setCameras({ id: 'rear', label: 'Rear' }, { id: 'front', label: 'Front' });
    await scene.press(words.turnOn);
    await scene.press(words.otherCamera);
    await vi.waitUntil(() => scene.services.camera.asked.length === 2);
    scene.services.camera.setCameras(
      { id: 'rear', label: 'Rear' },
      { id: 'wide', label: '' },
      { id: 'front', label: 'Front' },
    );
    await vi.waitUntil(() => scene.button(words.turnOff));
    await scene.press(words.turnOff);
    await scene.press(words.turnOn);
    await scene.press(words.label);
    const items = scene.findAll('[role=menuitem]').map((item) => item.innerText.trim());
    expect(items).toEqual([words.chosen('Rear'), 'Camera 2', 'Front']);
    scene.findAll('[role=menuitem]')[1]?.click();
    expect(scene.services.seen).toContain('prefer camera wide');
  });
});

describe('why there is no picture', () => {
  const failures: readonly (readonly [Finding['code'], WorkbenchError, string])[] = [
    ['camera/denied', new WorkbenchError('camera/denied', { denial: 'this-time' }), 'The camera is not allowed'],
    ['camera/none', new WorkbenchError('camera/none', {}), 'No camera was found'],
    ['camera/busy', new WorkbenchError('camera/busy', {}), 'The camera is in use elsewhere'],
    ['camera/insecure', new WorkbenchError('camera/insecure', {}), 'The camera needs a secure address'],
    ['camera/unsupported', new WorkbenchError('camera/unsupported', {}), 'This browser gives no camera'],
  ];

  test.each(failures)('%s is said in words, and a press tries again', async (_code, error, title) => {
    const scene = await openScene();
    scene.services.camera.refuse(error);
    await scene.press(words.turnOn);
    // One that is busy is tried twice.
    await scene.services.clock.advance(1000);
    await vi.waitUntil(() => scene.text().includes(title));
    expect(scene.find('[role=alert]').innerText).toContain(title);
    scene.services.camera.refuse();
    await scene.press(words.turnOn);
    await vi.waitUntil(() => scene.button(words.turnOff));
    expect(scene.text()).not.toContain(title);
  });

  test('is said at once where the browser remembers a no', async () => {
    const scene = await openScene();
    await scene.render(nothing);
    scene.services.camera.setBlocked(true);
    await scene.show();
    await vi.waitUntil(() => scene.text().includes('does not ask again'));
    expect(scene.services.camera.asked).toEqual([]);
    hidePage(true);
    scene.services.camera.setBlocked(false);
    hidePage(false);
    await vi.waitUntil(() => !scene.text().includes('does not ask again'));
  });

  test('is said when the camera goes away', async () => {
    const scene = await openOn();
    scene.services.camera.feeds[0]?.lose();
    await vi.waitUntil(() => scene.text().includes('The camera went away'));
    expect(scene.button(words.turnOn)).toBeDefined();
  });
});

describe.each(['light', 'dark'])('in %s', (theme) => {
  test.each([
    [390, 844],
    [1440, 900],
  ])('axe has nothing against it at %i × %i, and it is no wider than the page', async (width, height) => {
    await page.viewport(width, height);
    document.documentElement.dataset['theme'] = theme;
    const zoom = { min: 1, max: 4, step: 0.1, value: 1 };
    const scene = await openScene({ hasTorch: true, zoom });
    const judge = async (): Promise<void> => {
      await settle();
      expect(await complaints(scene.find('dw-viewfinder'))).toEqual([]);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    };
    await judge();
    scene.services.camera.setCameras({ id: 'a', label: 'Rear' }, { id: 'b', label: 'Wide' }, { id: 'c', label: '' });
    await scene.press(words.turnOn);
    await vi.waitUntil(() => scene.button(words.label));
    await scene.services.clock.advance(QUIET_MS);
    await judge();
    scene.services.camera.feeds[0]?.lose();
    await judge();
  });
});

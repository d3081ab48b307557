import { html } from 'lit';
import { afterEach, beforeEach } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createApp, type App } from '#app/app';
import { createStore } from '#core/store';
import { createRouter, type Router } from '#ui/routes';
import type { DialogName } from '#ui/services-context';
import '#ui/views/shell/workbench-root';
import { createFakeServices, type FakeServices } from '../../support/fake-services.ts';
import { mount, settle, type Mounted } from './mount.ts';

const opened = new Set<{ app: App; router: Router }>();

beforeEach(() => page.viewport(1280, 800));

afterEach(() => {
  for (const { app, router } of opened) {
    app.dispose();
    router.dispose();
  }
  opened.clear();
  history.replaceState(null, '', '#/');
});

/** The whole page over fake services. */
export interface Workbench extends Mounted {
  readonly services: FakeServices;
  readonly app: App;
  readonly router: Router;
  /** The text of the page as a person sees it. */
  readonly text: () => string;
  /** The button, link, tab … of that role with that name, else the first whose name begins so. */
  readonly byRole: (role: string, name: string) => HTMLElement;
  /** Waits until `look` gives something; the page is asked once a frame. */
  readonly eventually: <T>(look: () => T | undefined | false | null) => Promise<T>;
  readonly press: (role: string, name: string) => Promise<void>;
}

const ROLES: Readonly<Record<string, string>> = {
  button: 'button, [role=button]',
  link: 'a[href]',
  tab: '[role=tab]',
  menuitem: '[role=menuitem]',
  radio: 'input[type=radio]',
  option: '[role=option]',
};

/** Frames to wait for something: parts of the page are fetched when they are first shown. */
const FRAMES = 600;

/** Opens the page at `fragment`. `prepare` runs before, to add devices or lay down answers. */
export async function openWorkbench(
  fragment = '#/',
  prepare: (services: FakeServices) => Promise<void> | void = () => undefined,
): Promise<Workbench> {
  history.replaceState(null, '', fragment);
  const services = createFakeServices();
  await prepare(services);
  const app = createApp(services);
  const router = createRouter(window);
  opened.add({ app, router });
  const context = { app, router, dialog: createStore<DialogName | undefined>(undefined) };
  const place = await mount(html`<dw-workbench .context=${context}></dw-workbench>`);

  const find = (role: string, name: string): HTMLElement | undefined => {
    const shown = place.findAll(ROLES[role] ?? role).filter(isShown);
    return shown.find((one) => nameOf(one) === name) ?? shown.find((one) => nameOf(one).startsWith(name));
  };
  const eventually = async <T>(look: () => T | undefined | false | null): Promise<T> => {
    let missing = '';
    for (let frame = 0; frame < FRAMES; frame += 1) {
      try {
        const found = look();
        if (found !== undefined && found !== false && found !== null) return found;
      } catch (error) {
        // What it looks into may not be there yet either.
        missing = String(error);
      }
      await new Promise(requestAnimationFrame);
    }
    throw new TypeError(`never seen: ${String(look)} ${missing} in ${place.host.innerText.slice(0, 600)}`);
  };
  const byRole = (role: string, name: string): HTMLElement => {
    const found = find(role, name);
    if (found === undefined) throw new TypeError(`no ${role} “${name}”`);
    return found;
  };
  return {
    ...place,
    services,
    app,
    router,
    text: () => place.host.innerText,
    byRole,
    eventually,
    async press(role, name) {
      await userEvent.click(await eventually(() => find(role, name)));
      await settle(place.host);
    },
  };
}

function isShown(element: HTMLElement): boolean {
  return element.matches('input') || element.checkVisibility();
}

function nameOf(element: HTMLElement): string {
  const label = element.getAttribute('aria-label');
  if (label !== null) return label;
  if (element instanceof HTMLInputElement) return element.labels?.[0]?.innerText.trim() ?? '';
  return element.innerText.trim();
}

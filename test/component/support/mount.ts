import axe from 'axe-core';
import { render, type LitElement } from 'lit';
import { afterEach } from 'vitest';
import { page } from 'vitest/browser';
import '#ui/tokens/tokens';

// Movement is judged by nobody here, and colours are judged when they have arrived.
document.documentElement.style.setProperty('--fast', '0ms');
document.documentElement.style.setProperty('--calm', '0ms');

const mounted = new Set<HTMLElement>();

afterEach(async () => {
  for (const host of mounted) host.remove();
  mounted.clear();
  delete document.documentElement.dataset['theme'];
  document.documentElement.style.fontSize = '';
  await page.viewport(1280, 800);
});

/** A place in the page that can be rendered into again; gone after the test. */
export interface Mounted {
  readonly host: HTMLElement;
  readonly render: (template: unknown) => Promise<void>;
  /** The one element that matches; throws when there is none. */
  readonly find: <Found extends HTMLElement = HTMLElement>(selector: string) => Found;
  readonly findAll: <Found extends HTMLElement = HTMLElement>(selector: string) => Found[];
}

/** Resolves when every Lit element below has rendered what it was asked to, and the page has drawn it. */
export async function settle(root: ParentNode = document): Promise<void> {
  for (let round = 0; round < 3; round++) {
    const elements = [...root.querySelectorAll('*')].filter((element) => element.localName.includes('-'));
    for (const element of elements) await (element as Partial<LitElement>).updateComplete;
  }
  await nextFrame();
  await nextFrame();
}

export function nextFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()));
}

/** Puts a template into the page. */
export async function mount(template: unknown): Promise<Mounted> {
  const host = document.createElement('div');
  document.body.append(host);
  mounted.add(host);
  const place: Mounted = {
    host,
    async render(next) {
      render(next, host);
      await settle();
    },
    find<Found extends HTMLElement>(selector: string): Found {
      const found = host.querySelector<Found>(selector);
      if (found === null) throw new TypeError(`nothing matches ${selector}`);
      return found;
    },
    findAll: <Found extends HTMLElement>(selector: string) => [...host.querySelectorAll<Found>(selector)],
  };
  await place.render(template);
  return place;
}

/** Rules that judge a whole page make no sense for a part of one. */
const PAGE_RULES = ['region', 'page-has-heading-one', 'landmark-one-main', 'heading-order'];

/** What axe has to say against a part of the page, one line each. */
export async function complaints(root: Element): Promise<string[]> {
  const results = await axe.run(root, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: Object.fromEntries(PAGE_RULES.map((rule) => [rule, { enabled: false }])),
  });
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  );
}

// First, so that the order of the style layers is stated before any of them begins.
import { mount } from '../support/mount.ts';
import { html } from 'lit';
import { describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ChainLink } from '#core/inspect/inspection';
import '#ui/elements/chain/chain';

const until = Date.UTC(2027, 2, 4);
const LEAF: ChainLink = { itemId: 'l', commonName: 'pump-7', role: 'leaf', notAfter: until, fault: undefined };
const MIDDLE: ChainLink = { ...LEAF, itemId: 'i', commonName: 'Plant 3', role: 'intermediate' };
const ROOT: ChainLink = { ...LEAF, itemId: 'r', commonName: 'Works', role: 'root' };
const MISSING: ChainLink = {
  itemId: undefined,
  commonName: 'Works',
  role: 'missing',
  notAfter: undefined,
  fault: undefined,
};

const chain = (links: readonly ChainLink[], chosen?: string) =>
  html`<dw-chain label="Chain of pump-7" .links=${links} choosable .chosen=${chosen}></dw-chain>`;
const boxes = (nodes: readonly HTMLElement[]): DOMRect[] => nodes.map((node) => node.getBoundingClientRect());
const words = (node: HTMLElement | undefined): string => node?.innerText.replace(/\s+/g, ' ').trim() ?? '';

describe('a chain of certificates', () => {
  test('is a list from leaf to root, with the step from each to its issuer in words', async () => {
    const { find, findAll } = await mount(chain([LEAF, MIDDLE, ROOT]));
    expect(find('ol').getAttribute('aria-label')).toBe('Chain of pump-7');
    expect(findAll('li').map((link) => link.textContent.replace(/\s+/g, ' ').trim())).toEqual([
      'Leaf pump-7 until 4 Mar 2027',
      'issued by Intermediate Plant 3 until 4 Mar 2027',
      'issued by Root Works until 4 Mar 2027',
    ]);
  });

  test('stands side by side on a desktop and one below the other on a phone', async () => {
    await page.viewport(1440, 900);
    const { findAll, host, render } = await mount(chain([LEAF, MIDDLE, ROOT]));
    const [leaf, , root] = boxes(findAll('.chain-node'));
    expect(leaf?.top).toBe(root?.top);
    expect(leaf?.right).toBeLessThan(root?.left ?? 0);
    await page.viewport(390, 844);
    const [first, second] = boxes(findAll('.chain-node'));
    expect(first?.bottom).toBeLessThan(second?.top ?? 0);
    await render(chain([{ ...LEAF, commonName: 'x'.repeat(400) }, ROOT]));
    expect(host.scrollWidth).toBeLessThanOrEqual(390);
  });

  test.each([
    [320, '100%'],
    [390, '200%'],
  ])('keeps its words apart at %d pixels and %s text', async (width, fontSize) => {
    await page.viewport(width, 700);
    document.documentElement.style.fontSize = fontSize;
    const { findAll, host } = await mount(chain([MIDDLE, { ...ROOT, fault: 'critical-extension' }]));
    const [role, until] = ['.intermediate .chain-role', '.intermediate .chain-until'].map(
      (part) => boxes(findAll(part))[0],
    );
    const isApart = (role?.right ?? 0) <= (until?.left ?? 0) || (role?.bottom ?? 0) <= (until?.top ?? 0);
    expect(isApart).toBe(true);
    expect(host.scrollWidth).toBeLessThanOrEqual(width);
  });

  test('becomes a column where so many of them have no room', async () => {
    await page.viewport(1440, 900);
    const { findAll } = await mount(chain([LEAF, MIDDLE, MIDDLE, MIDDLE, MIDDLE, ROOT]));
    const lefts = boxes(findAll('.chain-node')).map(({ left }) => left);
    expect(new Set(lefts).size).toBe(1);
  });

  test('marks a fault by shape, word and colour, and what only cannot be known otherwise', async () => {
    const { findAll } = await mount(chain([{ ...LEAF, fault: 'expired' }, { ...MIDDLE, fault: 'no-path' }, MISSING]));
    const [ended, open] = findAll('.chain-fault');
    expect([words(ended), words(open)]).toEqual(['has ended', 'issuer is missing']);
    const [one, other] = [ended, open].map((fault) => ({
      shape: fault?.querySelector('svg')?.innerHTML,
      color: fault && getComputedStyle(fault).color,
    }));
    expect(one?.shape).not.toBe(other?.shape);
    expect(one?.color).not.toBe(other?.color);
  });

  test('shows an issuer that is not there by a dashed line and by words, and it cannot be pressed', async () => {
    const { findAll } = await mount(chain([LEAF, MISSING]));
    const [leaf, missing] = findAll('.chain-node');
    expect(words(missing)).toBe('Not here Works');
    expect(missing && getComputedStyle(missing).borderTopStyle).toBe('dashed');
    expect([leaf?.localName, missing?.localName]).toEqual(['button', 'div']);
  });

  test('gives the certificate that is pressed, and says which one is shown', async () => {
    const asked = vi.fn<(event: CustomEvent<{ id: string }>) => void>();
    const { findAll, host } = await mount(chain([LEAF, ROOT], 'r'));
    host.addEventListener('dw-select', (event) => asked(event as CustomEvent<{ id: string }>));
    const [leaf, root] = findAll('button');
    expect(root?.getAttribute('aria-current')).toBe('true');
    leaf?.focus();
    await userEvent.keyboard('{Enter}');
    expect(asked.mock.calls.map(([event]) => event.detail.id)).toEqual(['l']);
  });

  test('is a picture alone where nobody asked for buttons', async () => {
    const { host } = await mount(html`<dw-chain label="Chain" .links=${[LEAF, ROOT]}></dw-chain>`);
    expect(host.querySelector('button')).toBeNull();
  });

  test('takes a name as text, whatever it holds, and lets it turn no word around it', async () => {
    const { find, host } = await mount(
      chain([
        { ...LEAF, commonName: '<img src=x>\u202egnp' },
        { ...ROOT, commonName: '' },
      ]),
    );
    expect(host.querySelector('img')).toBeNull();
    expect(find('bdi').textContent).toBe('<img src=x>\u202egnp');
    expect(words(find('.root'))).toContain('No name');
  });
});

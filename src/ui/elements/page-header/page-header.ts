import { html, nothing, type TemplateResult } from 'lit';
import '../button/button.ts';
import { icon, icons } from '../icon/icon.ts';
import './page-header.css';

/** The top of a page. */
export interface PageHeaderOptions {
  readonly heading: string;
  /** The heading is an id: fixed-width face, may wrap anywhere. */
  readonly mono?: boolean | undefined;
  /** The page above this one. */
  readonly crumb?: { readonly label: string; readonly href: string } | undefined;
  /** From `status(…)`. */
  readonly status?: unknown;
  /** One sentence about the whole: "12 devices, 7 connected". */
  readonly sentence?: unknown;
  /** At most one primary button. */
  readonly actions?: unknown;
}

/** Crumb, heading, status and actions. The heading takes the focus when the page changes. */
export function pageHeader(options: PageHeaderOptions): TemplateResult {
  const { heading, mono = false, crumb, status, sentence, actions } = options;
  const back = crumb && html`<a class="crumb" href=${crumb.href}>${icon(icons.left)}${crumb.label}</a>`;
  return html`<header class="page-header ${crumb === undefined ? '' : 'with-crumb'}">
    <div class="page-words">
      ${back ?? nothing}
      <h1 class=${mono ? 'mono' : nothing} tabindex="-1">${heading}</h1>
      ${status === undefined ? nothing : html`<div class="page-status">${status}</div>`}
      ${sentence === undefined ? nothing : html`<p class="page-sentence">${sentence}</p>`}
    </div>
    ${actions === undefined ? nothing : html`<div class="actions page-actions">${actions}</div>`}
  </header>`;
}

/** Waits for a heading; one at a time, for the page that was asked for last. */
let waiting: MutationObserver | undefined;

/** Moves the focus to the page's heading, as after a change of route; waits while the page still has none. */
export function focusHeading(root: ParentNode & Node): void {
  waiting?.disconnect();
  if (focusNow(root)) return;
  const from = document.activeElement;
  const observer = new MutationObserver(() => {
    const { activeElement } = document;
    const movedOn = activeElement !== from && activeElement !== document.body;
    if (movedOn || focusNow(root)) observer.disconnect();
  });
  observer.observe(root, { childList: true, subtree: true });
  waiting = observer;
}

function focusNow(root: ParentNode): boolean {
  const heading = root.querySelector<HTMLElement>('h1[tabindex="-1"]');
  heading?.focus({ preventScroll: true });
  return heading !== null;
}

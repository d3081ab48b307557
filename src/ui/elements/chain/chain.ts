import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ServerLink } from '#core/inspect/inspection';
import { uiChainWords as words } from '#core/words/en/ui-chain';
import { icon, icons } from '../icon/icon.ts';
import { LightElement } from '../light-element.ts';
import { formatUtcDay } from '../text/utc.ts';
import './chain.css';

const MARKS = {
  leaf: icons.certificate,
  intermediate: icons.layers,
  root: icons.authority,
  missing: icons.circleDashed,
} as const;

/** Faults by which nobody can say from here that a chain is wrong: something is not there, or beyond us. */
const OPEN_FAULTS: readonly ServerLink['fault'][] = ['no-path', 'unsupported-algorithm', 'too-complex'];
/** Faults that part a certificate from the one that is said to have issued it. */
const PARTING_FAULTS: readonly ServerLink['fault'][] = [
  'no-path',
  'signature',
  'weak-signature',
  'unsupported-algorithm',
];

/**
 * A chain of certificates as a picture, from the leaf to its root: side by side where there is room, else one below the
 * other; to screen readers a list. Event: `dw-select` `{ id }` with the `itemId` of a certificate that was pressed.
 */
@customElement('dw-chain')
export class Chain extends LightElement {
  /** What it is the chain of. */
  @property() label = '';
  /** Leaf first. */
  @property({ attribute: false }) links: readonly ServerLink[] = [];
  /** Prints the last day of each, as other days beside it are printed. */
  @property({ attribute: false }) printDay = formatUtcDay;
  /** Makes buttons of the certificates that are there. */
  @property({ type: Boolean }) choosable = false;
  /** `itemId` of the one that is shown beside the picture. */
  @property({ attribute: false }) chosen: string | undefined;

  #node(link: ServerLink): TemplateResult {
    const { itemId } = link;
    if (!this.choosable || itemId === undefined)
      return html`<div class="chain-node">${content(link, this.printDay)}</div>`;
    return html`<button
      class="chain-node"
      type="button"
      aria-current=${itemId === this.chosen ? 'true' : nothing}
      @click=${() => this.raise('dw-select', { id: itemId })}
    >
      ${content(link, this.printDay)}
    </button>`;
  }

  #link(link: ServerLink, below: ServerLink | undefined): TemplateResult {
    const isParted = link.role === 'missing' || (below?.fault !== undefined && PARTING_FAULTS.includes(below.fault));
    return html`<li class="chain-link ${link.role} ${gravity(link)}">
      ${
        below === undefined
          ? nothing
          : html`<span class="chain-step ${isParted ? 'parted' : ''}"><span class="sr">${words.issuedBy}</span></span>`
      }${this.#node(link)}
    </li>`;
  }

  override render(): TemplateResult {
    return html`<ol class="chain" aria-label=${this.label}>
      ${this.links.map((link, at) => this.#link(link, this.links[at - 1]))}
    </ol>`;
  }
}

function gravity({ fault }: ServerLink): '' | 'open' | 'bad' {
  if (fault === undefined) return '';
  return OPEN_FAULTS.includes(fault) ? 'open' : 'bad';
}

/** The name is somebody else's: it stands apart, so that no writing direction in it turns the words around it. */
function content(link: ServerLink, printDay: (at: number) => string): TemplateResult {
  const { role, commonName, notAfter, fault } = link;
  return html`<span class="chain-role">${icon(MARKS[role])}${words.roles[role]}</span>
    ${
      commonName === ''
        ? html`<span class="chain-name muted">${words.noName}</span>`
        : html`<bdi class="chain-name">${commonName}</bdi>`
    }
    ${notAfter === undefined ? nothing : html`<span class="chain-until">${words.until(printDay(notAfter))}</span>`}
    ${
      fault === undefined
        ? nothing
        : html`<span class="chain-fault"
            >${icon(gravity(link) === 'bad' ? icons.circleX : icons.alert)}${words.faults[fault]}</span
          >`
    }`;
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-chain': Chain;
  }
}

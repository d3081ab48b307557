import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Finding } from '#core/errors/workbench-error';
import type { InspectedItem, ItemFactName } from '#core/inspect/inspection';
import { inspectedKindNames, itemFactNames } from '#core/words/en/inspect-items';
import { uiInspectWords } from '#core/words/en/ui-inspect';
import { describeFinding } from '#core/words/words';
import { isAboutPassword } from '#app/stores/inspection-summary';
import '../../elements/button/button.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { keyValues } from '../../elements/key-values/key-values.ts';
import { LightElement } from '../../elements/light-element.ts';
import '../../elements/secret/secret.ts';
import { tag } from '../../elements/tag/tag.ts';
import { itemIcons } from './item-icons.ts';

const words = uiInspectWords.items;

/** What is told of an item in its row: the first two of these that it has. */
const BRIEF: readonly ItemFactName[] = [
  'certificates',
  'keys',
  'key',
  'not-after',
  'expires',
  'entries',
  'next-update',
  'host-name',
  'attestation',
  'id-scope',
  'resource',
  'bytes',
];
const BRIEF_COUNT = 2;
/** A moment as the inspection prints it, of which the day is enough here. */
const MOMENT = /^(\d{4,}-\d\d-\d\d) \d\d:\d\d:\d\d UTC$/;

/** What can be done with an item. */
export interface ItemAct {
  readonly act: 'copy-pem' | 'make-device';
  readonly item: InspectedItem;
}

/**
 * One thing that was found: a row that unfolds to its facts, its problems, and what it hides. Events: `dw-unfold` `{ id,
 * isOpen }`, `dw-item-act` with an `ItemAct`.
 */
@customElement('dw-inspected-item')
export class InspectedItemRow extends LightElement {
  @property({ attribute: false }) item!: InspectedItem;
  /** The file that it is from, where there are several. */
  @property({ attribute: false }) origin: string | undefined;
  @property({ attribute: false }) isOpen = false;
  /** Asked by a press. */
  @property({ attribute: false }) reveal: () => Promise<string> = () => Promise.resolve('');

  #toggle(event: Event): void {
    const isOpen = (event.target as HTMLDetailsElement).open;
    if (isOpen !== this.isOpen) this.raise('dw-unfold', { id: this.item.id, isOpen });
  }

  #act(act: ItemAct['act']): void {
    this.raise<ItemAct>('dw-item-act', { act, item: this.item });
  }

  #body(): TemplateResult {
    const { item } = this;
    return html`<div class="item-body">
      ${problemsOf(item).length === 0 ? nothing : problemList(item)}
      ${
        item.facts.length === 0
          ? nothing
          : keyValues(
              item.facts.map(({ name, value, isCode }) => ({
                label: itemFactNames[name],
                value: html`<bdi>${value}</bdi>`,
                mono: isCode,
                copy: isCode ? value : undefined,
              })),
            )
      }
      ${item.isSecret ? this.#secret() : nothing}${this.#actions()}
    </div>`;
  }

  #secret(): TemplateResult {
    const { item } = this;
    const isKey = item.kind === 'private-key' || item.kind === 'encrypted-key';
    return html`<dw-secret
      .label=${words.contents(nameOf(item))}
      block=${isKey ? words.hidden.key : words.hidden.other}
      .reveal=${() => this.reveal()}
    ></dw-secret>`;
  }

  #actions(): TemplateResult | typeof nothing {
    const { item } = this;
    const copy =
      item.pem !== undefined &&
      html`<button class="btn small" type="button" @click=${() => this.#act('copy-pem')}>
        ${icon(icons.copy)}${words.copyPem}
      </button>`;
    const make =
      isDeviceString(item) &&
      html`<button class="btn small" type="button" @click=${() => this.#act('make-device')}>
        ${icon(icons.device)}${words.makeDevice}
      </button>`;
    return copy || make ? html`<div class="actions">${copy || nothing}${make || nothing}</div>` : nothing;
  }

  override render(): TemplateResult {
    const { item, origin } = this;
    const brief = briefOf(item);
    const problems = problemsOf(item);
    const kind = item.title === '' ? brief : [inspectedKindNames[item.kind], ...brief];
    return html`<details class="item" ?open=${this.isOpen} @toggle=${(event: Event) => this.#toggle(event)}>
      <summary>
        <span class="item-icon">${icon(itemIcons[item.kind])}</span>
        <span class="item-title"><bdi>${nameOf(item)}</bdi></span>
        <span class="item-tags">
          ${item.isSecret ? tag(words.secret, 'info') : nothing}
          ${isLocked(item) ? tag(words.locked, 'warn') : nothing}
          ${problems.length === 0 ? nothing : tag(words.problems(problems.length), 'warn')}
        </span>
        <span class="item-brief">
          ${kind.map((text) => html`<bdi>${text}</bdi>`)}
          ${origin === undefined ? nothing : html`<bdi>${words.from(origin)}</bdi>`}
        </span>
        ${icon(icons.dropDown)}
      </summary>
      ${this.isOpen ? this.#body() : nothing}
    </details>`;
  }
}

/** How an item is called: by its own name, else by its kind. */
export function nameOf({ title, kind }: InspectedItem): string {
  return title === '' ? inspectedKindNames[kind] : title;
}

function isLocked({ findings }: InspectedItem): boolean {
  return findings.some(isAboutPassword);
}

/** Its password is asked for above all items. */
function problemsOf({ findings }: InspectedItem): readonly Finding[] {
  return findings.filter((finding) => !isAboutPassword(finding));
}

/** There may be one for every line of a file, so they take little room, and what they have in common is said once. */
function problemList(item: InspectedItem): TemplateResult {
  const problems = problemsOf(item).map((finding) => describeFinding(finding));
  const isFirst = (at: number): boolean => problems[at]?.title !== problems[at - 1]?.title;
  return html`<ul class="item-problems" aria-label=${words.problemsOf(nameOf(item))}>
    ${problems.map(
      ({ title, explanation, remedy }, at) =>
        html`<li>
          ${isFirst(at) ? html`<p class="item-problem">${icon(icons.alert)}${title}</p>` : nothing}
          <p>${explanation}</p>
          <p class="muted">${remedy}</p>
        </li>`,
    )}
  </ul>`;
}

function briefOf({ facts }: InspectedItem): readonly string[] {
  return BRIEF.flatMap((name) => facts.find((fact) => fact.name === name) ?? [])
    .slice(0, BRIEF_COUNT)
    .map(({ name, value }) => words.brief[name]?.(value.replace(MOMENT, '$1')) ?? value);
}

/** Connection strings of a service name no device. */
function isDeviceString({ kind, facts }: InspectedItem): boolean {
  return kind === 'connection-string' && facts.some(({ name }) => name === 'device-id');
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-inspected-item': InspectedItemRow;
  }
}

import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { uiScanWords as words } from '#core/words/en/ui-scan';
import { uiShellWords } from '#core/words/en/ui-shell';
import '../../elements/button/button.ts';
import { notice } from '../../elements/notice/notice.ts';
import { pageHeader } from '../../elements/page-header/page-header.ts';
import { skeleton } from '../../elements/skeleton/skeleton.ts';
import '../../elements/tabs/tabs.ts';
import { tabPanel } from '../../elements/tabs/tabs.ts';
import type { Route } from '../../routes.ts';
import type { ScanTab } from '../../scan-place.ts';
import { runWhenIdle } from '../shell/run-when-idle.ts';
import { View } from '../view.ts';
import { SCAN_PARTS, type ScanPart } from './scan-tabs.ts';

const GROUP = 'scan';

/** The Scan room: a page of tabs, each with a script of its own. */
@customElement('dw-scan-view')
export class ScanView extends View {
  readonly #there = new Set<ScanTab>();

  @property({ attribute: false }) route!: Route & { room: 'scan' };
  /** Whose script could not be had. */
  @state() private missing: ScanTab | undefined;

  protected override begin(): void {
    // So that the room goes on when its server is gone.
    runWhenIdle(() => {
      for (const part of SCAN_PARTS) void part.load().catch(() => undefined);
    });
  }

  get #part(): ScanPart {
    return SCAN_PARTS.find(({ id }) => id === this.route.tab) ?? SCAN_PARTS[0];
  }

  protected override willUpdate(): void {
    const part = this.#part;
    if (!this.#there.has(part.id) && this.missing !== part.id) void this.#load(part);
  }

  async #load({ id, load }: ScanPart): Promise<void> {
    try {
      await load();
      this.#there.add(id);
      this.requestUpdate();
    } catch {
      this.missing = id;
    }
  }

  #content({ id, panel }: ScanPart): TemplateResult {
    if (this.#there.has(id)) return panel(this.route.subject);
    if (this.missing !== id) return html`${skeleton('title')}${skeleton('chart')}`;
    const { title, explanation, remedy, retry } = uiShellWords.partMissing;
    const again = html`<button class="btn" type="button" @click=${() => (this.missing = undefined)}>${retry}</button>`;
    return notice({ tone: 'err', title, explanation, remedy, actions: again, announce: true });
  }

  override render(): TemplateResult {
    const part = this.#part;
    const tabs = SCAN_PARTS.map(({ id }) => ({ id, label: words.tabs[id] }));
    return html`${pageHeader({ heading: words.title, sentence: words.sentence })}
      <dw-tabs
        .label=${words.tabsLabel}
        group=${GROUP}
        .tabs=${tabs}
        selected=${part.id}
        @dw-select=${({ detail }: CustomEvent<{ id: ScanTab }>) => this.router.replace({ room: 'scan', tab: detail.id })}
      ></dw-tabs>
      ${tabPanel(GROUP, part.id, part.id, this.#content(part))}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-scan-view': ScanView;
  }
}

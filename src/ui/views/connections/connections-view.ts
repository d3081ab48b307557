import { html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { uiConnectionsWords as words } from '#core/words/en/ui-connections';
import { createConnections, type Connections, type ConnectionsState } from '#app/stores/connections';
import type { StoreController } from '../../controllers/store-controller.ts';
import '../../elements/button/button.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { notice } from '../../elements/notice/notice.ts';
import { pageHeader } from '../../elements/page-header/page-header.ts';
import { skeleton } from '../../elements/skeleton/skeleton.ts';
import '../findings/finding-notice.ts';
import { View } from '../view.ts';
import './connections-view.css';
import './relay-card.ts';
import './roots-card.ts';

/** The Connections room: the relay, and the roots by which servers are judged, for all devices of this browser. */
@customElement('dw-connections-view')
export class ConnectionsView extends View {
  #state!: StoreController<ConnectionsState>;

  protected override begin(): void {
    this.#state = this.follow(this.#connections.state);
  }

  get #connections(): Connections {
    return this.app.keep(createConnections);
  }

  #failed({ finding }: ConnectionsState & { kind: 'failed' }): TemplateResult {
    const retry = html`<button class="btn" type="button" @click=${() => this.#connections.retry()}>
      ${icon(icons.refresh)}${words.retry}
    </button>`;
    if (finding === undefined) return notice({ tone: 'err', title: words.notRead, actions: retry });
    return html`<dw-finding-notice .finding=${finding} .more=${retry}></dw-finding-notice>`;
  }

  #content(state: ConnectionsState): TemplateResult {
    if (state.kind === 'loading') return html`${skeleton('row', 4)}`;
    if (state.kind === 'failed') return this.#failed(state);
    const { relay, roots } = state.settings;
    return html`<div class="connections">
      <dw-relay-card .relay=${relay}></dw-relay-card>
      <dw-roots-card .roots=${roots}></dw-roots-card>
    </div>`;
  }

  override render(): TemplateResult {
    return html`${pageHeader({ heading: words.title, sentence: words.sentence })}${this.#content(this.#state.value)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-connections-view': ConnectionsView;
  }
}

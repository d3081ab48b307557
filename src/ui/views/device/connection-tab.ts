import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { ConnectionStep, PreflightCheck, ServiceCheck } from '#core/ports/device-host';
import type { Finding } from '#core/errors/workbench-error';
import type { WordsAction } from '#core/words/described';
import {
  checkResultWords,
  checkWords,
  preflightResultWords,
  preflightWords,
  stepWords,
  uiDeviceWords,
} from '#core/words/en/ui-device';
import { uiRoadWords } from '#core/words/en/ui-roads';
import { describeFinding } from '#core/words/words';
import { nextPlaces, type NextPlace } from '#app/road-offer';
import { card } from '../../elements/card/card.ts';
import { checksList, type CheckItem } from '../../elements/checks-list/checks-list.ts';
import { skeleton } from '../../elements/skeleton/skeleton.ts';
import { stepsList } from '../../elements/steps-list/steps-list.ts';
import { printRoute } from '../../routes.ts';
import '../findings/finding-notice.ts';
import type { FindingAction } from '../findings/finding-notice.ts';
import { aboutDevice } from './about-device.ts';
import { DeviceTab } from './device-tab.ts';
import './road-card.ts';
import './road-offer.ts';
import './connection-tab.css';

const words = uiDeviceWords.connection;
const OFFERS: readonly WordsAction['kind'][] = ['try-as-group-key', 'start-again', 'open-other-tab', 'edit-keys'];

/** How the device got where it is: every step and its time, what was checked, and on refusal what to do. */
@customElement('dw-connection-tab')
export class ConnectionTab extends DeviceTab {
  #act(kind: WordsAction['kind']): void {
    const { devices, otherTabs } = this.app.services;
    if (kind === 'edit-keys') this.router.go({ room: 'device', id: this.deviceId, tab: 'credentials' });
    else if (kind === 'open-other-tab') otherTabs.callOut(this.name);
    else if (kind === 'try-as-group-key') void this.app.run(() => devices.startAsGroupKey(this.deviceId));
    else void this.app.run(() => devices.start(this.deviceId));
  }

  #notice(finding: Finding, tone: 'warn' | 'err'): TemplateResult {
    return html`<dw-finding-notice
      .finding=${finding}
      .tone=${tone}
      .offers=${OFFERS}
      .more=${this.#places(finding)}
      @dw-finding-action=${({ detail }: CustomEvent<FindingAction>) => this.#act(detail.kind)}
    ></dw-finding-notice>`;
  }

  /** Links to where this can be looked into, or mended. */
  #places(finding: Finding): unknown {
    const places = nextPlaces(finding, this.detail);
    if (places.length === 0) return undefined;
    return places.map((place) => html`<a class="btn" href=${this.#hrefOf(place)}>${uiRoadWords.places[place]}</a>`);
  }

  #hrefOf(place: NextPlace): string {
    const device = { room: 'device', id: this.deviceId } as const;
    if (place === 'handshake') return printRoute({ ...device, tab: 'trace', part: 'handshake' });
    if (place === 'certificates') return printRoute({ ...device, tab: 'credentials' });
    return printRoute({ room: 'connections' });
  }

  #notices(): TemplateResult {
    const { state, warning } = this.detail;
    const failed = state.kind === 'refused' || state.kind === 'waiting';
    return html`${failed ? this.#notice(state.reason, state.kind === 'waiting' ? 'warn' : 'err') : nothing}<dw-road-offer .detail=${this.detail}></dw-road-offer>${
      warning === undefined ? nothing : this.#notice(warning, 'warn')
    }`;
  }

  #steps(): TemplateResult {
    const { steps } = this.detail;
    const body =
      steps.length === 0 ? html`<p class="muted">${words.noSteps}</p>` : stepsList(steps.map((step) => stepItem(step)));
    return card({ heading: words.steps, body });
  }

  #checks(): TemplateResult | typeof nothing {
    const { checks } = this.detail;
    if (checks.length === 0) return nothing;
    return card({
      heading: words.checks,
      hint: words.checksHint,
      body: checksList(checks.map(checkItem), words.checks),
    });
  }

  #preflight(): TemplateResult {
    const { preflight, state } = this.detail;
    if (preflight.length === 0 && state.kind === 'checking') return skeleton('row', 4);
    const list = checksList(preflight.map(preflightItem), words.preflight);
    return card({
      heading: words.preflight,
      hint: words.preflightHint,
      body: preflight.length === 0 ? html`<p class="muted">${words.noPreflight}</p>` : list,
    });
  }

  override render(): TemplateResult {
    return html`${this.#notices()}
      <div class="connection">
        <div class="connection-steps">${this.#steps()}</div>
        <div class="connection-side stack"><dw-road-card .detail=${this.detail}></dw-road-card>${this.#checks()}${this.#preflight()}</div>
        <div class="connection-about">${aboutDevice(this.detail)}</div>
      </div>`;
  }
}

/** One step as the list shows it. */
export function stepItem({
  kind,
  detail,
  outcome,
  startedAt,
  tookMs,
}: ConnectionStep): Parameters<typeof stepsList>[0][number] {
  return { label: stepWords[kind], detail: html`<span class="mono">${detail}</span>`, outcome, startedAt, tookMs };
}

const CHECK_RESULTS = {
  passed: 'good',
  failed: 'bad',
  'not-reached': 'not-reached',
  'service-does-not-say': 'unknown',
} as const;

function checkItem({ check, result }: ServiceCheck): CheckItem {
  return { label: checkWords[check], result: CHECK_RESULTS[result], word: checkResultWords[result] };
}

const PREFLIGHT_RESULTS = { good: 'good', doubtful: 'doubtful', bad: 'bad', 'cannot-know': 'unknown' } as const;

function preflightItem({ check, result, finding }: PreflightCheck): CheckItem {
  return {
    label: preflightWords[check],
    result: PREFLIGHT_RESULTS[result],
    word: preflightResultWords[result],
    ...(finding === undefined ? {} : { text: sentence(finding) }),
  };
}

function sentence(finding: Finding): string {
  const { title, remedy } = describeFinding(finding);
  return `${title}. ${remedy}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-connection-tab': ConnectionTab;
  }
}

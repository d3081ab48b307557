import { html, type TemplateResult } from 'lit';
import { uiCloudWords as words } from '#core/words/en/ui-cloud';
import type { CloudDeviceQuery } from '#app/cloud-devices';
import type { LocalCloudAddress } from '#app/services';
import type { CloudDeviceRows } from '#app/stores/cloud-device-rows';
import type { CloudContent, CloudView } from '#app/stores/cloud-view';
import type { DeviceChoice } from '#app/stores/device-choice';
import { tabPanel } from '../../elements/tabs/tabs.ts';
import type { CloudTab, Route } from '../../routes.ts';
import { attemptsList, type AttemptOutcome } from './attempts-list.ts';
import './certificates/authorities-tab.ts';
import './cloud-groups.ts';
import './devices/devices-tab.ts';
import './enrollment/enrollments-tab.ts';
import './settings/settings-tab.ts';
import './templates/templates-tab.ts';

type CloudRoute = Route & { room: 'cloud' };
const GROUP = 'cloud';

/** What the parts of the room show, and what they ask of it. */
export interface CloudTabsOptions {
  readonly route: CloudRoute;
  readonly address: LocalCloudAddress;
  readonly view: CloudView;
  readonly rows: CloudDeviceRows;
  readonly choice: DeviceChoice;
  readonly content: CloudContent;
  /** How many devices there are, once that is known. */
  readonly total: number | undefined;
  readonly outcome: AttemptOutcome;
  readonly onOutcome: (outcome: AttemptOutcome) => void;
  readonly onGo: (part: Partial<CloudRoute>) => void;
}

/** The parts of the Cloud room, of which the address says which is shown. */
export function cloudTabs(options: CloudTabsOptions): TemplateResult {
  const { route, total, content, onGo } = options;
  const { groups, attempts } = content;
  const { tab } = route;
  const refused = attempts.filter(({ outcome }) => outcome === 'refused').length;
  return html`<dw-tabs
      .label=${words.tabsLabel}
      group=${GROUP}
      .tabs=${[
        { id: 'devices', label: words.tabs.devices, count: total },
        { id: 'groups', label: words.tabs.groups, count: groups.length },
        { id: 'enrollments', label: words.tabs.enrollments },
        { id: 'certificates', label: words.tabs.certificates },
        { id: 'templates', label: words.tabs.templates },
        { id: 'attempts', label: refused === 0 ? words.tabs.attempts : words.attemptsRefused(refused) },
        { id: 'settings', label: words.tabs.settings },
      ]}
      selected=${tab}
      @dw-select=${({ detail }: CustomEvent<{ id: CloudTab }>) => onGo({ tab: detail.id })}
    ></dw-tabs>
    ${tabPanel(GROUP, tab, tab, panelOf(options))}`;
}

function panelOf(options: CloudTabsOptions): TemplateResult {
  const { route, address, view, rows, choice, content, outcome, onOutcome, onGo } = options;
  const { info, groups, attempts } = content;
  switch (route.tab) {
    case 'devices':
      return html`<dw-cloud-devices-tab
        .route=${route}
        .address=${address}
        .rows=${rows}
        .choice=${choice}
        .groups=${groups}
        @dw-query=${({ detail }: CustomEvent<CloudDeviceQuery>) => onGo({ query: detail })}
      ></dw-cloud-devices-tab>`;
    case 'groups':
      return html`<dw-cloud-groups .groups=${groups} .address=${address}></dw-cloud-groups>`;
    case 'enrollments':
      return html`<dw-cloud-enrollments .address=${address} .feed=${view}></dw-cloud-enrollments>`;
    case 'certificates':
      return html`<dw-cloud-authorities .address=${address} .feed=${view}></dw-cloud-authorities>`;
    case 'templates':
      return html`<dw-cloud-templates .address=${address} .feed=${view}></dw-cloud-templates>`;
    case 'attempts':
      return attemptsList({ attempts, outcome, onOutcome });
    case 'settings':
      return html`<dw-cloud-settings-tab .address=${address} .feed=${view} .info=${info}></dw-cloud-settings-tab>`;
  }
}

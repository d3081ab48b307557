import { html, type TemplateResult } from 'lit';
import { isGroupAuthority } from '#core/certificate-export/outputs-of';
import type { Shelf } from '#core/ports/certificate-maker';
import { uiCertificatesWords as words } from '#core/words/en/ui-certificates';
import { deviceCertificatesOf } from '#app/stores/device-certificates';
import '../../elements/tabs/tabs.ts';
import { tabPanel } from '../../elements/tabs/tabs.ts';
import type { CertificateTab } from '../../routes.ts';
import './authorities/authorities-tab.ts';
import './devices/devices-tab.ts';
import './ends/ends-tab.ts';
import './many/batches-tab.ts';
import './requests/requests-tab.ts';

/** A part of the room. */
interface RoomTab {
  readonly id: CertificateTab;
  readonly count?: (shelf: Shelf) => number;
  readonly panel: (shelf: Shelf) => TemplateResult;
}

/** The parts of the room, in their order. One stands here once it works. */
const TABS: readonly RoomTab[] = [
  {
    id: 'authorities',
    count: ({ certificates }) => certificates.filter(isGroupAuthority).length,
    panel: (shelf) => html`<dw-certificate-authorities .shelf=${shelf}></dw-certificate-authorities>`,
  },
  {
    id: 'devices',
    count: (shelf) => deviceCertificatesOf(shelf).length,
    panel: (shelf) => html`<dw-device-certificates .shelf=${shelf}></dw-device-certificates>`,
  },
  {
    id: 'requests',
    count: ({ requests }) => requests.length,
    panel: (shelf) => html`<dw-certificate-requests .shelf=${shelf}></dw-certificate-requests>`,
  },
  {
    id: 'many',
    panel: (shelf) => html`<dw-certificate-batches .shelf=${shelf}></dw-certificate-batches>`,
  },
  { id: 'ends', panel: (shelf) => html`<dw-certificate-ends .shelf=${shelf}></dw-certificate-ends>` },
];

const GROUP = 'certificates';

/** The tabs of the room with the part that is chosen. */
export function certificateTabs(
  shelf: Shelf,
  chosen: CertificateTab,
  onChoose: (tab: CertificateTab) => void,
): TemplateResult {
  const tab = TABS.find(({ id }) => id === chosen) ?? TABS[0];
  const selected = tab?.id ?? '';
  return html`<dw-tabs
      .label=${words.tabsLabel}
      group=${GROUP}
      .tabs=${TABS.map(({ id, count }) => ({ id, label: words.tabs[id], count: count?.(shelf) }))}
      selected=${selected}
      @dw-select=${({ detail }: CustomEvent<{ id: CertificateTab }>) => onChoose(detail.id)}
    ></dw-tabs>
    ${tabPanel(GROUP, selected, selected, tab?.panel(shelf))}`;
}

import { html, type TemplateResult } from 'lit';
import type { ScanSubject, ScanTab } from '../../scan-place.ts';

/** A part of the Scan room, with a script of its own. */
export interface ScanPart {
  readonly id: ScanTab;
  /** Fetches its script; rejects when it cannot be had. */
  readonly load: () => Promise<unknown>;
  readonly panel: (subject: ScanSubject | undefined) => TemplateResult;
}

/** The parts of the room, in their order. One stands here once it works. */
export const SCAN_PARTS: readonly [ScanPart, ...ScanPart[]] = [
  { id: 'scan', load: () => import('./scan/scan-tab.ts'), panel: () => html`<dw-scan></dw-scan>` },
  {
    id: 'make',
    load: () => import('./make/make-tab.ts'),
    panel: (subject) => html`<dw-make-code .subject=${subject}></dw-make-code>`,
  },
  {
    id: 'labels',
    load: () => import('./labels/labels-tab.ts'),
    panel: (subject) => html`<dw-labels .subject=${subject}></dw-labels>`,
  },
  {
    id: 'transfer',
    load: () => import('./transfer/transfer-tab.ts'),
    panel: (subject) => html`<dw-transfer .subject=${subject}></dw-transfer>`,
  },
];

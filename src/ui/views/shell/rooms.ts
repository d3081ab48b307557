import { html, type TemplateResult } from 'lit';
import type { Route } from '../../routes.ts';
import { runWhenIdle } from './run-when-idle.ts';

/** Parts that are fetched when they are first shown; the list of devices comes with the page. */
const PARTS = {
  device: () => import('../device/device-view.ts'),
  cloud: () => import('../cloud/cloud-view.ts'),
  keys: () => import('../keys/keys-view.ts'),
  certificates: () => import('../certificates/certificates-view.ts'),
  inspect: () => import('../inspect/inspect-view.ts'),
  scan: () => import('../scan/scan-view.ts'),
  connections: () => import('../connections/connections-view.ts'),
  'browser-certificate': () => import('../browser-certificate/browser-certificate-dialog.ts'),
  'add-device': () => import('../devices/add-device-dialog.ts'),
  shortcuts: () => import('./shortcuts-dialog.ts'),
  about: () => import('./about-dialog.ts'),
  'installation-notice': () => import('./installation-notice.ts'),
  palette: () => import('./palette-view.ts'),
  finding: () => import('../findings/finding-notice.ts'),
  plot: () => import('../../elements/chart/plot.ts'),
} as const;

/** A part of the page with a script of its own. */
export type PartName = keyof typeof PARTS;

/** The part that a route needs, if it needs one. */
export function partOf(route: Route): PartName | undefined {
  return route.room === 'devices' || route.room === 'nowhere' ? undefined : route.room;
}

/** Fetches a part, once; rejects when its script cannot be had, and may then be asked again. */
export async function loadPart(name: PartName): Promise<void> {
  await PARTS[name]();
}

/** Fetches every part while nothing else is to be done, so that the page goes on when its server is gone. */
export function loadPartsWhenIdle(): void {
  runWhenIdle(() => {
    for (const name of Object.keys(PARTS) as PartName[]) {
      // A part that cannot be had now is asked for again when it is needed, and said then.
      void loadPart(name).catch(() => undefined);
    }
  });
}

/** The view of a route whose part is there. */
export function roomView(route: Exclude<Route, { room: 'nowhere' }>): TemplateResult {
  if (route.room === 'devices') return html`<dw-devices-view .route=${route}></dw-devices-view>`;
  if (route.room === 'device') return html`<dw-device-view .route=${route}></dw-device-view>`;
  if (route.room === 'keys') return html`<dw-keys-view></dw-keys-view>`;
  if (route.room === 'certificates') return html`<dw-certificates-view .route=${route}></dw-certificates-view>`;
  if (route.room === 'inspect') return html`<dw-inspect-view></dw-inspect-view>`;
  if (route.room === 'scan') return html`<dw-scan-view .route=${route}></dw-scan-view>`;
  if (route.room === 'connections') return html`<dw-connections-view></dw-connections-view>`;
  return html`<dw-cloud-view .route=${route}></dw-cloud-view>`;
}

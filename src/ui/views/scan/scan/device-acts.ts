import { html, nothing, type TemplateResult } from 'lit';
import type { ConnectCode } from '#core/qr/payload';
import { uiScanWords } from '#core/words/en/ui-scan';
import type { ScannedAct, ScannedDeviceState } from '#app/stores/scanned-device';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { icon, icons, type Icon } from '../../../elements/icon/icon.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { formatDuration } from '../../../elements/text/format.ts';
import { printRoute } from '../../../routes.ts';
import { isRunning } from '../../devices/device-status.ts';
import { problemNotice } from '../../findings/problem-notice.ts';

const words = uiScanWords.device;

/** What somebody can do with the device of a code that holds a key. */
export interface DeviceActs {
  readonly onSave: () => void;
  readonly onCheck: () => void;
  readonly onStopCheck: () => void;
  readonly onConnect: () => void;
}

/** The three choices, each with what it does said before, and what came of the last one. */
export function deviceActs(
  { route }: ConnectCode,
  { act, kept }: ScannedDeviceState,
  { onSave, onCheck, onStopCheck, onConnect }: DeviceActs,
): TemplateResult | typeof nothing {
  const isDps = route.kind === 'dps';
  const { save, replace, check, connect, noCheck } = words.acts;
  const isSame = kept?.proof === 'same-key';
  const runs = kept !== undefined && isRunning(kept.state);
  const first = firstAct(isDps, act, kept);
  const look = (name: ActName): { look: string } => ({ look: name === first ? 'primary' : '' });
  const register = {
    ...check,
    ...look('check'),
    icon: icons.circleCheck,
    isBusy: act.kind === 'checking',
    run: onCheck,
  };
  const keep = { ...look('save'), icon: icons.inbox, isBusy: act.kind === 'saving', run: onSave };
  const join = {
    ...look('connect'),
    label: connect.label,
    text: sayConnecting(isDps, kept),
    icon: icons.plug,
    isBusy: act.kind === 'connecting',
    run: onConnect,
  };
  // It is at work already, as what the code says.
  if (isSame && runs) return nothing;
  return card({
    heading: words.acts.label,
    body: html`<div class="scan-acts">
      <div class="scan-outcome" role="status" tabindex="-1">${said(act, kept, onStopCheck)}</div>
      ${isDps && !runs ? choice(register) : nothing}
      ${isSame ? nothing : choice({ ...(kept === undefined ? save : replace), ...keep })}
      ${choice(join)}
      ${isDps ? nothing : html`<p class="muted small">${noCheck}</p>`}
    </div>`,
  });
}

type ActName = 'check' | 'save' | 'connect';

/** What somebody most likely wants next; never to lose the key of what is kept here. */
function firstAct(isDps: boolean, act: ScannedAct, kept: ScannedDeviceState['kept']): ActName | undefined {
  const isUnsure = act.kind === 'none' || act.kind === 'checking' || act.kind === 'failed';
  if (isDps && isUnsure) return 'check';
  if (kept === undefined) return 'save';
  return kept.proof === 'same-key' ? 'connect' : undefined;
}

/** What connecting does, to the data of the device and to what is kept here. */
function sayConnecting(isDps: boolean, kept: ScannedDeviceState['kept']): string {
  const { dps, hub, replaces, quiet, sends } = words.acts.connect;
  const isReplaced = kept !== undefined && kept.proof !== 'same-key';
  const isQuiet = (kept?.behaviour ?? 'quiet') === 'quiet';
  return [isDps ? dps : hub, ...(isReplaced ? [replaces] : []), isQuiet ? quiet : sends].join(' ');
}

/** Leads to the page of a device that is kept here. */
export function openLink(id: string): TemplateResult {
  return html`<a class="btn" href=${printRoute({ room: 'device', id, tab: undefined })}>${words.open}</a>`;
}

interface Choice {
  readonly label: string;
  readonly text: string;
  readonly icon: Icon;
  readonly look: string;
  readonly isBusy: boolean;
  readonly run: () => void;
}

function choice({ label, text, icon: mark, look, isBusy, run }: Choice): TemplateResult {
  const id = `act-${label.replaceAll(/\W+/g, '-').toLowerCase()}`;
  return html`<div class="scan-act">
    <p id=${id}>${text}</p>
    <button
      class="btn ${look}"
      type="button"
      aria-describedby=${id}
      aria-busy=${isBusy ? 'true' : nothing}
      @click=${() => (isBusy ? undefined : run())}
    >
      ${icon(mark)}${label}
    </button>
  </div>`;
}

function said(
  act: ScannedAct,
  kept: ScannedDeviceState['kept'],
  onStopCheck: () => void,
): TemplateResult | typeof nothing {
  if (act.kind === 'checking') {
    const stop = html`<button class="btn" type="button" @click=${onStopCheck}>${words.acts.stopCheck}</button>`;
    return notice({ tone: 'info', title: words.checking, actions: stop });
  }
  if (act.kind === 'saved') {
    return notice({ tone: 'ok', ...words.saved, actions: kept === undefined ? undefined : openLink(kept.id) });
  }
  if (act.kind === 'checked') {
    const { deviceId, assignedHub, tookMs } = act.registration;
    const explanation = words.checked.explanation(deviceId, assignedHub, formatDuration(tookMs));
    return notice({ tone: 'ok', title: words.checked.title, explanation });
  }
  if (act.kind !== 'failed') return nothing;
  const beside = act.besideTheCode && act.problem.kind === 'finding';
  return html`${beside ? notice({ tone: 'info', ...words.beside }) : nothing}${problemNotice(act.problem)}`;
}

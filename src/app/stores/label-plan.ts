import { makeFinding, type Finding } from '#core/errors/workbench-error';
import type { ServiceReach } from '#core/identity/service-reach';
import type { ListedId } from '#core/id-list/listed-id';
import { LABEL_LIMIT } from '#core/labels/judge-label';
import { holdsKey, type LabelCode } from '#core/labels/label-code';
import { countPages, type LabelSheet } from '#core/labels/label-sheet';
import type { KeyedDevice } from '#core/ports/key-maker';
import type { LabelOrder } from '../use-cases/make-labels.ts';
import { fullestOf, labelKeyedDevice, labelListedDevice, labelWordsOf, type LabelDevice } from './label-devices.ts';
import { judgeLabelDraft, type JudgedLabelDraft, type LabelDraft } from './label-draft.ts';

/** Everything that labels are planned from. */
export interface LabelInputs {
  readonly draft: LabelDraft;
  /** Those that are kept here. */
  readonly kept: readonly LabelDevice[];
  readonly keyed: readonly KeyedDevice[];
  /** From where the service is reached that the Keys room names by the ID scope of the draft. */
  readonly keyedReach: ServiceReach;
  readonly listed: readonly ListedId[];
}

/** What would be printed now. */
export interface LabelPlan {
  readonly devices: readonly LabelDevice[];
  readonly judged: JudgedLabelDraft;
  /** Undefined while something is missing that even a preview needs. */
  readonly print: LabelPrint | undefined;
  /** Why these devices cannot be printed so. */
  readonly problem: Finding | undefined;
}

/** Labels with the sheet that they go onto. A passphrase is not in it, but comes when they are made. */
export interface LabelPrint {
  readonly sheet: LabelSheet;
  readonly skip: number;
  readonly pages: number;
  readonly order: LabelOrder;
  readonly fullest: LabelDevice;
  readonly hasOutline: boolean;
}

/** Plans labels, as far as what is chosen and typed allows. */
export function planLabels(inputs: LabelInputs): LabelPlan {
  const { draft } = inputs;
  const judged = judgeLabelDraft(draft);
  const devices = listDevices(inputs, judged);
  const problem = judgeDevices(devices, draft);
  return {
    devices,
    judged,
    problem,
    print: problem?.code === 'label/too-many' ? undefined : makePrint(inputs, judged, devices),
  };
}

function makePrint(
  { draft }: LabelInputs,
  { sheet, skip }: JudgedLabelDraft,
  devices: readonly LabelDevice[],
): LabelPrint | undefined {
  const fullest = fullestOf(devices);
  const isNamed = draft.code === 'id' || devices.every(({ route }) => route !== undefined);
  if (sheet === undefined || fullest === undefined || !isNamed) return undefined;
  const order = {
    devices,
    code: codeOf(draft, devices),
    wordsOf: (device: LabelDevice) => labelWordsOf(device, draft),
  };
  const pages = countPages(sheet, devices.length, skip);
  return { sheet, skip, pages, order, fullest, hasOutline: draft.hasOutline };
}

function listDevices(
  { draft, kept, keyed, keyedReach, listed }: LabelInputs,
  { idScope }: JudgedLabelDraft,
): readonly LabelDevice[] {
  if (draft.source === 'list') return listed.map((one) => labelListedDevice(one, idScope));
  if (draft.source === 'keys') return keyed.map((one) => labelKeyedDevice(one, idScope, keyedReach));
  const { deviceId } = draft;
  const chosen = kept.filter(({ recordId }) => recordId === deviceId);
  return chosen.length === 0 ? kept : chosen;
}

function judgeDevices(devices: readonly LabelDevice[], draft: LabelDraft): Finding | undefined {
  const count = devices.length;
  if (count > LABEL_LIMIT) return makeFinding('label/too-many', { count, limit: LABEL_LIMIT });
  if (!holdsKey({ kind: draft.code })) return undefined;
  const without = devices.filter(({ keySource }) => keySource.kind === 'none');
  const [first] = without;
  return first && makeFinding('label/key-missing', { deviceId: first.id, count: without.length });
}

/** Gives a print whose locked codes have a passphrase. */
export function lockPrint(print: LabelPrint, passphrase: string): LabelPrint {
  const { order } = print;
  if (order.code.kind !== 'locked') return print;
  return { ...print, order: { ...order, code: { ...order.code, passphrase } } };
}

/** Gives how many devices have codes that name a service which nobody reaches elsewhere. */
export function countNear(devices: readonly LabelDevice[], { code }: LabelDraft): number {
  return code === 'id' ? 0 : devices.filter(({ reach }) => reach !== 'others').length;
}

/** Whether all devices have a place in IoT Central's form. */
export function fitCentral(devices: readonly LabelDevice[]): boolean {
  return devices.every(({ route }) => route === undefined || (route.kind === 'dps' && route.dpsHost === undefined));
}

function codeOf({ code, keyedForm }: LabelDraft, devices: readonly LabelDevice[]): LabelCode {
  if (code === 'locked') return { kind: code, passphrase: '' };
  if (code === 'keyed') return { kind: code, form: fitCentral(devices) ? keyedForm : 'workbench' };
  return { kind: code };
}

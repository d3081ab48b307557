import { makeFinding } from '#core/errors/workbench-error';
import { judgeIdScope } from '#core/identity/id-scope';
import {
  judgeGrid,
  judgeRoll,
  judgeSkip,
  printGrid,
  type GridMeasure,
  type RollFeed,
  type RollMeasure,
  type RollResolution,
} from '#core/labels/judge-sheet';
import { holdsKey, type KeyedForm, type LabelCodeKind } from '#core/labels/label-code';
import { labelsOnPage, type LabelSheet } from '#core/labels/label-sheet';
import { PAPER_SIZES, presetOf, type Paper } from '#core/labels/sheet-presets';
import { judgementOf, type FieldJudgement } from './field-judgement.ts';
import { EMPTY_ID_DRAFT, judgeIds, type IdDraft, type IdField } from './id-draft.ts';

/** Where the devices come from: those that are kept here, those that have keys in the Keys room, or a list. */
export const LABEL_SOURCES = ['devices', 'keys', 'list'] as const;
export type LabelSource = (typeof LABEL_SOURCES)[number];

/** What a label may say beside its code and the ID. */
export const LABEL_LINES = ['name', 'idScope', 'modelId'] as const;
export type LabelLine = (typeof LABEL_LINES)[number];

/** What labels are printed on. */
export type LabelMedium = Paper | 'roll';

/** Everything that is chosen and typed for labels, but a passphrase. */
export interface LabelDraft extends IdDraft {
  readonly source: LabelSource;
  /** The one kept device that gets a label (its id in this browser); empty for all of them. */
  readonly deviceId: string;
  /** Where the devices of a list register. */
  readonly idScope: string;
  readonly code: LabelCodeKind;
  readonly keyedForm: KeyedForm;
  readonly lines: ReadonlySet<LabelLine>;
  /** The same on every label. */
  readonly note: string;
  readonly medium: LabelMedium;
  /** Of each paper the grid by its id; undefined for the one that is typed. */
  readonly presets: Readonly<Record<Paper, string | undefined>>;
  readonly grid: Readonly<Record<GridMeasure, string>>;
  readonly roll: Readonly<Record<RollMeasure, string>>;
  readonly dpi: RollResolution;
  readonly feed: RollFeed;
  /** Labels of the first sheet that are used already. */
  readonly skip: string;
  readonly hasOutline: boolean;
}

/** What is typed, by name. */
export type LabelField = IdField | 'idScope' | 'note' | 'skip' | `grid-${GridMeasure}` | `roll-${RollMeasure}`;

const FIRST_PRESETS = { a4: presetOf('a4', '').id, letter: presetOf('letter', '').id } as const;

export const EMPTY_LABEL_DRAFT: LabelDraft = {
  ...EMPTY_ID_DRAFT,
  way: 'list',
  source: 'devices',
  deviceId: '',
  idScope: '',
  code: 'connect',
  keyedForm: 'workbench',
  lines: new Set<LabelLine>(['name']),
  note: '',
  medium: 'a4',
  presets: FIRST_PRESETS,
  grid: printGrid(presetOf('a4', '').sheet),
  roll: { width: '50', height: '25', across: '1', gap: '3' },
  dpi: 203,
  feed: 'gaps',
  skip: '0',
  hasOutline: false,
};

/** A draft with what is wrong in it. */
export interface JudgedLabelDraft {
  /** Undefined while a number of it is wrong. */
  readonly sheet: LabelSheet | undefined;
  readonly skip: number;
  /** Undefined while it is missing or wrong. */
  readonly idScope: string | undefined;
  readonly fields: ReadonlyMap<LabelField, FieldJudgement>;
}

/** Judges what is typed, as far as it is used. */
export function judgeLabelDraft(draft: LabelDraft): JudgedLabelDraft {
  const fields = new Map<LabelField, FieldJudgement>();
  const sheet = judgeSheet(draft, fields);
  const skip = judgeSkip(draft.skip, sheet === undefined ? 1 : labelsOnPage(sheet));
  const hasSkip = sheet !== undefined && draft.medium !== 'roll';
  if (hasSkip) fields.set('skip', judgementOf(skip));
  if (draft.source === 'list') fields.set(draft.way === 'one' ? 'oneId' : draft.way, judgeIds(draft));
  const scope = judgeIdScope(draft.idScope);
  const isNeeded = needsScope(draft);
  if (isNeeded && draft.idScope.trim() === '') {
    fields.set('idScope', { error: makeFinding('label/scope-missing', {}), notes: [] });
  } else if (isNeeded || draft.idScope.trim() !== '') fields.set('idScope', judgementOf(scope));
  return {
    sheet,
    skip: hasSkip && skip.ok ? skip.value : 0,
    idScope: scope.ok ? scope.value : undefined,
    fields,
  };
}

/** Whether the place where devices register has to be typed: kept ones know theirs. */
export function needsScope({ source, code }: LabelDraft): boolean {
  return source !== 'devices' && code !== 'id';
}

/** Gives the change to other devices. A list has no keys, so its codes hold none. */
export function chooseSource({ code }: LabelDraft, source: LabelSource): Partial<LabelDraft> {
  return { source, code: source === 'list' && holdsKey({ kind: code }) ? 'connect' : code };
}

/** Gives the change to a grid of one's own, which begins with the numbers of the one that was chosen. */
export function typeOwnGrid({ medium, presets }: LabelDraft): Partial<LabelDraft> {
  if (medium === 'roll') return {};
  const id = presets[medium];
  const own = { presets: { ...presets, [medium]: undefined } };
  return id === undefined ? own : { ...own, grid: printGrid(presetOf(medium, id).sheet) };
}

function judgeSheet(draft: LabelDraft, fields: Map<LabelField, FieldJudgement>): LabelSheet | undefined {
  const { medium, presets, grid, roll } = draft;
  if (medium === 'roll') {
    const judged = judgeRoll(roll, draft);
    for (const [name, error] of judged.faults) fields.set(`roll-${name}`, { error, notes: [] });
    return judged.sheet;
  }
  const id = presets[medium];
  if (id !== undefined) return presetOf(medium, id).sheet;
  const judged = judgeGrid(grid, PAPER_SIZES[medium]);
  for (const [name, error] of judged.faults) fields.set(`grid-${name}`, { error, notes: [] });
  return judged.sheet;
}

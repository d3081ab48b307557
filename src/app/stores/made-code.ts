import type { QrLevel, QrMatrix } from '#core/ports/qr-drawer';
import type { CodeKeys, ConnectCode } from '#core/qr/payload';
import type { PrintedForm } from '#core/qr/print-code';
import { judgeKey } from '#core/sas/key';
import { endOf, levelFor, routeOf, subjectOf, type CodeDraft, type MadeForm } from './code-draft.ts';

/** What is asked a second time: the code would hold the key of a group, or one that is as long as that of a group. */
export type CodeQuestion = 'group-key' | 'may-be-group-key';

/** A code that was made, without what it holds. */
export interface MadeCode {
  readonly name: string;
  readonly form: MadeForm;
  readonly route: ConnectCode['route'];
  readonly keys: { readonly kind: CodeKeys['kind']; readonly count: 1 | 2 } | undefined;
  readonly modelId: string | undefined;
  readonly endsAt: number | undefined;
  /** Whoever sees it has the key. */
  readonly isSecret: boolean;
  /** A link that is not locked is made after a yes. */
  readonly link: 'free' | 'needs-yes' | 'agreed';
  /** Squares on a side, without the quiet zone. */
  readonly size: number;
  readonly level: QrLevel;
  readonly content: CodeContent;
}

/** Whether the code holds its text, or a link that opens it. */
export type CodeContent = 'text' | 'link';

/** Gives what is to be asked before these keys go into a code. It looks at the keys, whatever they are said to be. */
export function questionOf(keys: CodeKeys | undefined): CodeQuestion | undefined {
  if (keys === undefined) return undefined;
  if (keys.kind === 'group-key') return 'group-key';
  const texts = [keys.primaryKey, ...(keys.secondaryKey === undefined ? [] : [keys.secondaryKey])];
  const isDoubtful = texts.some((text) => {
    const judged = judgeKey(text, { role: 'device', length: 'any' });
    return judged.ok && judged.notes.some(({ code }) => code === 'key/may-be-group-key');
  });
  return isDoubtful ? 'may-be-group-key' : undefined;
}

/** Gives what a code is to hold, as its draft says, with these keys. */
export function codeOf(draft: CodeDraft, keys: CodeKeys | undefined): ConnectCode {
  const { source, withModel, form } = draft;
  const { modelId } = subjectOf(draft);
  const name = source.kind === 'keyed' ? source.device.name : undefined;
  const hasMore = form !== 'central';
  return {
    route: routeOf(draft),
    ...(keys !== undefined && { keys }),
    ...(hasMore && withModel && modelId !== undefined && { modelId }),
    ...(hasMore && name !== undefined && { name }),
  };
}

/** Gives the form that a draft asks for. */
export function printedFormOf(draft: CodeDraft): PrintedForm {
  const { form, passphrase } = draft;
  return form === 'locked' ? { kind: form, passphrase, endsAt: endOf(draft) } : { kind: form };
}

/** Gives what may be said of a code that was made of a draft; it holds its text, and nobody has agreed to a link. */
export function describeMade(draft: CodeDraft, { route, keys, modelId }: ConnectCode, { size }: QrMatrix): MadeCode {
  const { form } = draft;
  const isSecret = keys !== undefined && form !== 'locked';
  return {
    name: subjectOf(draft).name,
    form,
    route,
    keys: keys && { kind: keys.kind, count: keys.secondaryKey === undefined ? 1 : 2 },
    modelId,
    endsAt: endOf(draft),
    isSecret,
    link: isSecret ? 'needs-yes' : 'free',
    size,
    level: levelFor(form),
    content: 'text',
  };
}

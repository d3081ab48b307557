import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { describeFinding } from '#core/words/words';
import type { Finding } from '#core/errors/workbench-error';
import { uiAddDeviceWords as words } from '#core/words/en/ui-add-device';
import {
  EMPTY_DRAFT,
  guessPlace,
  judgeDraft,
  looksLikeConnectionString,
  type DeviceDraft,
  type DraftClouds,
  type DraftField,
  type FieldJudgement,
} from '#app/stores/device-draft';
import { THERMOSTAT_MODEL_ID } from '#app/use-cases/try-local-cloud';
import type { FieldNote } from '../../elements/field/field.ts';

/** What a field shows below its control. */
export interface FieldWords {
  readonly error: string | undefined;
  readonly notes: readonly FieldNote[];
}

/** A new draft: the thermostat has a model of its own. */
const NEW_DRAFT: DeviceDraft = { ...EMPTY_DRAFT, modelId: modelOf(EMPTY_DRAFT) };

/**
 * A draft while it is edited. It is judged at every change, but an error is shown only once its field was left, and
 * goes with the next letter; after a try to submit, all are shown.
 */
export class DraftEditor implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #shown = new Set<DraftField>();
  #judged: ReadonlyMap<DraftField, FieldJudgement> = judgeDraft(NEW_DRAFT);
  #draft: DeviceDraft = NEW_DRAFT;
  #submitted = false;
  /** The model ID is the user's own from then on; before that it follows the behaviour. */
  #ownModel = false;
  /** The local clouds that are known so far; a connection string is looked for in them. */
  clouds: DraftClouds = { server: undefined, browser: undefined };

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  get draft(): DeviceDraft {
    return this.#draft;
  }

  /** How many fields need a change, once the user has tried to submit. */
  get faults(): number {
    return this.#submitted ? [...this.#judged.values()].filter(({ error }) => error !== undefined).length : 0;
  }

  reset(draft: DeviceDraft = NEW_DRAFT): void {
    this.#shown.clear();
    this.#submitted = false;
    this.#ownModel = false;
    this.#take(draft);
  }

  /** Changes several values at once, as when another way is chosen. */
  change(part: Partial<DeviceDraft>): void {
    const changed = { ...this.#draft, ...part };
    const draft = this.#ownModel ? changed : { ...changed, modelId: modelOf(changed) };
    const isOther = draft.connectionString !== this.#draft.connectionString;
    this.#take(isOther ? { ...draft, place: guessPlace(draft.connectionString, this.clouds) } : draft);
  }

  /** Takes what is typed into one field. */
  type(field: DraftField, text: string): void {
    this.#shown.delete(field);
    if (field === 'modelId') this.#ownModel = true;
    this.change({ [field]: text });
  }

  /** The user has left a field: an empty one is no fault yet. */
  leave(field: DraftField): void {
    if (!this.#submitted && this.#draft[field]?.trim() === '') return;
    this.#shown.add(field);
    this.#host.requestUpdate();
  }

  /** Shows every error; true when there is none. */
  submit(): boolean {
    this.#submitted = true;
    for (const field of this.#judged.keys()) this.#shown.add(field);
    this.#host.requestUpdate();
    return this.faults === 0;
  }

  /** What stands below a field now. */
  words(field: DraftField): FieldWords {
    const judged = this.#judged.get(field);
    const notes = (judged?.notes ?? []).map((finding) => this.#note(finding));
    if (judged?.error === undefined) return { error: undefined, notes };
    const pasted = this.#pasted(field);
    if (pasted !== undefined) return { error: undefined, notes: [pasted] };
    const error = this.#shown.has(field) ? describeFault(judged.error) : undefined;
    const mend = error === undefined ? undefined : this.#mend(field, judged.error);
    return { error, notes: mend === undefined ? [] : [mend] };
  }

  #take(draft: DeviceDraft): void {
    this.#draft = draft;
    this.#judged = judgeDraft(draft);
    this.#host.requestUpdate();
  }

  /** Offers to use a pasted connection string as what it is. */
  #pasted(field: DraftField): FieldNote | undefined {
    const text = this.#draft[field] ?? '';
    if (field === 'connectionString' || !looksLikeConnectionString(text)) return undefined;
    const use = (): void => this.change({ [field]: '', way: 'connection-string', connectionString: text.trim() });
    return { tone: 'info', text: words.pasted.text, action: { label: words.pasted.use, run: use } };
  }

  #mend(field: DraftField, finding: Finding): FieldNote | undefined {
    if (finding.code !== 'host/with-scheme') return undefined;
    const { host } = finding.facts;
    return { tone: 'info', text: '', action: { label: words.useValue(host), run: () => this.type(field, host) } };
  }

  #note(finding: Finding): FieldNote {
    const { title, explanation, remedy } = describeFinding(finding);
    const tone = 'warn';
    if (finding.code === 'key/line-break-removed') return { tone, text: `${title}. ${explanation}` };
    return { tone, text: `${title}. ${explanation} ${remedy}`, action: this.#noteAction(finding) };
  }

  #noteAction(finding: Finding): FieldNote['action'] {
    if (finding.code === 'id/upper-case') {
      const { lower } = finding.facts;
      return { label: words.useValue(lower), run: () => this.type('deviceId', lower) };
    }
    if (finding.code === 'key/may-be-group-key' && this.#draft.way === 'device-key') {
      return { label: words.useAsGroupKey, run: () => this.change({ way: 'group-key' }) };
    }
    if (finding.code === 'key/may-be-device-key' || finding.code === 'key/derived-twice') {
      return { label: words.useAsDeviceKey, run: () => this.change({ way: 'device-key' }) };
    }
    return undefined;
  }
}

/** The model of what the device does by itself; a plain device has none. */
function modelOf({ behaviour }: DeviceDraft): string {
  return behaviour === 'thermostat' ? THERMOSTAT_MODEL_ID : '';
}

function describeFault(finding: Finding): string {
  const { explanation, remedy } = describeFinding(finding);
  return finding.code.endsWith('/empty') ? remedy : `${explanation} ${remedy}`;
}

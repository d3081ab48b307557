import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Finding } from '#core/errors/workbench-error';
import { uiAddDeviceWords as words } from '#core/words/en/ui-add-device';
import { uiEditingWords } from '#core/words/en/ui-editing';
import type { CertificateChoice } from '#app/stores/certificate-choice';
import {
  EMPTY_DRAFT,
  guessPlace,
  judgeDraft,
  looksLikeConnectionString,
  type DeviceDraft,
  type DraftField,
  type DraftSurroundings,
} from '#app/stores/device-draft';
import type { KnownClouds, ServicePlace } from '#app/stores/endpoint';
import type { FieldJudgement } from '#app/stores/field-judgement';
import { THERMOSTAT_MODEL_ID } from '#app/use-cases/try-local-cloud';
import type { FieldNote } from '../../elements/field/field.ts';
import { describeFault, describeNote } from '../editing/describe-fault.ts';
import { mendHost } from '../editing/mend-host.ts';
import { ShownErrors } from '../editing/shown-errors.ts';
import type { FieldEditor, FieldWords } from '../editing/typed-fields.ts';

/** A new draft: the thermostat has a model of its own. */
const NEW_DRAFT: DeviceDraft = { ...EMPTY_DRAFT, modelId: modelOf(EMPTY_DRAFT) };

/** What a draft is edited among. */
export interface EditorSurroundings extends DraftSurroundings {
  /** A connection string is looked for in the local clouds that are known so far. */
  readonly clouds: KnownClouds;
}

/** A draft while it is edited. It is judged before it is drawn; `ShownErrors` says which errors are shown. */
export class DraftEditor implements ReactiveController, FieldEditor<DraftField> {
  readonly #host: ReactiveControllerHost;
  readonly #shown = new ShownErrors<DraftField>();
  #judged: ReadonlyMap<DraftField, FieldJudgement> = judgeDraft(NEW_DRAFT);
  #draft: DeviceDraft = NEW_DRAFT;
  /** The model ID is the user's own from then on; before that it follows the behaviour. */
  #ownModel = false;
  /** Of the certificate that was chosen last. */
  #certificateName = '';
  readonly #surroundings: () => EditorSurroundings;

  constructor(host: ReactiveControllerHost, surroundings: () => EditorSurroundings) {
    this.#host = host;
    this.#surroundings = surroundings;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#judged = judgeDraft(this.#draft, this.#surroundings());
  }

  get draft(): DeviceDraft {
    return this.#draft;
  }

  /** How many fields need a change, once the user has tried to submit. */
  get faults(): number {
    return this.#shown.submitted ? [...this.#judged.values()].filter(({ error }) => error !== undefined).length : 0;
  }

  reset(draft: DeviceDraft = NEW_DRAFT): void {
    this.#shown.reset();
    this.#ownModel = false;
    this.#certificateName = '';
    this.#take(draft);
  }

  /** Changes several values at once, as when another way is chosen. */
  change(part: Partial<DeviceDraft>): void {
    this.#ownModel ||= part.modelId !== undefined;
    const changed = { ...this.#draft, ...part };
    const draft = this.#ownModel ? changed : { ...changed, modelId: modelOf(changed) };
    const isOther = draft.connectionString !== this.#draft.connectionString;
    this.#take(isOther ? { ...draft, place: guessPlace(draft.connectionString, this.#surroundings().clouds) } : draft);
  }

  /** Says where the hub is. That of a local cloud is filled in where nobody typed another, and left with it. */
  choosePlace(place: ServicePlace): void {
    const { clouds } = this.#surroundings();
    const hostAt = (one: ServicePlace): string => (one === 'azure' ? '' : (clouds[one]?.host ?? ''));
    const isFree = ['', hostAt(this.#draft.place)].includes(this.#draft.hubHost.trim());
    this.change(isFree ? { place, hubHost: hostAt(place) } : { place });
  }

  /** Takes another certificate, of those around. */
  chooseCertificate(id: string): void {
    const choice = this.#surroundings().choices.find((one) => one.id === id);
    this.#shown.typed('certificateId');
    if (choice === undefined) this.change({ certificateId: '' });
    else this.takeCertificate(choice);
  }

  /** Its name is the device ID where nobody typed another; modules have no DPS. */
  takeCertificate({ id, name, primary }: CertificateChoice): void {
    const { deviceId, service } = this.#draft;
    const isFree = deviceId === '' || deviceId === this.#certificateName;
    this.#certificateName = name;
    this.change({
      certificateId: id,
      deviceId: isFree ? name : deviceId,
      service: primary.role === 'module' ? 'hub' : service,
    });
  }

  text(field: DraftField): string {
    return this.#draft[field] ?? '';
  }

  /** Takes what is typed into one field. */
  type(field: DraftField, text: string): void {
    this.#shown.typed(field);
    this.change({ [field]: text });
  }

  leave(field: DraftField): void {
    this.#shown.left(field, this.text(field));
    this.#host.requestUpdate();
  }

  /** Shows every error; true when there is none. */
  submit(): boolean {
    this.#shown.submit(this.#judged.keys());
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
    const error = this.#shown.has(field) ? this.#fault(judged.error) : undefined;
    const mend = error === undefined ? undefined : mendHost(judged.error, (host) => this.type(field, host));
    return { error, notes: mend === undefined ? [] : [mend] };
  }

  #take(draft: DeviceDraft): void {
    this.#draft = draft;
    this.#judged = judgeDraft(draft, this.#surroundings());
    this.#host.requestUpdate();
  }

  /** Offers to use a pasted connection string as what it is. */
  #pasted(field: DraftField): FieldNote | undefined {
    const text = this.text(field);
    if (field === 'connectionString' || !looksLikeConnectionString(text)) return undefined;
    const use = (): void => this.change({ [field]: '', way: 'connection-string', connectionString: text.trim() });
    return { tone: 'info', text: words.pasted.text, action: { label: words.pasted.use, run: use } };
  }

  #fault(error: Finding): string {
    return error.code === 'device/certificate-missing' ? words.certificate.missing : describeFault(error);
  }

  #note(finding: Finding): FieldNote {
    if (finding.code === 'device/certificate-for-other' && this.#draft.way === 'certificate') {
      const { name } = finding.facts;
      const use = { label: uiEditingWords.useValue(name), run: (): void => this.type('deviceId', name) };
      return { tone: 'warn', text: words.certificate.otherId(name), action: use };
    }
    if (finding.code === 'connection-string/x509') return { tone: 'info', text: words.connectionString.x509 };
    return { tone: 'warn', text: describeNote(finding), action: this.#noteAction(finding) };
  }

  #noteAction(finding: Finding): FieldNote['action'] {
    if (finding.code === 'id/upper-case') {
      const { lower } = finding.facts;
      return { label: uiEditingWords.useValue(lower), run: () => this.type('deviceId', lower) };
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

import { fileNameFor } from '#core/export/file-name';
import { WorkbenchError } from '#core/errors/workbench-error';
import { makePassword } from '#core/pkcs/password';
import type { QrLevel, QrMatrix } from '#core/ports/qr-drawer';
import { sideInMm } from '#core/qr/code-size';
import { judgeAppAddress, printConnectLink } from '#core/qr/connect-link';
import { printCode } from '#core/qr/print-code';
import { printQrSvg } from '#core/qr/print-svg';
import { createStore, type ReadableStore } from '#core/store';
import type { Services } from '../services.ts';
import { readCodeKeys } from '../use-cases/read-code-keys.ts';
import {
  EMPTY_CODE_DRAFT,
  judgeCodeDraft,
  levelFor,
  mendCodeDraft,
  type CodeDraft,
  type CodeField,
  type CodeSource,
} from './code-draft.ts';
import type { Endpoint } from './endpoint.ts';
import { valueOf, type FieldJudgement } from './field-judgement.ts';
import { createLocalClouds, type LocalClouds } from './local-clouds.ts';
import {
  codeOf,
  describeMade,
  printedFormOf,
  questionOf,
  type CodeContent,
  type CodeQuestion,
  type MadeCode,
} from './made-code.ts';

/** What is typed into the form, with its judgement. */
export interface JudgedCode {
  readonly draft: CodeDraft;
  readonly fields: ReadonlyMap<CodeField, FieldJudgement>;
}

/** What a code is made from; the rest of the form changes nothing of one that was made. */
export type CodePart = Exclude<keyof CodeDraft, 'appAddress' | 'dpi'>;

/** How far a code is. */
export type CodeWork =
  /** `changed`: what took away the code that was there. */
  | { readonly kind: 'none'; readonly changed: CodePart | undefined }
  | { readonly kind: 'making' }
  | { readonly kind: 'asking'; readonly question: CodeQuestion }
  | { readonly kind: 'made'; readonly code: MadeCode };

/** The part of the Scan room that makes codes. What it made is nowhere but here, until something is changed or left. */
export interface CodeDesk {
  readonly typed: ReadableStore<JudgedCode>;
  readonly work: ReadableStore<CodeWork>;
  readonly clouds: LocalClouds;
  change(part: Partial<CodeDraft>): void;
  choose(source: CodeSource): void;
  /** Chooses one of the Keys room's devices, which registers where that room says. Errors: `qr/keys-gone`. */
  chooseKeyed(index: number, where: Pick<CodeDraft, 'endpoint' | 'ownHost' | 'idScope'>): Promise<void>;
  /** Chooses where a device registers; a local cloud fills in its ID scope. Errors: `cloud/unreachable`. */
  chooseEndpoint(endpoint: Endpoint): Promise<void>;
  /** Makes a passphrase in the place of the one that is there. */
  makePassphrase(): void;
  /**
   * Makes the code, or asks first; only for a draft without faults. Errors: `qr/too-large`, `qr/keys-gone`,
   * `device/key-missing`, `device/unknown`, `vault/…`.
   */
  make(): Promise<void>;
  /** Yes to what is asked: makes the code. Errors: as `make`. */
  agree(): Promise<void>;
  /** No to what is asked. */
  decline(): void;
  /** Yes to a link that holds a key in clear. */
  agreeToLink(): void;
  /** Gives the code that was made. */
  draw(): QrMatrix;
  /** Gives the link that opens it; throws `TypeError` while nobody has agreed to it. */
  link(): string;
  /** Draws the same code at another level, or with the link in it. Errors: `qr/too-large`; it stays as it was then. */
  redraw(change: { readonly level?: QrLevel; readonly content?: CodeContent }): Promise<void>;
  /** Saves the code; gives the name of the file. `title`: what the picture is called, for whoever has it read aloud. */
  saveSvg(title: string): string;
  savePng(): Promise<string>;
  /** Forgets the code, the passphrase and typed keys. */
  leave(): void;
  dispose(): void;
}

/** Gives the desk, with nothing typed. */
export function createCodeDesk(services: Services): CodeDesk {
  return new Desk(services);
}

const isPart = (name: keyof CodeDraft): name is CodePart => name !== 'appAddress' && name !== 'dpi';

const NOTHING: CodeWork = { kind: 'none', changed: undefined };

/** What a code holds. */
interface Content {
  readonly text: string;
  readonly matrix: QrMatrix;
}

class Desk implements CodeDesk {
  readonly typed = createStore<JudgedCode>({ draft: EMPTY_CODE_DRAFT, fields: judgeCodeDraft(EMPTY_CODE_DRAFT) });
  readonly work = createStore<CodeWork>(NOTHING);
  readonly clouds: LocalClouds;
  readonly #services: Services;
  #content: Content | undefined;
  /** Counts up whenever what is under way no longer counts. */
  #round = 0;

  constructor(services: Services) {
    this.#services = services;
    this.clouds = createLocalClouds(services);
  }

  get #draft(): CodeDraft {
    return this.typed.get().draft;
  }

  change(part: Partial<CodeDraft>): void {
    const draft = mendCodeDraft({ ...this.#draft, ...part });
    this.typed.set({ draft, fields: judgeCodeDraft(draft) });
    const changed = (Object.keys(part) as (keyof CodeDraft)[]).find(isPart);
    if (changed !== undefined) return this.#lose(changed);
    const work = this.work.get();
    // The link that is drawn leads to where it no longer should.
    if ('appAddress' in part && work.kind === 'made' && work.code.content === 'link')
      void this.redraw({ content: 'text' });
  }

  choose(source: CodeSource): void {
    this.change({ source });
  }

  async chooseKeyed(index: number, where: Pick<CodeDraft, 'endpoint' | 'ownHost' | 'idScope'>): Promise<void> {
    const [device] = (await this.#services.keys.find('', index, 1)).devices;
    if (device === undefined) throw new WorkbenchError('qr/keys-gone', {});
    this.change({ source: { kind: 'keyed', device }, ...where });
  }

  async chooseEndpoint(endpoint: Endpoint): Promise<void> {
    const left = this.clouds.at(this.#draft.endpoint);
    // What a local cloud filled in names nothing anywhere else.
    const isFilled = left !== undefined && this.#draft.idScope.trim() === left.idScope;
    this.change({ endpoint, ...(isFilled && { idScope: '' }) });
    if (endpoint === 'browser') await this.clouds.askBrowser();
    const local = this.clouds.at(endpoint);
    if (local !== undefined && this.#draft.endpoint === endpoint && this.#draft.idScope.trim() === '') {
      this.change({ idScope: local.idScope });
    }
  }

  makePassphrase(): void {
    this.change({ passphrase: makePassword(this.#services.crypto), isMadePassphrase: true });
  }

  make(): Promise<void> {
    return this.#make(undefined);
  }

  async agree(): Promise<void> {
    const work = this.work.get();
    if (work.kind === 'asking') await this.#make(work.question);
  }

  decline(): void {
    if (this.work.get().kind === 'asking') this.#forget();
  }

  agreeToLink(): void {
    const { code } = this.#made();
    if (code.link === 'needs-yes') this.work.set({ kind: 'made', code: { ...code, link: 'agreed' } });
  }

  draw(): QrMatrix {
    return this.#made().content.matrix;
  }

  link(): string {
    const { code, content } = this.#made();
    return this.#linkTo(code, content.text);
  }

  async redraw(change: { readonly level?: QrLevel; readonly content?: CodeContent }): Promise<void> {
    const { code: before, content } = this.#made();
    const code = { ...before, ...change };
    const text = code.content === 'link' ? this.#linkTo(code, content.text) : content.text;
    const round = (this.#round += 1);
    const matrix = await this.#services.drawQr(text, code.level);
    if (round !== this.#round) return;
    this.#show(code, { text: content.text, matrix });
  }

  saveSvg(title: string): string {
    const { code, content } = this.#made();
    const sideMm = sideInMm(content.matrix, this.#draft.dpi);
    const name = fileNameFor(code.name, '.svg', new Set());
    this.#services.files.save(name, 'image/svg+xml', printQrSvg(content.matrix, { title, sideMm }));
    return name;
  }

  async savePng(): Promise<string> {
    const { code, content } = this.#made();
    const name = fileNameFor(code.name, '.png', new Set());
    this.#services.files.save(name, 'image/png', await this.#services.paintQr(content.matrix));
    return name;
  }

  leave(): void {
    this.change({ passphrase: '', isMadePassphrase: false, primaryKey: '', secondaryKey: '' });
    this.#forget();
  }

  dispose(): void {
    this.leave();
    this.clouds.forget();
  }

  async #make(agreed: CodeQuestion | undefined): Promise<void> {
    this.#forget();
    const round = this.#round;
    const draft = this.#draft;
    this.work.set({ kind: 'making' });
    try {
      const keys = await readCodeKeys(this.#services, draft);
      const question = questionOf(keys);
      if (round !== this.#round) return;
      if (question !== undefined && question !== agreed) return this.work.set({ kind: 'asking', question });
      const code = codeOf(draft, keys);
      const text = await printCode(this.#services.crypto, code, printedFormOf(draft));
      const matrix = await this.#services.drawQr(text, levelFor(draft.form));
      if (round === this.#round) this.#show(describeMade(draft, code, matrix), { text, matrix });
    } catch (error) {
      if (round !== this.#round) return;
      this.#forget();
      throw error;
    }
  }

  #show(code: MadeCode, content: Content): void {
    this.#content = content;
    this.work.set({ kind: 'made', code: { ...code, size: content.matrix.size } });
  }

  #made(): { readonly code: MadeCode; readonly content: Content } {
    const work = this.work.get();
    if (work.kind !== 'made' || this.#content === undefined) throw new TypeError('No code was made');
    return { code: work.code, content: this.#content };
  }

  #linkTo({ link }: MadeCode, text: string): string {
    if (link === 'needs-yes') throw new TypeError('Nobody agreed to a link that holds a key');
    const { appAddress } = this.#draft;
    const address = appAddress.trim() === '' ? this.#services.address : valueOf(judgeAppAddress(appAddress));
    return printConnectLink(address, text);
  }

  /** What took a code away is said until another one is made. */
  #lose(changed: CodePart): void {
    const work = this.work.get();
    this.#forget();
    if (work.kind === 'made') this.work.set({ kind: 'none', changed });
    if (work.kind === 'none') this.work.set(work);
  }

  #forget(): void {
    this.#round += 1;
    this.#content = undefined;
    this.work.set(NOTHING);
  }
}

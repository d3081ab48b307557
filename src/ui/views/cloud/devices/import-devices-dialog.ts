import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { WorkbenchError } from '#core/errors/workbench-error';
import { CENTRAL_HEADING } from '#core/export/central-csv';
import { judgeFileSize, readTextOfFile } from '#core/id-list/file-text';
import { uiCloudDevicesWords } from '#core/words/en/ui-cloud-devices';
import type { DeviceImport, DeviceImportProblem } from '#app/cloud-devices';
import type { LocalCloudAddress } from '#app/services';
import type { NoticeBody } from '#app/stores/notices';
import '../../../elements/button/button.ts';
import { dialog } from '../../../elements/dialog/dialog.ts';
import { field } from '../../../elements/field/field.ts';
import { fileInput } from '../../../elements/file-input/file-input.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { pager } from '../../../elements/pager/pager.ts';
import { table, type TableColumn } from '../../../elements/table/table.ts';
import { tag } from '../../../elements/tag/tag.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';

const words = uiCloudDevicesWords.csv;
const ACCEPT = '.csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values';
/** Keys of a file are not taken: a device that comes by a group has those of the group. */
const READ_COLUMNS = CENTRAL_HEADING.slice(0, 2);
const PROBLEMS_A_PAGE = 20;
type Column = 'found' | 'wrong' | 'fate';
const COLUMNS: readonly TableColumn<Column>[] = [
  { id: 'found', heading: words.found, width: 'minmax(6rem, 1fr)', phone: 'title' },
  { id: 'wrong', heading: words.wrong, width: 'minmax(10rem, 3fr)', phone: 'meta' },
  { id: 'fate', heading: words.line, width: 'auto', phone: 'aside' },
];

type Phase =
  | { readonly kind: 'choosing' }
  | { readonly kind: 'sending'; readonly name: string }
  | { readonly kind: 'done'; readonly result: DeviceImport };

/** Registers the devices of a CSV file, and says line by line what was wrong with it. Event: `dw-close`. */
@customElement('dw-import-devices-dialog')
export class ImportDevicesDialog extends View {
  @property({ attribute: false }) open = false;
  /** Sent at once when the dialog opens, such as one that was dropped. */
  @property({ attribute: false }) file: File | undefined;
  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @state() private phase: Phase = { kind: 'choosing' };
  @state() private problem: NoticeBody | undefined;
  @state() private from = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('open') || !this.open) return;
    this.#begin();
    if (this.file !== undefined) void this.#send(this.file);
  }

  #begin(): void {
    this.phase = { kind: 'choosing' };
    this.problem = undefined;
    this.from = 0;
  }

  #close(): void {
    this.raise('dw-close', undefined);
  }

  async #send(file: File): Promise<void> {
    this.problem = undefined;
    this.phase = { kind: 'sending', name: file.name };
    const fate = await this.app.run(
      async () => this.app.operator(this.address).devices.importCsv(await readText(file)),
      (body) => (this.problem = body),
    );
    this.phase = fate.kind === 'done' ? { kind: 'done', result: fate.value } : { kind: 'choosing' };
  }

  #choose(): TemplateResult {
    return html`<p>${words.text}</p>
      <p class="muted small">${words.columns} <span class="mono">${READ_COLUMNS.join(', ')}</span></p>
      ${problemNotice(this.problem)}
      ${field({ id: 'devices-csv', label: words.file, hint: words.hint }, (ties) =>
        fileInput(ties, {
          text: words.choose,
          dropText: '',
          accept: ACCEPT,
          onFile: (file) => void this.#send(file),
        }),
      )}`;
  }

  #done({ added, known, problems }: DeviceImport): TemplateResult {
    const sentences = [words.known(known), problems.length === 0 ? words.allGood : words.problems(problems.length)];
    return html`${notice({
      tone: problems.length > 0 ? 'warn' : 'ok',
      title: words.added(added),
      explanation: sentences.filter((sentence) => sentence !== '').join(' '),
      announce: true,
    })}
    ${problems.length === 0 ? nothing : this.#problems(problems)}`;
  }

  #problems(problems: readonly DeviceImportProblem[]): TemplateResult {
    return html`${table<DeviceImportProblem, Column>({
      label: words.problemTable,
      columns: COLUMNS,
      rows: problems.slice(this.from, this.from + PROBLEMS_A_PAGE),
      key: ({ line, message }) => `${line} ${message}`,
      cells: ({ line, found, leftOut, message }) => ({
        found: html`<span class="mono">${found === '' ? words.nothing : found}</span>`,
        wrong: html`<span class="muted">${message}</span>`,
        fate: html`<span class="small muted">${words.line} ${line}</span>
          ${leftOut ? tag(words.leftOut, 'err') : tag(words.taken, 'warn')}`,
      }),
    })}
    ${pager({
      label: words.problemTable,
      from: this.from,
      pageSize: PROBLEMS_A_PAGE,
      total: problems.length,
      onGo: (from) => (this.from = from),
    })}`;
  }

  #body(): TemplateResult {
    const { phase } = this;
    const inside =
      phase.kind === 'done'
        ? this.#done(phase.result)
        : phase.kind === 'sending'
          ? html`<p role="status">${words.reading(phase.name)}</p>`
          : this.#choose();
    return html`<div class="stack">${inside}</div>`;
  }

  #footer(): TemplateResult {
    const { kind } = this.phase;
    if (kind !== 'done') {
      return html`<button class="btn" type="button" @click=${() => this.#close()}>${words.cancel}</button>`;
    }
    return html`<button class="btn" type="button" @click=${() => this.#begin()}>${words.another}</button>
      <button class="btn primary" type="button" @click=${() => this.#close()}>${words.done}</button>`;
  }

  override render(): TemplateResult {
    return dialog({
      id: 'import-devices',
      open: this.open,
      heading: words.title,
      body: () => this.#body(),
      footer: () => this.#footer(),
      onClose: () => this.#close(),
    });
  }
}

/** Errors: those of `readTextOfFile`. */
async function readText(file: File): Promise<string> {
  const size = judgeFileSize(file.size);
  const verdict = size.ok ? readTextOfFile(new Uint8Array(await file.arrayBuffer())) : size;
  if (!verdict.ok) throw new WorkbenchError(verdict.findings[0].code, verdict.findings[0].facts);
  return String(verdict.value);
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-import-devices-dialog': ImportDevicesDialog;
  }
}

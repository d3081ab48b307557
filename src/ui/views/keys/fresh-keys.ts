import { html, nothing, type TemplateResult } from 'lit';
import { printAzGroupCommand } from '#core/export/az-command';
import { uiKeysWords } from '#core/words/en/ui-keys';
import type { App } from '#app/app';
import type { KeyDraft } from '#app/stores/key-draft';
import type { ExportOutlet } from '#app/stores/made-keys';
import '../../elements/button/button.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { notice } from '../../elements/notice/notice.ts';
import { commandWords, textBlock } from '../../elements/text-block/text-block.ts';
import { keyRoomOf } from './key-room-of.ts';

const words = uiKeysWords.fresh;

/** Group keys that were made here: that they are lost unless kept, and how to make the group with them. */
export function freshKeys(app: App, { origin, secondaryKey }: KeyDraft): TemplateResult | typeof nothing {
  if (origin === 'typed') return nothing;
  const isKept = origin === 'kept';
  const command = printAzGroupCommand({ hasSecondaryKey: secondaryKey !== '' });
  const button = (outlet: ExportOutlet, mark: typeof icons.copy, label: string): TemplateResult =>
    html`<button class="btn small" type="button" @click=${() => void keep(app, outlet)}>${icon(mark)}${label}</button>`;
  return notice({
    tone: isKept ? 'ok' : 'warn',
    title: isKept ? words.kept : words.title,
    explanation: isKept ? undefined : words.explanation,
    remedy: isKept ? words.keptRemedy : words.remedy,
    details: html`<details class="disclosure fresh-command">
      <summary>${words.command}</summary>
      <p class="small muted">${words.commandHint}</p>
      ${textBlock({ label: words.command, text: command, content: commandWords(command) })}
    </details>`,
    actions: html`${button('clipboard', icons.copy, words.copy)}${button('file', icons.download, words.save)}`,
  });
}

async function keep(app: App, outlet: ExportOutlet): Promise<void> {
  const fate = await app.run(() => keyRoomOf(app).keepNewKeys(outlet));
  if (fate.kind === 'done') app.notices.say({ message: outlet === 'file' ? words.saved : words.copied });
}

import { html, type TemplateResult } from 'lit';
import '../copy/copy.ts';
import './text-block.css';

/** A text of several lines that is copied as a whole: a command, a file. */
export interface TextBlockOptions {
  /** What it is; names the region and the copy button. */
  readonly label: string;
  readonly text: string;
  /** What is shown in place of the bare text, such as the text in colours. */
  readonly content?: unknown;
}

/** Gives a command for `content`: an option breaks into no two lines at its hyphens, as long as it fits into one. */
export function commandWords(command: string): readonly unknown[] {
  return command
    .split(/(\s+)/)
    .map((part, index) => (index % 2 === 1 ? part : html`<span class="command-word">${part}</span>`));
}

/** A text as it is, wrapped, with a copy button. */
export function textBlock({ label, text, content = text }: TextBlockOptions): TemplateResult {
  return html`<div class="text-block">
    <pre class="text-block-text mono" tabindex="0" role="group" aria-label=${label}>${content}</pre>
    <span class="text-block-acts"><dw-copy .text=${text} .label=${label}></dw-copy></span>
  </div>`;
}

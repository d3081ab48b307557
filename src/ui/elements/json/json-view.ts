import { html, type TemplateResult } from 'lit';
import { parseJson, type Json } from '#core/bytes/json';
import { textBlock } from '../text-block/text-block.ts';
import './json-view.css';

/** A JSON value to read, or a text that may be JSON. */
export interface JsonViewOptions {
  /** What it is; names the region and the copy button. */
  readonly label: string;
  /** A string is taken as text: pretty printed when it is JSON, shown as it is when not. */
  readonly value: Json;
}

/** A name with its colon, a string, or a number or word; what is between them is punctuation. */
const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)|("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*|true|false|null)/g;

/** Texts longer than this are shown in one colour: they are looked through, not read. */
const COLOUR_LIMIT = 20_000;

function colour(text: string): unknown[] {
  const parts: unknown[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKENS)) {
    parts.push(text.slice(end, match.index));
    const [all, name, colon, , plain] = match;
    if (name !== undefined) parts.push(html`<span class="json-name">${name}</span>${colon}`);
    else parts.push(plain === undefined ? all : html`<span class="json-plain">${plain}</span>`);
    end = match.index + all.length;
  }
  return [...parts, text.slice(end)];
}

/** Pretty prints a value, or a text that is JSON; other text comes back as it is. */
export function printJson(value: Json): { readonly text: string; readonly isJson: boolean } {
  const json = typeof value === 'string' ? parseJson(value) : value;
  if (json === undefined && typeof value === 'string') return { text: value, isJson: false };
  return { text: JSON.stringify(json, undefined, 2), isJson: true };
}

/** A JSON value, pretty printed and wrapped, with a copy button. */
export function jsonView(options: JsonViewOptions): TemplateResult {
  const { label, value } = options;
  const { text, isJson } = printJson(value);
  return textBlock({ label, text, content: isJson && text.length <= COLOUR_LIMIT ? colour(text) : text });
}

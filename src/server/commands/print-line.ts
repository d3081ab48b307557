import type { ANSWER_OPTIONS } from './command-options.ts';
import type { OptionsOf } from './option-set.ts';

/** How a result is written. */
export type ResultForm = Pick<OptionsOf<typeof ANSWER_OPTIONS>, 'json' | 'output'>;

/** Whether the result is wanted as JSON, by our name or by az's. */
export function isJson({ json, output }: ResultForm): boolean {
  return json || output === 'json';
}

/** Gives a line of the result, as text or as JSON. */
export function printLine(form: ResultForm, text: string, json: object): string {
  return `${isJson(form) ? JSON.stringify(json) : text}\n`;
}

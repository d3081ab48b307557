import type { TextForm } from '../errors/facts.ts';

const FORMS: readonly { readonly form: TextForm; readonly start: RegExp }[] = [
  // A list of texts in JSON is a list: `["sensor-1", "sensor-2"]`.
  { form: 'json', start: /^\s*(?:\[\s*)?\{\s*["}]/ },
  { form: 'markup', start: /^\s*<[a-z!?]/i },
  { form: 'rtf', start: /^\s*\{\\rtf/ },
];

/** Tells by its beginning what a text is that is neither a list nor a table; undefined for all that may be one. */
export function recogniseTextForm(text: string): TextForm | undefined {
  return FORMS.find(({ start }) => start.test(text))?.form;
}

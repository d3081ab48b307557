import { type JsonObject, memberOf } from '../../bytes/json.ts';
import type { CodeForm } from '../../errors/code-facts.ts';
import { accept, type Finding, makeFinding, reject, type Verdict } from '../../errors/workbench-error.ts';

/** The members that a form has, by what they are: each by its name, or by several of which the first one there counts. */
export type JsonNames<Field extends string> = Readonly<Record<Field, readonly [string, ...string[]]>>;

/** Says whether an object has a member of its own that is neither null nor an empty text. */
export function hasMember(json: JsonObject, name: string): boolean {
  const value = memberOf(json, name);
  return value !== undefined && value !== null && value !== '';
}

/**
 * Gives the texts of some members. `qr/field-missing` for those of `needed` that are not there, null or empty;
 * `qr/field-form` for those that are no text.
 */
export function readTexts<Field extends string, Needed extends Field>(
  json: JsonObject,
  form: CodeForm,
  names: JsonNames<Field>,
  needed: readonly Needed[],
): Verdict<Readonly<Record<Needed, string>> & Readonly<Partial<Record<Field, string>>>> {
  const texts: Partial<Record<Field, string>> = {};
  const faults: Finding[] = [];
  for (const [field, aliases] of Object.entries(names) as [Field, JsonNames<Field>[Field]][]) {
    const name = aliases.find((alias) => hasMember(json, alias));
    const value = name === undefined ? undefined : memberOf(json, name);
    if (typeof value === 'string') texts[field] = value;
    else if (name !== undefined) faults.push(makeFinding('qr/field-form', { form, field: name }));
    else if ((needed as readonly Field[]).includes(field)) {
      faults.push(makeFinding('qr/field-missing', { form, field: aliases[0] }));
    }
  }
  const [first, ...more] = faults;
  if (first !== undefined) return reject(first, ...more);
  return accept(texts as Record<Needed, string> & Partial<Record<Field, string>>);
}

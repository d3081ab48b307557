import type { ItemFact, ItemFactName } from './inspection.ts';
import { showText } from './visible-text.ts';

/** Facts of one item; a hostile certificate may have thousands of extensions and names. */
export const FACT_LIMIT = 100;
/** Characters of one fact. */
const VALUE_LIMIT = 1000;

/** Gives a fact in words, in which everything is seen. */
export function makeFact(name: ItemFactName, value: string): ItemFact {
  return { name, value: showText(value, VALUE_LIMIT), isCode: false };
}

/** Gives a fact that is something to copy as it stands. */
export function makeCodeFact(name: ItemFactName, value: string): ItemFact {
  return { ...makeFact(name, value), isCode: true };
}

/** Gives the facts that there are. */
export function listFacts(facts: readonly (ItemFact | undefined)[]): ItemFact[] {
  return facts.filter((fact) => fact !== undefined).slice(0, FACT_LIMIT);
}

/** Prints a moment in milliseconds since 1970: `2026-11-22 14:03:00 UTC`. */
export function printMoment(at: number): string {
  return `${new Date(at).toISOString().slice(0, -5).replace('T', ' ')} UTC`;
}

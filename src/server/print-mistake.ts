/** Prints a mistake of ours, for whoever reports it: where it happened, as far as that is known. */
export function printMistake(mistake: unknown): string {
  return mistake instanceof Error ? (mistake.stack ?? mistake.message) : String(mistake);
}

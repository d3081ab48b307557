/** A cell that begins so is a formula to a spreadsheet (OWASP, "CSV Injection"). */
const FORMULA_START = /^'*[=+\-@\t\r]/;
const GUARDED_START = /^'+[=+\-@\t\r]/;

/**
 * Gives the cell with a `'` in front when a spreadsheet would take it for a formula. A cell that has such a sign
 * already gets another, so that what `stripFormulaGuard` takes off is always what was put on here.
 */
export function guardFormula(cell: string): string {
  return FORMULA_START.test(cell) ? `'${cell}` : cell;
}

/** Gives a cell as it was before `guardFormula`; any other cell as it is. */
export function stripFormulaGuard(cell: string): string {
  return GUARDED_START.test(cell) ? cell.slice(1) : cell;
}

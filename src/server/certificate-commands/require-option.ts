import { WorkbenchError } from '#core/errors/workbench-error';

/** Gives an option that nothing goes without. Throws `terminal/option-missing`. */
export function requireOption<Value>(given: Value | undefined, name: string): Value {
  if (given === undefined) throw new WorkbenchError('terminal/option-missing', { wanted: [name] });
  return given;
}

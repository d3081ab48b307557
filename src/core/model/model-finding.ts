/** What is wrong at one place of a model. */
export type ModelFault =
  | 'not-an-object'
  | 'no-interface'
  | 'context'
  | 'context-version'
  | 'type'
  | 'id'
  | 'id-version'
  | 'duplicate-id'
  | 'name'
  | 'duplicate-name'
  | 'text'
  | 'schema'
  | 'schema-depth'
  | 'schema-array'
  | 'schema-members'
  | 'unit'
  | 'member'
  | 'value'
  | 'too-many'
  | 'too-complex'
  | 'reference'
  | 'cycle'
  | 'extends-depth'
  | 'component-in-component';

/** One fault, where it is, and what stands there. */
export interface ModelFinding {
  /** Members and places from the document on, such as `contents[2].schema`; empty for the document itself. */
  readonly path: string;
  readonly fault: ModelFault;
  /** The beginning of what was found, where that helps. */
  readonly found?: string;
}

/** A model, or all that is wrong with it. */
export type ModelVerdict<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly findings: readonly [ModelFinding, ...ModelFinding[]] };

/** Gives the verdict that these findings make of a value. */
export function judgeModel<T>(value: T, findings: readonly ModelFinding[]): ModelVerdict<T> {
  const [first, ...more] = findings;
  return first === undefined ? { ok: true, value } : { ok: false, findings: [first, ...more] };
}

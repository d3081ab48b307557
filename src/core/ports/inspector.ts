import type { Inspection, InspectionSource } from '../inspect/inspection.ts';

/** How long an inspection may take. */
export const INSPECTION_LIMIT_SECONDS = 10;

/** Looks at what people have, in a thread that may be ended should it never come to an end. */
export interface Inspector {
  /**
   * Never rejects for what it is given: what cannot be read is said in the inspection. Errors: `inspect/too-long`;
   * AbortError when there was another call of `inspect` or `clear` since, which ends this one.
   */
  inspect(source: InspectionSource): Promise<Inspection>;
  /** Gives a secret of the newest inspection as text, on a press. AbortError when there was another inspection since. */
  reveal(itemId: string): Promise<string>;
  /** Forgets what was looked at. */
  clear(): Promise<void>;
}

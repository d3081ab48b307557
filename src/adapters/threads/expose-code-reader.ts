import { expose, type Endpoint } from 'comlink';
import type { CodeReader } from '#core/ports/code-reader';
import { carryWorkbenchErrors } from './carry-workbench-errors.ts';

/** A code reader within its worker, which is ended rather than cancelled. */
export type WorkingCodeReader = Omit<CodeReader, 'cancel'>;

/** Offers a code reader to the page, over `endpoint` (in a worker: its own global). */
export function exposeCodeReader(reader: WorkingCodeReader, endpoint?: Endpoint): void {
  carryWorkbenchErrors();
  expose(reader, endpoint);
}

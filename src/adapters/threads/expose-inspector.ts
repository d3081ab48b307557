import { expose, type Endpoint } from 'comlink';
import type { Inspector } from '#core/ports/inspector';
import { carryWorkbenchErrors } from './carry-workbench-errors.ts';

/** Offers an inspector to the page, over `endpoint` (in a worker: its own global). */
export function exposeInspector(inspector: Inspector, endpoint?: Endpoint): void {
  carryWorkbenchErrors();
  expose(inspector, endpoint);
}

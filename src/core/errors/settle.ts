import { WorkbenchError, type Verdict } from './workbench-error.ts';

/** Takes a verdict where nothing can go on without its value. Throws the first finding of one that is bad. */
export function settle<T>(verdict: Verdict<T>): Extract<Verdict<T>, { ok: true }> {
  if (verdict.ok) return verdict;
  const [{ code, facts }] = verdict.findings;
  throw new WorkbenchError(code, facts);
}

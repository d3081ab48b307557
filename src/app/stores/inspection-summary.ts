import type { Finding } from '#core/errors/workbench-error';
import type { AzureCheck, InspectedItem, InspectedKind, Inspection } from '#core/inspect/inspection';

/** An item with those that were found in it. */
export interface ItemBranch {
  readonly item: InspectedItem;
  readonly branches: readonly ItemBranch[];
}

/** Gives the items as they hang together: what a PFX holds stands below it. The order stays. */
export function growItems(items: readonly InspectedItem[]): readonly ItemBranch[] {
  const below = new Map<string | undefined, InspectedItem[]>();
  const known = new Set(items.map(({ id }) => id));
  for (const item of items) {
    const parent = item.within !== undefined && known.has(item.within) ? item.within : undefined;
    below.set(parent, [...(below.get(parent) ?? []), item]);
  }
  const grow = (parent: string | undefined): readonly ItemBranch[] =>
    (below.get(parent) ?? []).map((item) => ({ item, branches: grow(item.id) }));
  return grow(undefined);
}

/** How many there are of each kind, in the order in which they come first. */
export function countKinds(items: readonly InspectedItem[]): ReadonlyMap<InspectedKind, number> {
  const counts = new Map<InspectedKind, number>();
  for (const { kind } of items) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

const RESULTS: readonly AzureCheck['result'][] = ['failed', 'cannot-know', 'passed'];

/** Gives the checks by their results, what asks for something first; a result that none has is left out. */
export function sortChecks(
  checks: readonly AzureCheck[],
): readonly { readonly result: AzureCheck['result']; readonly checks: readonly AzureCheck[] }[] {
  return RESULTS.map((result) => ({ result, checks: checks.filter((check) => check.result === result) })).filter(
    (group) => group.checks.length > 0,
  );
}

/** Whether a finding says that a password is needed, or another one. */
export function isAboutPassword({ code }: Finding): boolean {
  return code === 'pkcs/password-missing' || code === 'pkcs/password-wrong';
}

/** Whether a password is asked for, and whether the one that was given did not fit; of several the latter. */
export function passwordNeedOf({ findings, items }: Inspection): 'missing' | 'wrong' | undefined {
  const needs = [...findings, ...items.flatMap((item) => item.findings)].filter(isAboutPassword);
  if (needs.length === 0) return undefined;
  return needs.some(({ code }) => code === 'pkcs/password-wrong') ? 'wrong' : 'missing';
}

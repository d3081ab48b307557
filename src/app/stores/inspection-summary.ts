import type { Finding } from '#core/errors/workbench-error';
import type { AzureCheck, InspectedChain, InspectedItem, InspectedKind, Inspection } from '#core/inspect/inspection';

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

/** The checks of one chain or request; `subject` is its first certificate, undefined for what belongs to none. */
export interface CheckGroup {
  readonly subject: InspectedItem | undefined;
  readonly checks: readonly AzureCheck[];
}

/** Gives the checks by what they were judged of, in their order, what belongs to nothing last. */
export function groupChecks({ items, checks }: Pick<Inspection, 'items' | 'checks'>): readonly CheckGroup[] {
  const bySubject = new Map<InspectedItem | undefined, AzureCheck[]>();
  const byId = new Map(items.map((item) => [item.id, item]));
  for (const check of checks) {
    const subject = check.subjectId === undefined ? undefined : byId.get(check.subjectId);
    const group = bySubject.get(subject);
    if (group === undefined) bySubject.set(subject, [check]);
    else group.push(check);
  }
  return [...bySubject]
    .map(([subject, ofSubject]) => ({ subject, checks: ofSubject }))
    .toSorted((one, other) => Number(one.subject === undefined) - Number(other.subject === undefined));
}

/** Gives the chains that are worth a picture: of many certificates that signed themselves, and hold, each says so itself. */
export function pickChains(chains: readonly InspectedChain[]): readonly InspectedChain[] {
  return chains.length < 2 ? chains : chains.filter(({ links, verdict }) => links.length > 1 || !verdict.ok);
}

const WRONG_CODES: ReadonlySet<Finding['code']> = new Set(['pkcs/password-wrong', 'qr/passphrase-wrong']);
const PASSWORD_CODES: ReadonlySet<Finding['code']> = new Set([
  ...WRONG_CODES,
  'pkcs/password-missing',
  'qr/passphrase-missing',
]);

/** Whether a finding says that a password is needed, or another one. */
export function isAboutPassword({ code }: Finding): boolean {
  return PASSWORD_CODES.has(code);
}

/** Whether a password is asked for, and whether the one that was given did not fit; of several the latter. */
export function passwordNeedOf({ findings, items }: Inspection): 'missing' | 'wrong' | undefined {
  const needs = [...findings, ...items.flatMap((item) => item.findings)].filter(isAboutPassword);
  if (needs.length === 0) return undefined;
  return needs.some(({ code }) => WRONG_CODES.has(code)) ? 'wrong' : 'missing';
}

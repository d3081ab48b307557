import type { Finding } from '#core/errors/workbench-error';
import type { AzureCheck, InspectedChain, InspectedItem, Inspection } from '#core/inspect/inspection';
import { describeAzureCheck } from '#core/words/en/inspect-checks';
import { describeInspected, INSPECT_COMMAND_WORDS as words } from '#core/words/en/inspect-command';
import { azureCheckNames, inspectedKindNames, itemFactNames } from '#core/words/en/inspect-items';
import { chainFaultWords } from '#core/words/en/x509';
import { showControls } from '../terminal.ts';

/** Wide enough for every label of a fact, and for every result of a check. */
const [FACT_WIDTH, RESULT_WIDTH] = [28, 11];
const RESULTS: readonly AzureCheck['result'][] = ['failed', 'cannot-know', 'passed'];

/** Prints what was found, for a person; `names` are those of the parts. Nothing secret is in it. */
export function printInspection({ items, chains, checks, findings }: Inspection, names: readonly string[]): string {
  const origins = names.length > 1 ? names : [];
  const lines = [
    ...findings.flatMap((finding) => [...printFinding(finding), '']),
    ...items.flatMap((item) => [...printItem(item, depthOf(item, items), origins), '']),
    ...chains.flatMap((chain) => [...printChain(chain), '']),
    ...printChecks(checks),
  ];
  return showControls(`${lines.join('\n')}\n`);
}

/** What a PFX holds stands below it. */
function depthOf({ within }: InspectedItem, items: readonly InspectedItem[]): number {
  const holder = items.find(({ id }) => id === within);
  return holder === undefined ? 0 : depthOf(holder, items) + 1;
}

function printItem(item: InspectedItem, depth: number, origins: readonly string[]): readonly string[] {
  const { kind, title, isSecret, facts, part } = item;
  const origin = depth === 0 ? origins[part] : undefined;
  const aside = [...(isSecret ? [words.secret] : []), ...(origin === undefined ? [] : [words.from(origin)])];
  const heading = [inspectedKindNames[kind], title, aside.length === 0 ? '' : `(${aside.join(', ')})`];
  return indent(depth, [
    heading.filter((part) => part !== '').join('  '),
    ...facts.map(({ name, value }) => `  ${itemFactNames[name].padEnd(FACT_WIDTH)}${value}`),
    ...item.findings.flatMap((finding) => indent(1, printFinding(finding))),
  ]);
}

function printFinding(finding: Finding): readonly string[] {
  const { title, explanation, remedy } = describeInspected(finding);
  return [`! ${title}`, ...indent(1, [explanation, ...(remedy === '' ? [] : [remedy])])];
}

function printChain({ links, verdict, isInOrder }: InspectedChain): readonly string[] {
  const picture = links.map(({ commonName, role, notAfter, fault }, depth) => {
    const until = notAfter === undefined ? '' : words.until(new Date(notAfter).toISOString().slice(0, 10));
    const aside = [words.roles[role], until, fault === undefined ? '' : chainFaultWords[fault].title];
    const told = aside.filter((part) => part !== '').join(', ');
    return `${'  '.repeat(depth)}${depth === 0 ? '' : '└ '}${commonName}${told === '' ? '' : `  (${told})`}`;
  });
  return [
    words.chain(links[0]?.commonName ?? ''),
    ...indent(1, [...picture, ...printVerdict(verdict), ...(isInOrder ? [] : [words.outOfOrder])]),
  ];
}

function printVerdict(verdict: InspectedChain['verdict']): readonly string[] {
  if (verdict.ok) return [words.holds];
  const { title, explanation, remedy } = chainFaultWords[verdict.fault];
  return [`! ${title}`, ...indent(1, [explanation, remedy])];
}

function printChecks(checks: readonly AzureCheck[]): readonly string[] {
  if (checks.length === 0) return [];
  const groups = RESULTS.map((result) => ({ result, found: checks.filter((check) => check.result === result) }));
  const told = groups.filter(({ found }) => found.length > 0);
  const counts = told.map(({ result, found }) => words.counts[result](found.length)).join(', ');
  return [
    `${words.checks}: ${counts}`,
    ...indent(
      1,
      told.flatMap(({ found }) => found.flatMap(printCheck)),
    ),
  ];
}

function printCheck(check: AzureCheck): readonly string[] {
  const { explanation, remedy } = describeAzureCheck(check);
  return [
    `${words.results[check.result].padEnd(RESULT_WIDTH)}${azureCheckNames[check.check]}: ${explanation}`,
    ...(remedy === undefined ? [] : [`${' '.repeat(RESULT_WIDTH)}${remedy}`]),
  ];
}

const indent = (depth: number, lines: readonly string[]): readonly string[] =>
  lines.map((line) => `${'  '.repeat(depth)}${line}`);

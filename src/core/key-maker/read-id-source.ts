import { settle } from '../errors/settle.ts';
import type { Finding } from '../errors/workbench-error.ts';
import { judgeFileSize, readTextOfFile } from '../id-list/file-text.ts';
import { parseIdPattern, type IdPattern } from '../id-list/id-pattern.ts';
import { judgeIdList, type JudgedIdList } from '../id-list/judge-id-list.ts';
import type { ListTarget } from '../id-list/judge-listed-id.ts';
import type { IdSource, TableShape } from '../id-list/listed-id.ts';
import type { IdReading } from '../id-list/read-id-table.ts';
import { readIdText } from '../id-list/read-id-text.ts';
import type { ParseCsv } from '../ports/csv-parser.ts';
import type { IdListSummary } from '../ports/key-maker.ts';
import type { Turns } from './pace.ts';
import { readFileBytes } from './read-file-bytes.ts';

/** A list that was read and judged. */
export interface ReadList extends JudgedIdList {
  readonly table: TableShape | undefined;
}

/** What is there before anything is read. */
export const EMPTY_LIST: ReadList = { good: [], problems: [], notes: [], table: undefined };

/** What was read of a source, with what there is to say of it so far. */
interface SourceReading extends IdReading {
  readonly notes: readonly Finding[];
}

/** Reads and judges a source, in steps between which others have their turn. Throws `file/…`, `list/…`, `id/…`, AbortError. */
export async function readIdSource(
  source: IdSource,
  parseCsv: ParseCsv,
  turns: Turns,
  target: ListTarget = 'dps',
): Promise<ReadList> {
  const { ids, problems, shape, notes } = await readSource(source, parseCsv, turns);
  await turns.take();
  const judged = judgeIdList(ids, problems, target);
  return { ...judged, notes: [...notes, ...judged.notes], table: shape };
}

/** Says of a list what its page shows first. */
export function summariseList({ good, problems, notes, table }: ReadList): IdListSummary {
  const leftOut = problems.filter((problem) => problem.leftOut).length;
  return {
    total: good.length + leftOut,
    good: good.length,
    problems: problems.length,
    leftOut,
    first: good[0]?.id,
    last: good.at(-1)?.id,
    notes,
    table,
  };
}

async function readSource(source: IdSource, parseCsv: ParseCsv, turns: Turns): Promise<SourceReading> {
  if (source.kind === 'pattern') return listPattern(settle(parseIdPattern(source.pattern)).value);
  if (source.kind === 'text') return readText(source.text, parseCsv, source);
  settle(judgeFileSize(source.file.size));
  const bytes = await readFileBytes(source.file);
  await turns.take();
  const { value: text, notes } = settle(readTextOfFile(bytes));
  await turns.take();
  const reading = readText(text, parseCsv, source);
  return { ...reading, notes: [...notes, ...reading.notes] };
}

function readText(
  text: string,
  parseCsv: ParseCsv,
  { reading }: Exclude<IdSource, { kind: 'pattern' }>,
): SourceReading {
  const { value, notes } = settle(readIdText(text, parseCsv, reading));
  return { ...value, notes };
}

function listPattern({ count, at }: IdPattern): SourceReading {
  const ids = Array.from({ length: count }, (_, index) => ({ id: at(index), line: index + 1 }));
  return { ids, problems: [], shape: undefined, notes: [] };
}

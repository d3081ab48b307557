import type { Json } from '#core/bytes/json';
import { cutQuery, type QueryToken } from './query-tokens.ts';

/** What to look for. */
export interface RowQuery {
  readonly from: 'devices' | 'modules' | 'jobs';
  readonly where: Condition | undefined;
}

/** A query of twins, or of what jobs did to devices, as read. */
export interface TwinQuery extends RowQuery {
  /** `twins`: each whole. Else the name of the one number that is asked for, or what is shown of each. */
  readonly select: 'twins' | { readonly countAs: string } | { readonly columns: readonly QueryColumn[] };
}

/** What is shown of each that is found, and under which name. */
export interface QueryColumn {
  readonly path: string;
  readonly as: string;
}

/** What a twin must be like. Paths are names with dots, such as `tags.floor`. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly inner: Condition }
  | { readonly kind: 'compare'; readonly left: Operand; readonly sign: Sign; readonly right: Operand }
  | { readonly kind: 'in'; readonly left: Operand; readonly values: readonly Json[]; readonly wanted: boolean }
  | { readonly kind: 'is-defined'; readonly path: string };

/** What a query may look at. */
export interface QueryFields {
  /** What it queries, for the refusal. */
  readonly of: string;
  knows(path: string): boolean;
}

/** A member of what is looked at, or a value that stands in the query. */
export type Operand = { readonly path: string } | { readonly value: Json };
/** How two operands are compared. */
export type Sign = '=' | '!=' | '<' | '>' | '<=' | '>=';

/** Members that a twin has, beside which a path can begin with `tags` or `properties`. */
const TWIN_FIELDS: readonly string[] = [
  'deviceId',
  'moduleId',
  'etag',
  'deviceEtag',
  'status',
  'statusReason',
  'statusUpdateTime',
  'connectionState',
  'lastActivityTime',
  'cloudToDeviceMessageCount',
  'authenticationType',
  'modelId',
  'version',
  'deviceScope',
];
const TWIN_TREES = /^(tags|properties\.(desired|reported)|capabilities)\./;
const TREES = /^(tags|properties(\.(desired|reported))?|capabilities)$/;
const TWINS: QueryFields = { of: 'Twins', knows: (path) => TWIN_FIELDS.includes(path) || TWIN_TREES.test(path) };
/** Members of what one job did to one device. */
const JOB_FIELDS =
  /^(deviceId|moduleId|jobId|jobType|status|(startTime|endTime|createdDateTime|lastUpdatedDateTime)Utc|(outcome|error)(\..+)?)$/;
const JOB_ROWS: QueryFields = { of: 'Jobs of devices', knows: (path) => JOB_FIELDS.test(path) };
const KEYWORDS = /^(select|from|where|and|or|not|in|nin|as|true|false|null|group|by|top|order)$/i;
/** Deeper ones would overflow the stack of whoever evaluates them. */
const DEPTH_LIMIT = 100;

/** What is wrong with a query, in words. */
class QueryError extends Error {}

/**
 * Reads the part of IoT Hub's query language that most back ends use: `SELECT *`, `SELECT COUNT() AS name` or names of
 * properties, `FROM devices`, `devices.modules` or `devices.jobs`, and `WHERE` with comparisons, `IN`, `NIN`, `AND`,
 * `OR`, `NOT` and `is_defined`. Gives what is wrong in words for all other text.
 */
export function parseQuery(query: string, fields: QueryFields = TWINS): TwinQuery | { readonly wrong: string } {
  try {
    return new QueryParser(query, fields).parse();
  } catch (error) {
    if (error instanceof QueryError) return { wrong: error.message };
    throw error;
  }
}

class QueryParser {
  readonly #tokens: readonly QueryToken[];
  #fields: QueryFields;
  #next = 0;
  #depth = 0;

  constructor(query: string, fields: QueryFields) {
    this.#fields = fields;
    const tokens = cutQuery(query);
    if (typeof tokens === 'number') throw new QueryError(`The query cannot be read from character ${tokens + 1} on.`);
    this.#tokens = tokens;
  }

  parse(): TwinQuery {
    this.#expect('select');
    const select = this.#readSelect();
    this.#expect('from');
    const from = this.#readSource();
    if (from === 'jobs') this.#fields = JOB_ROWS;
    if (typeof select === 'object' && 'columns' in select)
      for (const { path } of select.columns) this.#checkColumn(path);
    const where = this.#take('where') ? this.#readOr() : undefined;
    const rest = this.#tokens[this.#next];
    if (rest !== undefined) throw this.#refuse('the end of the query');
    return { select, from, where };
  }

  #readSelect(): TwinQuery['select'] {
    if (this.#take('*')) return 'twins';
    if (!this.#take('count')) return { columns: this.#readColumns() };
    this.#expect('(');
    this.#expect(')');
    this.#expect('as');
    return { countAs: this.#readName() };
  }

  #readColumns(): readonly QueryColumn[] {
    const columns: QueryColumn[] = [];
    do {
      const path = cutSource(this.#readName());
      columns.push({ path, as: this.#take('as') ? this.#readName() : (path.split('.').at(-1) ?? path) });
    } while (this.#take(','));
    return columns;
  }

  #readSource(): TwinQuery['from'] {
    if (this.#take('devices')) return 'devices';
    if (this.#take('devices.modules')) return 'modules';
    if (this.#take('devices.jobs')) return 'jobs';
    throw this.#refuse('devices, devices.modules or devices.jobs');
  }

  #readOr(): Condition {
    return this.#readAll('or', () => this.#readAnd());
  }

  #readAnd(): Condition {
    return this.#readAll('and', () => this.#readNot());
  }

  /** All of a row in one list: thousands of pairs in pairs would overflow the stack of whoever evaluates them. */
  #readAll(kind: 'and' | 'or', read: () => Condition): Condition {
    const first = read();
    const conditions = [first];
    while (this.#take(kind)) conditions.push(read());
    return conditions.length === 1 ? first : { kind, conditions };
  }

  #readNot(): Condition {
    this.#depth += 1;
    if (this.#depth > DEPTH_LIMIT) throw new QueryError(`The query is nested more than ${DEPTH_LIMIT} deep.`);
    const condition: Condition = this.#take('not') ? { kind: 'not', inner: this.#readNot() } : this.#readTerm();
    this.#depth -= 1;
    return condition;
  }

  #readTerm(): Condition {
    if (this.#take('(')) {
      const inner = this.#readOr();
      this.#expect(')');
      return inner;
    }
    if (this.#take('is_defined')) {
      this.#expect('(');
      const path = this.#readPath();
      this.#expect(')');
      return { kind: 'is-defined', path };
    }
    const left = this.#readOperand();
    if (this.#take('in')) return { kind: 'in', left, values: this.#readValues(), wanted: true };
    if (this.#take('nin')) return { kind: 'in', left, values: this.#readValues(), wanted: false };
    return { kind: 'compare', left, sign: this.#readSign(), right: this.#readOperand() };
  }

  #readSign(): Sign {
    if (this.#take('<>')) return '!=';
    const sign = (['=', '!=', '<=', '>=', '<', '>'] as const).find((text) => this.#take(text));
    if (sign === undefined) throw this.#refuse('a comparison, IN or NIN');
    return sign;
  }

  #readValues(): readonly Json[] {
    this.#expect('[');
    const values = [this.#readValue()];
    while (this.#take(',')) values.push(this.#readValue());
    this.#expect(']');
    return values;
  }

  #readOperand(): Operand {
    const value = this.#findValue();
    return value === undefined ? { path: this.#readPath() } : { value };
  }

  #readValue(): Json {
    const value = this.#findValue();
    if (value === undefined) throw this.#refuse('a value');
    return value;
  }

  #findValue(): Json | undefined {
    const token = this.#tokens[this.#next];
    if (token?.kind === 'text' || token?.kind === 'number') {
      this.#next += 1;
      return token.value;
    }
    if (this.#take('true')) return true;
    if (this.#take('false')) return false;
    return this.#take('null') ? null : undefined;
  }

  #readPath(): string {
    const path = cutSource(this.#readName());
    this.#checkPath(path);
    return path;
  }

  /** Of what cannot be compared, a whole tree can be shown. */
  #checkColumn(path: string): void {
    if (this.#fields !== TWINS || !TREES.test(path)) this.#checkPath(path);
  }

  #checkPath(path: string): void {
    if (this.#fields.knows(path)) return;
    throw new QueryError(`${this.#fields.of} have no ${path.slice(0, 64)} that the local cloud could look at.`);
  }

  #readName(): string {
    const token = this.#tokens[this.#next];
    if (token?.kind !== 'word' || KEYWORDS.test(token.text)) throw this.#refuse('a name');
    this.#next += 1;
    return token.text;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw this.#refuse(text.toUpperCase());
  }

  /** Keywords are read in any case. */
  #take(text: string): boolean {
    const token = this.#tokens[this.#next];
    if (token === undefined || (token.kind !== 'word' && token.kind !== 'sign')) return false;
    if (token.text.toLowerCase() !== text) return false;
    this.#next += 1;
    return true;
  }

  #refuse(expected: string): QueryError {
    const token = this.#tokens[this.#next];
    if (token === undefined) return new QueryError(`The query ends where ${expected} should stand.`);
    const found = token.text.slice(0, 64);
    return new QueryError(`The query has ${found} at character ${token.at + 1}, where ${expected} should stand.`);
  }
}

/** A path may begin with what is queried. */
function cutSource(name: string): string {
  return name.replace(/^devices\.(?:(?:modules|jobs)\.)?/, '');
}

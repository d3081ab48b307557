import type { Json } from '#core/bytes/json';
import { readSyntax, SyntaxFault, TokenReader } from './token-reader.ts';

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

/**
 * Reads the part of IoT Hub's query language that most back ends use: `SELECT *`, `SELECT COUNT() AS name` or names of
 * properties, `FROM devices`, `devices.modules` or `devices.jobs`, and `WHERE` with comparisons, `IN`, `NIN`, `AND`,
 * `OR`, `NOT` and `is_defined`. Gives what is wrong in words for all other text.
 */
export function parseQuery(query: string, fields: QueryFields = TWINS): TwinQuery | { readonly wrong: string } {
  return readSyntax(() => new QueryParser(query, fields).parse());
}

class QueryParser {
  readonly #tokens: TokenReader;
  #fields: QueryFields;

  constructor(query: string, fields: QueryFields) {
    this.#fields = fields;
    this.#tokens = new TokenReader('query', query);
  }

  parse(): TwinQuery {
    this.#tokens.expect('select');
    const select = this.#readSelect();
    this.#tokens.expect('from');
    const from = this.#readSource();
    if (from === 'jobs') this.#fields = JOB_ROWS;
    if (typeof select === 'object' && 'columns' in select)
      for (const { path } of select.columns) this.#checkColumn(path);
    const where = this.#tokens.take('where') ? this.#readOr() : undefined;
    if (this.#tokens.token !== undefined) throw this.#tokens.refuse('the end of the query');
    return { select, from, where };
  }

  #readSelect(): TwinQuery['select'] {
    if (this.#tokens.take('*')) return 'twins';
    if (!this.#tokens.take('count')) return { columns: this.#readColumns() };
    this.#tokens.expect('(');
    this.#tokens.expect(')');
    this.#tokens.expect('as');
    return { countAs: this.#readName() };
  }

  #readColumns(): readonly QueryColumn[] {
    const columns: QueryColumn[] = [];
    do {
      const path = cutSource(this.#readName());
      columns.push({ path, as: this.#tokens.take('as') ? this.#readName() : (path.split('.').at(-1) ?? path) });
    } while (this.#tokens.take(','));
    return columns;
  }

  #readSource(): TwinQuery['from'] {
    if (this.#tokens.take('devices')) return 'devices';
    if (this.#tokens.take('devices.modules')) return 'modules';
    if (this.#tokens.take('devices.jobs')) return 'jobs';
    throw this.#tokens.refuse('devices, devices.modules or devices.jobs');
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
    while (this.#tokens.take(kind)) conditions.push(read());
    return conditions.length === 1 ? first : { kind, conditions };
  }

  #readNot(): Condition {
    return this.#tokens.nest(() =>
      this.#tokens.take('not') ? { kind: 'not', inner: this.#readNot() } : this.#readTerm(),
    );
  }

  #readTerm(): Condition {
    if (this.#tokens.take('(')) {
      const inner = this.#readOr();
      this.#tokens.expect(')');
      return inner;
    }
    if (this.#tokens.take('is_defined')) {
      this.#tokens.expect('(');
      const path = this.#readPath();
      this.#tokens.expect(')');
      return { kind: 'is-defined', path };
    }
    const left = this.#readOperand();
    if (this.#tokens.take('in')) return { kind: 'in', left, values: this.#readValues(), wanted: true };
    if (this.#tokens.take('nin')) return { kind: 'in', left, values: this.#readValues(), wanted: false };
    return { kind: 'compare', left, sign: this.#readSign(), right: this.#readOperand() };
  }

  #readSign(): Sign {
    if (this.#tokens.take('<>')) return '!=';
    const sign = (['=', '!=', '<=', '>=', '<', '>'] as const).find((text) => this.#tokens.take(text));
    if (sign === undefined) throw this.#tokens.refuse('a comparison, IN or NIN');
    return sign;
  }

  #readValues(): readonly Json[] {
    this.#tokens.expect('[');
    const values = [this.#readValue()];
    while (this.#tokens.take(',')) values.push(this.#readValue());
    this.#tokens.expect(']');
    return values;
  }

  #readOperand(): Operand {
    const value = this.#findValue();
    return value === undefined ? { path: this.#readPath() } : { value };
  }

  #readValue(): Json {
    const value = this.#findValue();
    if (value === undefined) throw this.#tokens.refuse('a value');
    return value;
  }

  #findValue(): Json | undefined {
    const token = this.#tokens.token;
    if (token?.kind === 'text' || token?.kind === 'number') {
      this.#tokens.skip();
      return token.value;
    }
    if (this.#tokens.take('true')) return true;
    if (this.#tokens.take('false')) return false;
    return this.#tokens.take('null') ? null : undefined;
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
    throw new SyntaxFault(`${this.#fields.of} have no ${path.slice(0, 64)} that the local cloud could look at.`);
  }

  #readName(): string {
    const token = this.#tokens.token;
    if (token?.kind !== 'word' || KEYWORDS.test(token.text)) throw this.#tokens.refuse('a name');
    this.#tokens.skip();
    return token.text;
  }
}

/** A path may begin with what is queried. */
function cutSource(name: string): string {
  return name.replace(/^devices\.(?:(?:modules|jobs)\.)?/, '');
}

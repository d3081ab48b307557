import { type EdgeValue, findOpenEnd, readEdgeValue } from './edge-value.ts';

/** One setting, wherever it stands. */
export interface EdgeSetting {
  /** From 1. */
  readonly line: number;
  /** Of which table; empty for what stands above all tables. */
  readonly table: string;
  readonly key: string;
  readonly value: EdgeValue;
}

/** What was read of a `config.toml`, broken as it may be. */
export interface EdgeConfig {
  readonly tables: readonly { readonly name: string; readonly line: number }[];
  readonly settings: readonly EdgeSetting[];
  /** Settings in the notation of `config.yaml`, which IoT Edge had before 1.2. */
  readonly yaml: readonly EdgeSetting[];
  /** Lines that are no setting in either notation. */
  readonly unreadable: readonly number[];
}

const LINE_LIMIT = 5000;
const FILE_MARKS = [
  /^[\t ]*(?:#[\t #]*)?\[[\t ]*["']?provisioning["']?[\t ]*[\].]/m,
  /^[\t ]*provisioning[\t ]*:[\t ]*(?:#.*)?$/m,
  /^[\t ]*(?:\[[\t ]*)?provisioning_(?:attestation|authentication)\b/m,
];
const KEY_MARKS =
  /^[\t ]*(?:global_endpoint|id_scope|scope_id|iothub_hostname|identity_cert|identity_pk|trust_bundle_cert|device_id_pk|device_connection_string|auto_reprovisioning_mode)[\t ]*[=:]/gm;

/** Says whether a text looks like the configuration of IoT Edge, whole or in part. */
export function isEdgeConfig(text: string): boolean {
  return FILE_MARKS.some((mark) => mark.test(text)) || (text.match(KEY_MARKS)?.length ?? 0) >= 2;
}

const HEADER = /^\[\[?([^\]]*)\]\]?[\t ]*(?:#.*)?$/;
/** Bare, quoted and dotted ones (TOML 1.0.0, "Keys"). */
const KEY = /^[\w.\t "'-]{1,100}$/;
const YAML_SETTING = /^([\w-]+)[\t ]*:(?:[\t ]+(.*))?$/;

/**
 * Reads `/etc/aziot/config.toml` line by line and goes on where TOML would end: what people have is a mixture of the
 * page of a manual, a template and their own changes. Not more than the first 5000 lines.
 */
export function readEdgeConfig(text: string): EdgeConfig {
  const reader = new LineReader();
  for (const [index, line] of text.split(/\r\n|\r|\n/, LINE_LIMIT).entries()) reader.read(line, index + 1);
  reader.end();
  return reader;
}

/** Parents by their indentation; YAML says by that what belongs to what. */
type YamlParent = readonly [indentation: number, name: string];

class LineReader implements EdgeConfig {
  readonly tables: { name: string; line: number }[] = [];
  readonly settings: EdgeSetting[] = [];
  readonly yaml: EdgeSetting[] = [];
  readonly unreadable: number[] = [];
  /** What ends the value of several lines that is being read. */
  #openUntil: string | undefined;
  #yamlParents: readonly YamlParent[] = [];
  #table = '';

  read(line: string, number: number): void {
    const trimmed = line.trim();
    if (this.#openUntil !== undefined) {
      if (trimmed.includes(this.#openUntil)) this.#openUntil = undefined;
      return;
    }
    if (trimmed === '' || trimmed.startsWith('#')) return;
    const header = HEADER.exec(trimmed)?.[1];
    if (header !== undefined) this.#enterTable(header, number);
    else if (!this.#readSetting(trimmed, number) && !this.#readYaml(line, trimmed, number))
      this.unreadable.push(number);
  }

  end(): void {
    const last = this.settings.at(-1);
    if (this.#openUntil !== undefined && last !== undefined) this.unreadable.push(last.line);
  }

  #enterTable(header: string, line: number): void {
    this.#table = plainName(header);
    this.#yamlParents = [];
    this.tables.push({ name: this.#table, line });
  }

  #readSetting(trimmed: string, line: number): boolean {
    const equals = trimmed.indexOf('=');
    const name = trimmed.slice(0, Math.max(equals, 0)).trim();
    if (!KEY.test(name)) return false;
    const raw = trimmed.slice(equals + 1).trim();
    this.#openUntil = findOpenEnd(raw);
    const path = plainName(name).split('.');
    const key = path.pop() ?? '';
    const table = [this.#table, ...path].filter((part) => part !== '').join('.');
    this.settings.push({ line, table, key, value: readEdgeValue(raw) });
    return true;
  }

  #readYaml(line: string, trimmed: string, number: number): boolean {
    const [, key, raw] = YAML_SETTING.exec(trimmed) ?? [];
    if (key === undefined) return false;
    const indentation = line.length - line.trimStart().length;
    const parents = this.#yamlParents.filter(([other]) => other < indentation);
    const isParent = raw === undefined || raw.startsWith('#');
    const table = parents.map(([, name]) => name).join('.');
    this.#yamlParents = isParent ? [...parents, [indentation, key]] : parents;
    this.yaml.push({ line: number, table, key, value: isParent ? { kind: 'other' } : readEdgeValue(raw) });
    return true;
  }
}

/** A name without the quotes and blanks that may stand around each of its parts. */
function plainName(name: string): string {
  return name
    .split('.')
    .map((part) => part.trim().replace(/^(["'])(.*)\1$/, '$2'))
    .join('.');
}

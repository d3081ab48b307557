import type { EdgeFault } from '../errors/certificate-facts.ts';
import { type Finding, makeFinding } from '../errors/workbench-error.ts';
import { mendSettingName, mendTableName, TABLE_OF_SETTING, TOP_SETTINGS } from './edge-names.ts';
import { type EdgeValue, readMembers } from './edge-value.ts';
import type { EdgeConfig, EdgeSetting } from './read-edge-config.ts';
import { mayBeSecretName, mayHoldSecret } from './secret-text.ts';
import { showText } from './visible-text.ts';

/** What a configuration says once its names are mended: the first value of each setting, by table and name. */
export type MendedSettings = ReadonlyMap<string, EdgeSetting>;

/** Findings of one file; after that they say nothing new. */
const FINDING_LIMIT = 20;
const MEND_LIMIT = 300;

/** Settings that are shown in a mended line; the others may be secrets. */
const SHOWN: readonly string[] = [
  ...TOP_SETTINGS,
  ...['source', 'global_endpoint', 'id_scope', 'iothub_hostname', 'device_id', 'registration_id', 'method'],
];
const FILE_SETTINGS = ['identity_cert', 'identity_pk', 'trust_bundle_cert', 'cert', 'pk'];
const INLINE_KEYS = ['symmetric_key', 'device_id_pk'];
const VALUES: Readonly<Record<string, readonly string[]>> = {
  source: ['dps', 'manual'],
  method: ['x509', 'symmetric_key', 'tpm', 'sas', 'est', 'local_ca'],
};
const PLACEHOLDER = /<[^<>]*>|\bPASTE_YOUR|_HERE\b|^REQUIRED\b|\{[\w ]+\}|\bPATH_TO_/;

/** Says what is wrong, line by line, and gives the settings under the names and in the tables that they were meant for. */
export function judgeEdgeConfig(config: EdgeConfig): {
  readonly settings: MendedSettings;
  readonly findings: Finding[];
} {
  const judge = new Judge(config);
  const findings = judge.findings.toSorted((a, b) => lineOf(a) - lineOf(b));
  return { settings: judge.settings, findings: findings.slice(0, FINDING_LIMIT) };
}

/** What is missing stands in no line, and comes last. */
const lineOf = (finding: Finding): number =>
  finding.code === 'inspect/edge-line' ? finding.facts.line : Number.MAX_SAFE_INTEGER;

class Judge {
  readonly settings = new Map<string, EdgeSetting>();
  readonly findings: Finding[] = [];
  readonly #source: string | undefined;

  constructor({ tables, settings, yaml, unreadable }: EdgeConfig) {
    // The page of a manual has both notations one after the other, and only one of them counts.
    const isYamlAlone = settings.length === 0 && tables.length === 0;
    const source = [...settings, ...yaml].find(({ key }) => key.toLowerCase() === 'source');
    this.#source = source?.value.kind === 'text' ? source.value.text.toLowerCase() : undefined;
    const [first] = yaml;
    if (first !== undefined) {
      const last = yaml.at(-1) ?? first;
      this.#find('yaml', first.line, first.key, isYamlAlone ? '' : `${first.line}–${last.line}`);
    }
    this.#judgeTables(tables);
    for (const setting of isYamlAlone ? yaml : settings) this.#judgeSetting(setting, isYamlAlone);
    for (const { name, line } of tables) {
      const mended = mendTableName(name, this.#source);
      if (this.settings.has(mended)) this.#find('twice', line, mended, '');
    }
    for (const line of unreadable) this.#find('unreadable', line, '', '');
    this.#judgeWhole();
  }

  #judgeTables(tables: EdgeConfig['tables']): void {
    const seen = new Set<string>();
    for (const { name, line } of tables) {
      const mended = mendTableName(name, this.#source);
      if (mended !== name) this.#find('table-name', line, name, `[${mended}]`);
      if (seen.has(mended) && /^provisioning\b/.test(mended)) this.#find('table-twice', line, mended, '');
      seen.add(mended);
    }
  }

  #judgeSetting(setting: EdgeSetting, isYaml: boolean): void {
    const { line, value } = setting;
    const key = mendSettingName(setting.key, setting.table);
    const table = mendTableName(setting.table, this.#source);
    if (!isYaml) {
      if (key !== setting.key) this.#find('key-name', line, setting.key, mendLine(key, value));
      this.#judgeNotation(line, key, value);
    }
    const place = isYaml ? table : this.#judgePlace(line, key, table);
    this.#judgeValue(line, key, value, place);
    const path = place === '' ? key : `${place}.${key}`;
    if (this.settings.has(path)) this.#find('twice', line, key, '');
    else this.settings.set(path, setting);
  }

  /** Gives the table that the setting was meant for. */
  #judgePlace(line: number, key: string, table: string): string {
    if (table !== '' && !/^(?:provisioning|edge_ca)\b/.test(table)) return table;
    const own = TOP_SETTINGS.includes(key) ? '' : TABLE_OF_SETTING[key];
    if (own === undefined) return table;
    const wanted = mendTableName(own, this.#source);
    if (wanted !== table) this.#find('place', line, key, wanted === '' ? '' : `[${wanted}]`);
    return wanted;
  }

  #judgeNotation(line: number, key: string, value: EdgeValue): void {
    if (value.kind === 'text' && value.quotes !== 'straight') this.#find('quotes', line, key, mendLine(key, value));
  }

  #judgeValue(line: number, key: string, value: EdgeValue, table: string): void {
    if (value.kind !== 'text') return;
    const { text } = value;
    const allowed = /^provisioning\b/.test(table) ? VALUES[key] : undefined;
    if (INLINE_KEYS.includes(key)) this.#find('inline-key', line, key, `${key} = { value = "…" }`);
    else if (PLACEHOLDER.test(text)) this.#find('placeholder', line, key, '');
    else if (FILE_SETTINGS.includes(key)) this.#judgeAddress(line, key, text);
    else if (key === 'global_endpoint' && !/^https:\/\/[^/]/.test(text)) {
      this.#find(
        'endpoint',
        line,
        key,
        mendLine(key, { ...value, text: `https://${text.replace(/^(?:[a-z]+:(?=\/))?\/*/i, '')}` }),
      );
    } else if (allowed !== undefined && !allowed.includes(text)) this.#find('value', line, key, allowed.join(', '));
  }

  /** RFC 8089: two slashes are followed by the name of a machine. */
  #judgeAddress(line: number, key: string, text: string): void {
    const isPath = /^(?:\/|~|\.|[a-z]:[\\/])/i.test(text);
    const isCut = /^file:\/{0,2}[^/]/i.test(text);
    if (!isPath && !isCut) return;
    const path = text
      .replace(/^file:\/*/i, '')
      .replaceAll('\\', '/')
      .replace(/^\/+/, '');
    this.#find(isPath ? 'path' : 'two-slashes', line, key, `${key} = "file:///${mayHoldSecret(path) ? '…' : path}"`);
  }

  #judgeWhole(): void {
    const source = this.#source;
    const need = (table: string, ...keys: string[]): void => {
      for (const key of keys) {
        if (!this.#has(`${table}.${key}`)) this.findings.push(makeFinding('inspect/edge-missing', { key, table }));
      }
    };
    if (source === undefined) need('provisioning', 'source');
    if (source === 'dps') {
      need('provisioning', 'global_endpoint', 'id_scope');
      this.#judgeProof('provisioning.attestation', need);
    }
    if (source === 'manual' && !this.#has('provisioning.connection_string')) {
      need('provisioning', 'iothub_hostname', 'device_id');
      this.#judgeProof('provisioning.authentication', need);
    }
  }

  #judgeProof(table: string, need: (table: string, ...keys: string[]) => void): void {
    need(table, 'method');
    const method = this.settings.get(`${table}.method`)?.value;
    const name = method?.kind === 'text' ? method.text : undefined;
    if (name === 'symmetric_key') need(table, 'registration_id', 'symmetric_key');
    if (name === 'sas') need(table, 'device_id_pk');
    if (name === 'tpm') need(table, 'registration_id');
    if (name !== 'x509') return;
    need(table, 'identity_cert');
    // One that is issued on the device brings its own key.
    const certificate = this.settings.get(`${table}.identity_cert`)?.value;
    if (certificate?.kind === 'text') need(table, 'identity_pk');
  }

  /** A setting, or a table of its name. */
  #has(path: string): boolean {
    return this.settings.has(path) || [...this.settings.keys()].some((other) => other.startsWith(`${path}.`));
  }

  #find(fault: EdgeFault, line: number, key: string, mend: string): void {
    // A key that was broken over two lines has its own second half for a name.
    const isSecret = mayBeSecretName(key);
    const facts = {
      ...{ fault, line },
      key: isSecret ? '…' : showText(key, 60),
      mend: isSecret ? '…' : showText(mend, MEND_LIMIT),
    };
    this.findings.push(makeFinding('inspect/edge-line', facts));
  }
}

/** Gives the line as it should be, without what may be a secret. */
function mendLine(key: string, value: EdgeValue): string {
  if (value.kind === 'members') return `${key} = ${INLINE_KEYS.includes(key) ? '{ value = "…" }' : '{ … }'}`;
  if (value.kind === 'other') return `${key} = …`;
  const isAddress = FILE_SETTINGS.includes(key) && /^(?:file:|\/|[a-z]:[\\/])/i.test(value.text);
  const isShown = (SHOWN.includes(key) || isAddress) && value.text.length <= 200 && !mayHoldSecret(value.text);
  const text = isShown ? value.text : '…';
  return INLINE_KEYS.includes(key) ? `${key} = { value = "…" }` : `${key} = "${text.replace(/["\\]/g, '\\$&')}"`;
}

/** Gives the text of a setting, or of the member that holds it. */
export function textOfSetting(settings: MendedSettings, path: string, member?: string): string | undefined {
  const value = settings.get(path)?.value;
  if (value?.kind === 'text') return value.text;
  return value?.kind === 'members' && member !== undefined ? readMembers(value).get(member) : undefined;
}

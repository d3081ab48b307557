import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HELD_BY, THIRD_PARTY_HEAD } from '#core/words/en/package';

/** Packages whose published file holds others, built in; and the form of it that names the modules in comments. */
const PREBUILT: ReadonlyMap<string, string> = new Map([['mqtt', 'dist/mqtt.js']]);
const HELD_MODULE = /^\s*\/\/ (?:.*\/)?node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm;
const LICENSE_FILE = /^(licen[cs]e|copying|notice)/i;
const RULE = '='.repeat(80);

interface ThirdParty {
  /** The name with its version and licence, or with whose part it is. */
  readonly title: string;
  readonly text: string;
}

/** Where packages and the texts of their licences are found. */
export interface LicenseSources {
  /** The folder that holds `node_modules`. */
  readonly root: string;
  /** Texts for packages that ship none, or are not installed because another one holds them: `@scope+name.txt`. */
  readonly texts: string;
}

/**
 * Prints the names, licences and notices of packages, in order, and of those that their published files hold. `folders`: of
 * the packages, relative to `root`. Throws when the text of a licence is nowhere: then nothing may be given away.
 */
export function printThirdParty(sources: LicenseSources, folders: readonly string[]): string {
  const packages = folders.map((folder) => readPackage(sources, folder));
  const known = new Set(packages.map(({ name }) => name));
  const held = packages.flatMap(({ name, version, folder }) =>
    namesHeldBy(join(sources.root, folder), name)
      .filter((other) => !known.has(other))
      .map((other) => ({
        title: HELD_BY(other, `${name} ${version}`),
        text: readTexts(sources, other, join('node_modules', other)),
      })),
  );
  const parties = [...packages, ...held].sort((a, b) => compare(a.title, b.title));
  return [THIRD_PARTY_HEAD, ...parties.map(printParty)].join('\n');
}

interface PackedPackage extends ThirdParty {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
}

function readPackage(sources: LicenseSources, folder: string): PackedPackage {
  const manifest = readFileSync(join(sources.root, folder, 'package.json'), 'utf8');
  const { name, version, license } = JSON.parse(manifest) as { name: string; version: string; license?: unknown };
  const title = typeof license === 'string' ? `${name} ${version} (${license})` : `${name} ${version}`;
  return { name, version, folder, title, text: readTexts(sources, name, folder) };
}

function namesHeldBy(folder: string, name: string): string[] {
  const prebuilt = PREBUILT.get(name);
  if (prebuilt === undefined) return [];
  const modules = readFileSync(join(folder, prebuilt), 'utf8').matchAll(HELD_MODULE);
  return [...new Set([...modules].map(([, held = '']) => held))];
}

function readTexts({ root, texts }: LicenseSources, name: string, folder: string): string {
  const own = join(texts, `${name.replace('/', '+')}.txt`);
  if (existsSync(own)) return readFileSync(own, 'utf8').trim();
  const directory = join(root, folder);
  const files = existsSync(directory) ? readdirSync(directory).filter((file) => LICENSE_FILE.test(file)) : [];
  if (files.length === 0) {
    throw new Error(`${name} is packed, and the text of its licence is nowhere. Put it into ${own}.`);
  }
  return files
    .sort(compare)
    .map((file) => readFileSync(join(directory, file), 'utf8').trim())
    .join('\n\n');
}

function printParty({ title, text }: ThirdParty): string {
  return `${RULE}\n${title}\n\n${text}\n`;
}

/** By code units: the order of an archive is the same in every language of its maker. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

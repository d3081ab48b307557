import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { runInMemory, type RunInMemory } from '../commands-in-memory.ts';

/** One thing that was made, as `--json` tells it. */
export interface MadeEntry {
  readonly kind: string;
  readonly role?: string;
  readonly slot?: string;
  readonly subject: string;
  readonly issuer: string;
  readonly commonName: string;
  readonly serialNumber: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly keyKind: string;
  readonly sha1Thumbprint: string;
  readonly sha256Thumbprint: string;
  readonly count?: number;
  readonly files: Readonly<Record<string, string>>;
}

/** What `--json` tells of a run. */
export interface MadeResult {
  readonly made: readonly [MadeEntry, ...MadeEntry[]];
  readonly passwordFile?: string;
}

/** A run of `certificate`, and what it told. */
export interface CertificateRun extends RunInMemory {
  readonly told: MadeResult;
  /** What is in its folder now, by name, each with the mode that it has. */
  readonly modes: Readonly<Record<string, string>>;
}

/** Runs `certificate` in folders of its own. */
export interface CertificateBench {
  readonly folder: string;
  /** Writes into the folder `out`, or the one that is named. */
  make(argv: readonly string[], given?: { out?: string; input?: string | Uint8Array }): Promise<CertificateRun>;
  /** The same for what has to be made. */
  made(argv: readonly string[], given?: { out?: string; input?: string | Uint8Array }): Promise<MadeResult>;
  write(name: string, content: string | Uint8Array): string;
}

let benches = 0;

/** Gives a bench for a test file, which goes when it ends. */
export function openCertificateBench(): CertificateBench {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-certificates-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const bench: CertificateBench = {
    folder,
    async make(argv, given = {}) {
      benches += 1;
      const out = join(folder, given.out ?? `out-${benches}`);
      const input = given.input === undefined ? {} : { input: given.input };
      const run = await runInMemory(['certificate', ...argv, '--json', '--out', out], input);
      return { ...run, told: run.code === 0 ? (JSON.parse(run.output) as MadeResult) : NOTHING, modes: listModes(out) };
    },
    async made(argv, given) {
      const { code, errors, told } = await bench.make(argv, given);
      if (code !== 0) throw new Error(errors);
      return told;
    },
    write(name, content) {
      const file = join(folder, name);
      writeFileSync(file, content);
      return file;
    },
  };
  return bench;
}

const NOTHING = { made: [] } as unknown as MadeResult;

function listModes(directory: string): Readonly<Record<string, string>> {
  const names = statSync(directory, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(directory);
  return Object.fromEntries(
    names.toSorted().map((name) => [name, (statSync(join(directory, name)).mode & 0o777).toString(8)]),
  );
}

/** Gives a file of an entry; throws for one that is not there. */
export function fileOf({ files }: MadeEntry, form: string): string {
  const file = files[form];
  if (file === undefined) throw new Error(`there is no ${form}, but ${Object.keys(files).join(', ')}`);
  return file;
}

export const read = (file: string): string => readFileSync(file, 'utf8');

/** Reads a certificate by Node. */
export const readByNode = (entry: MadeEntry): X509Certificate =>
  new X509Certificate(readFileSync(fileOf(entry, 'certificate-pem')));

/** The options that name an authority, by the files of its entry with a bare key. */
export const signedBy = (authority: MadeEntry): readonly string[] => [
  '--ca',
  authority.files['full-chain'] ?? fileOf(authority, 'certificate-pem'),
  '--ca-key',
  fileOf(authority, 'key'),
];

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openBenchPages, type BenchPage } from './bench-pages.ts';
import { inRounds, printFigures, type Bench } from './measure.ts';
import type { PfxAnswer, PfxTask } from './pages/pfx.ts';

const run = promisify(execFile);

const ROUNDS = 7;
const PASSWORD = 'k7mq-2xwt-9abc-hjkm';
const NAME = 'sensor-0001';

/** How the password is hashed: where we made it, and where somebody typed it; with the files of a round. */
const EFFORTS = [
  { iterations: 2_048, count: 150, many: 1_500, processes: 12 },
  { iterations: 100_000, count: 8, many: 800, processes: 6 },
] as const;

const OURS = 'ours in Chromium';
const MANY = 'ours in Chromium, one password for all';
const PKIJS = 'pkijs in Chromium';
const OPENSSL = 'openssl pkcs12 -export, a process each';

/** A P-256 key with its certificate and that of its authority, in files and in base64. */
async function makeMaterial(folder: string): Promise<Pick<PfxTask, 'pkcs8Base64' | 'certificatesBase64'>> {
  const openssl = (...args: string[]): Promise<unknown> => run('openssl', args, { cwd: folder });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Bench CA');
  await openssl('req', ...newKey, '-keyout', 'leaf.key', '-out', 'leaf.csr', '-subj', `/CN=${NAME}`);
  await openssl('x509', '-req', '-in', 'leaf.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-out', 'leaf.pem');
  const read = async (...args: string[]): Promise<string> => {
    const { stdout } = await run('openssl', [...args, '-outform', 'DER'], { cwd: folder, encoding: 'buffer' });
    return stdout.toString('base64');
  };
  const leaf = await read('x509', '-in', 'leaf.pem');
  return {
    pkcs8Base64: await read('pkcs8', '-topk8', '-nocrypt', '-in', 'leaf.key'),
    certificatesBase64: [leaf, await read('x509', '-in', 'ca.pem')],
  };
}

/** Gives how many a second, when openssl opens the last one and finds two certificates in it. */
async function runInPage(page: BenchPage, folder: string, task: PfxTask): Promise<number> {
  const { perSecond, pfxBase64 } = await page.run<PfxAnswer>(task);
  if (page.complaints.length > 0) throw new Error(page.complaints.join(', '));
  await writeFile(join(folder, 'last.pfx'), Buffer.from(pfxBase64, 'base64'));
  const { stdout } = await run('openssl', ['pkcs12', '-in', 'last.pfx', '-nodes', '-passin', `pass:${PASSWORD}`], {
    cwd: folder,
  });
  const found = [...stdout.matchAll(/BEGIN ([A-Z ]+)-/g)].map(([, label = '']) => label).sort();
  if (String(found) !== 'CERTIFICATE,CERTIFICATE,PRIVATE KEY')
    throw new Error(`${task.variant} wrote ${String(found)}`);
  return perSecond;
}

async function runOpenssl(folder: string, count: number, iterations: number): Promise<number> {
  const options = ['-name', NAME, '-passout', `pass:${PASSWORD}`, '-iter', `${iterations}`, '-out', 'by-openssl.pfx'];
  const files = ['-inkey', 'leaf.key', '-in', 'leaf.pem', '-certfile', 'ca.pem'];
  const startedAt = performance.now();
  for (let left = count; left > 0; left -= 1) {
    await run('openssl', ['pkcs12', '-export', ...files, ...options], { cwd: folder });
  }
  return count / ((performance.now() - startedAt) / 1000);
}

/** Key, certificate and chain to one file with a password. */
export const pfx: Bench = {
  name: 'pfx',
  question:
    'PFX files a second, of a P-256 key and two certificates, beside pkijs and whole openssl processes. Goals at 2,048 iterations: >= 3x pkijs, >= 1.5x openssl.',
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'bench-pfx-'));
    const pages = await openBenchPages();
    try {
      const page = await pages.open('pfx');
      const material = { ...(await makeMaterial(folder)), friendlyName: NAME, password: PASSWORD };
      const lines: string[] = [];
      for (const { iterations, count, many, processes } of EFFORTS) {
        const write = (variant: PfxTask['variant'], files: number) => (): Promise<number> =>
          runInPage(page, folder, { ...material, variant, count: files, iterations });
        const figures = await inRounds(ROUNDS, {
          [PKIJS]: write('pkijs', count),
          [OPENSSL]: () => runOpenssl(folder, processes, iterations),
          [OURS]: write('ours', count),
          [MANY]: write('many', many),
        });
        const beside = (base: string): string[] => printFigures(figures, 'files/s', base);
        lines.push(`${iterations.toLocaleString('en')} iterations, of key, certificates and MAC:`, ...beside(PKIJS));
        lines.push(...beside(OPENSSL).filter((line) => line.startsWith(OURS)), '');
      }
      return lines.slice(0, -1);
    } finally {
      await pages.close();
      await rm(folder, { recursive: true });
    }
  },
};

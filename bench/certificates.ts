import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openBenchPages, type BenchPage } from './bench-pages.ts';
import { inRounds, printFigures, type Bench, type Figures } from './measure.ts';
import type { CertificatesAnswer, CertificatesTask } from './pages/certificates.ts';

const run = promisify(execFile);

/** Enough of each that a round takes some seconds; how long an RSA key takes is chance, so that many are needed. */
const KINDS = [
  { kind: 'P-256', rounds: 7, count: 1000, turn: 50, processes: 8, genpkey: ['EC', 'ec_paramgen_curve:P-256'] },
  { kind: 'RSA-2048', rounds: 5, count: 80, turn: 1, processes: 8, genpkey: ['RSA', 'rsa_keygen_bits:2048'] },
] as const;
type Kind = (typeof KINDS)[number];

const FLOOR = 'WebCrypto alone in Chromium';
const OURS = 'ours in Chromium';
const STOCK = '@peculiar/x509 in Chromium';
const OPENSSL = 'openssl, three processes a device';

/** Gives how many a second of each, when the last ones belong to their keys and their authority. */
async function runInPage(page: BenchPage, folder: string, task: CertificatesTask): Promise<CertificatesAnswer> {
  const answer = await page.run<CertificatesAnswer>(task);
  if (page.complaints.length > 0) throw new Error(page.complaints.join(', '));
  for (const made of answer.made) await check(folder, { ...made, authorityPem: answer.authorityPem });
  return answer;
}

async function check(
  folder: string,
  { leafPem, keyPem, authorityPem }: Readonly<Record<'leafPem' | 'keyPem' | 'authorityPem', string>>,
): Promise<void> {
  await writeFile(join(folder, 'leaf.pem'), leafPem);
  await writeFile(join(folder, 'leaf-key.pem'), keyPem, { mode: 0o600 });
  await writeFile(join(folder, 'authority.pem'), authorityPem);
  const openssl = async (...args: string[]): Promise<string> => (await run('openssl', args, { cwd: folder })).stdout;
  await openssl('verify', '-x509_strict', '-purpose', 'sslclient', '-CAfile', 'authority.pem', 'leaf.pem');
  const ofLeaf = await openssl('x509', '-in', 'leaf.pem', '-noout', '-pubkey');
  if (ofLeaf !== (await openssl('pkey', '-in', 'leaf-key.pem', '-pubout'))) throw new Error('this is another key');
}

const EXTENSIONS = `authorityKeyIdentifier = keyid
basicConstraints = critical,CA:FALSE
extendedKeyUsage = clientAuth
keyUsage = critical,digitalSignature
subjectKeyIdentifier = hash
`;

/** As scripts make a device's certificate: a key, a request, and the signature of the authority. */
async function runOpenssl(folder: string, { genpkey: [algorithm, option], processes }: Kind): Promise<number> {
  const openssl = (...args: string[]): Promise<unknown> => run('openssl', args, { cwd: folder });
  const generate = ['genpkey', '-algorithm', algorithm, '-pkeyopt', option];
  await writeFile(join(folder, 'leaf.cnf'), EXTENSIONS);
  await openssl(...generate, '-out', 'ca-key.pem');
  await openssl('req', '-x509', '-new', '-key', 'ca-key.pem', '-subj', '/CN=Bench CA', '-out', 'ca.pem');
  const startedAt = performance.now();
  for (let number = 1; number <= processes; number += 1) {
    await openssl(...generate, '-out', 'key.pem');
    await openssl('req', '-new', '-key', 'key.pem', '-subj', `/CN=device-${number}`, '-out', 'device.csr');
    const signer = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-extfile', 'leaf.cnf', '-days', '365'];
    await openssl('x509', '-req', '-in', 'device.csr', ...signer, '-out', 'device.pem');
  }
  return processes / ((performance.now() - startedAt) / 1000);
}

async function measure(kind: Kind, page: BenchPage, folder: string): Promise<string[]> {
  let answer = await runInPage(page, folder, { kind: kind.kind, count: kind.turn, turn: kind.turn });
  const figures = await inRounds(kind.rounds, {
    [FLOOR]: async () => {
      answer = await runInPage(page, folder, { kind: kind.kind, count: kind.count, turn: kind.turn });
      return answer.perSecond.floor;
    },
    [OURS]: async () => answer.perSecond.ours,
    [STOCK]: async () => answer.perSecond.stock,
    [OPENSSL]: () => runOpenssl(folder, kind),
  });
  return [
    `${kind.kind}:`,
    ...printBeside(figures, FLOOR, STOCK, OURS),
    ...printBeside(figures, STOCK, OURS),
    ...printBeside(figures, OPENSSL, OURS),
    '',
  ];
}

/** Gives the lines of some of the variants, beside the first of them. */
function printBeside(figures: Figures, base: string, ...others: readonly string[]): string[] {
  const chosen = [base, ...others].map((name) => [name, figures.get(name) ?? []] as const);
  return printFigures(new Map(chosen), '/s', base);
}

/** Certificates of devices with new keys, one after the other. */
export const certificates: Bench = {
  name: 'certificates',
  question: 'Certificates of devices with new keys, both as PEM: ours, bare cryptography, the library, openssl.',
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'certificates-'));
    const pages = await openBenchPages();
    try {
      const page = await pages.open('certificates');
      const lines: string[] = [];
      for (const kind of KINDS) lines.push(...(await measure(kind, page, folder)));
      return lines;
    } finally {
      await pages.close();
      await rm(folder, { recursive: true });
    }
  },
};

import type { IncomingMessage, ServerResponse } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBenchPages } from './bench-pages.ts';
import { median, type Bench } from './measure.ts';
import type { Look, QrAnswer } from './pages/qr.ts';
import { listPictures, type QrPicture } from './qr-collections.ts';
import { prepareOthers, type Other } from './qr-references.ts';

const OTHERS: readonly Other[] = ['zxing-cpp', 'zbarimg', 'jsQR'];
const LOOKS = ['file', 'frame'] as const;

/** What everybody read in a picture. */
interface Reading {
  readonly picture: QrPicture;
  readonly ours: QrAnswer;
  readonly others: Record<(typeof LOOKS)[number], Record<Other, readonly string[]>>;
}

/** QR codes in public collections of pictures, by ours and by others in one run. */
export const qr: Bench = {
  name: 'qr',
  question: 'Pictures in which a QR code is read: as files, and in one look at a frame of 1280 x 720.',
  isLong: true,
  async run(_options, { pictures: root }) {
    if (root === undefined) throw new Error('name the folder of the collections: --pictures DIR (bench/README.md)');
    const readings = await readAll(root);
    return [...printTable(readings), '', ...printTimes(readings), '', ...printUnconfirmed(readings)];
  },
};

async function readAll(root: string): Promise<Reading[]> {
  const readByOthers = await prepareOthers();
  const pictures = await listPictures(root);
  const folder = await mkdtemp(join(tmpdir(), 'workbench-qr-'));
  const shades = new Map<string, Uint8Array>();
  const pages = await openBenchPages([], [], (request, response) => answer(root, pictures, shades, request, response));
  try {
    const page = await pages.open('qr');
    const readings: Reading[] = [];
    for (const [index, picture] of pictures.entries()) {
      if (index % 100 === 0) process.stderr.write(`${index} of ${pictures.length} pictures\n`);
      shades.clear();
      const ours = await page.run<QrAnswer | undefined>({ address: `/pictures/${index}` });
      // Some collections have files that no browser opens.
      if (ours === undefined) continue;
      const take = async (look: (typeof LOOKS)[number]) => readByOthers(shades.get(look) ?? new Uint8Array(), folder);
      readings.push({ picture, ours, others: { file: await take('file'), frame: await take('frame') } });
    }
    if (page.complaints.length > 0) throw new Error(page.complaints.join(', '));
    return readings;
  } finally {
    await pages.close();
    await rm(folder, { recursive: true });
  }
}

/** Gives the page its pictures, and takes from it what they look like to a worker: nobody sees other pixels than we do. */
async function answer(
  root: string,
  pictures: readonly QrPicture[],
  shades: Map<string, Uint8Array>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  const [, index] = /^\/pictures\/(\d+)$/.exec(pathname) ?? [];
  const picture = index === undefined ? undefined : pictures[Number(index)];
  if (picture === undefined) return false;
  if (request.method === 'POST') {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    shades.set(search.slice(1), Buffer.concat(chunks));
    response.end();
  } else {
    response.end(await readFile(join(root, picture.path)));
  }
  return true;
}

const textsOf = ({ ours, others }: Reading, look: (typeof LOOKS)[number], who: Other | 'ours'): readonly string[] =>
  who === 'ours' ? ours[look].texts : others[look][who];

/** A line for each collection, one for all, and how ours compare. */
function printTable(readings: readonly Reading[]): string[] {
  const columns = LOOKS.flatMap((look) => (['ours', ...OTHERS] as const).map((who) => ({ look, who })));
  const collections = [...new Set(readings.map(({ picture }) => picture.collection))];
  const count = (of: readonly Reading[]): number[] =>
    columns.map(({ look, who }) => of.filter((reading) => textsOf(reading, look, who).length > 0).length);
  const line = (name: string, cells: readonly (number | string)[]): string =>
    `${name.padEnd(40)}${cells.map((cell) => String(cell).padStart(10)).join('')}`;
  const totals = count(readings);
  const ratio = (look: (typeof LOOKS)[number], who: Other): string => {
    const of = (name: Other | 'ours') => totals[columns.findIndex((one) => one.look === look && one.who === name)] ?? 0;
    return `x${(of('ours') / of(who)).toFixed(3)} of ${who}`;
  };
  return [
    line('', ['', ...columns.map(({ look }) => look)]),
    line('collection', ['pictures', ...columns.map(({ who }) => who)]),
    ...collections.map((name) => {
      const own = readings.filter(({ picture }) => picture.collection === name);
      return line(name, [own.length, ...count(own)]);
    }),
    line('all', [readings.length, ...totals]),
    '',
    ...LOOKS.map((look) => `${look}: ours ${OTHERS.map((who) => ratio(look, who)).join(', ')}`),
  ];
}

function printTimes(readings: readonly Reading[]): string[] {
  const line = (name: string, looks: readonly Look[]): string => {
    const times = looks.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
    const late = times[Math.floor(times.length * 0.95)] ?? Number.NaN;
    return `${name.padEnd(40)} median ${median(times).toFixed(1)} ms, 95 % within ${late.toFixed(1)} ms, longest ${(times.at(-1) ?? 0).toFixed(0)} ms`;
  };
  const frames = readings.map(({ ours }) => ours.frame);
  return [
    line('frame', frames),
    line(
      'frame with a code that was read',
      frames.filter(({ texts }) => texts.length > 0),
    ),
    line(
      'frame without',
      frames.filter(({ texts }) => texts.length === 0),
    ),
    line(
      'file',
      readings.map(({ ours }) => ours.file),
    ),
  ];
}

/** Texts of ours that neither a label nor anybody else says: each is to be looked at. */
function printUnconfirmed(readings: readonly Reading[]): string[] {
  const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim();
  const lines = readings.flatMap((reading) => {
    const said = LOOKS.flatMap((look) => OTHERS.flatMap((who) => textsOf(reading, look, who)));
    const known = new Set([...said, reading.picture.label ?? ''].map(plain));
    const ours = new Set(LOOKS.flatMap((look) => textsOf(reading, look, 'ours')));
    return [...ours]
      .filter((text) => !known.has(plain(text)))
      .map((text) => `  ${reading.picture.path}: ${JSON.stringify(text.slice(0, 80))}`);
  });
  return [`Texts that only ours read (${lines.length}):`, ...lines];
}

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** Where collections of pictures are within the folder that holds their repositories, and which of their folders count. */
const SOURCES: readonly { readonly folder: string; readonly counts: RegExp }[] = [
  { folder: 'zxing/core/src/test/resources/blackbox', counts: /^(qrcode-|multi-qrcode-|falsepositives)/ },
  { folder: 'zxing-cpp/test/samples', counts: /^(qrcode-|multi-1|falsepositives)/ },
  { folder: 'jsQR/tests/end-to-end', counts: /./ },
  { folder: 'qr-code-vectors/boofcv-v3', counts: /./ },
];

const PICTURE = /\.(png|jpe?g|webp|gif)$/i;

/** A picture that no one here made. */
export interface QrPicture {
  readonly collection: string;
  /** Within the folder of all. */
  readonly path: string;
  /** What the collection says of it, if anything. */
  readonly label: string | undefined;
}

/** Lists the pictures of a folder, each content once. */
export async function listPictures(root: string): Promise<QrPicture[]> {
  const pictures: QrPicture[] = [];
  const seen = new Set<string>();
  for (const { folder, counts } of SOURCES) {
    const names = await readdir(join(root, folder), { recursive: true });
    for (const name of names.filter((each) => PICTURE.test(each) && counts.test(each)).sort()) {
      const path = join(root, folder, name);
      const digest = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
      if (seen.has(digest)) continue;
      seen.add(digest);
      const [source = ''] = folder.split('/');
      const within = source === 'jsQR' ? '' : dirname(name).split(sep).join('/');
      pictures.push({
        collection: [source, within].filter((part) => part !== '').join('/'),
        path: relative(root, path).split(sep).join('/'),
        label: await readLabel(path),
      });
    }
  }
  if (pictures.length === 0) throw new Error(`${root} holds none of the collections that bench/README.md names`);
  return pictures;
}

async function readLabel(path: string): Promise<string | undefined> {
  const text = await readFile(path.replace(PICTURE, '.txt'), 'utf8').catch(() => undefined);
  // BoofCV's say where codes are, and not what they hold.
  if (text !== undefined) return text.startsWith('#') ? undefined : text;
  const output = await readFile(join(dirname(path), 'output.json'), 'utf8').catch(() => 'null');
  return (JSON.parse(output) as { data?: string } | null)?.data;
}

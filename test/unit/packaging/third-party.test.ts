import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { printThirdParty, type LicenseSources } from '../../../packaging/third-party.ts';
import { ROOT } from '../../support/source-files.ts';

let root: string;
let sources: LicenseSources;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'workbench-licenses-'));
  sources = { root, texts: join(root, 'texts') };
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(path: string, content: string | object): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
}

const titlesOf = (text: string): string[] => [...text.matchAll(/^={80}\n(.+)$/gm)].map(([, title = '']) => title);

describe('the work of others', () => {
  test('is named with version, licence and every notice, in order', async () => {
    await write('node_modules/zebra/package.json', { name: 'zebra', version: '2.0.0', license: 'Apache-2.0' });
    await write('node_modules/zebra/NOTICE', 'Zebra holds stripes.\n');
    await write('node_modules/zebra/LICENSE-APACHE', 'Apache License\n');
    await write('node_modules/@ant/hill/package.json', { name: '@ant/hill', version: '1.0.0' });
    await write('node_modules/@ant/hill/license.md', 'Permission is granted.\n');
    const text = printThirdParty(sources, ['node_modules/zebra', 'node_modules/@ant/hill']);
    expect(titlesOf(text)).toEqual(['@ant/hill 1.0.0', 'zebra 2.0.0 (Apache-2.0)']);
    expect(text).toContain('zebra 2.0.0 (Apache-2.0)\n\nApache License\n\nZebra holds stripes.\n');
    expect(text).toContain('@ant/hill 1.0.0\n\nPermission is granted.\n');
  });

  test('is told of a package without a licence file by the text that we keep for it', async () => {
    await write('node_modules/@ant/hill/package.json', { name: '@ant/hill', version: '1.0.0', license: 'MIT' });
    await write('texts/@ant+hill.txt', 'Copyright the ants.\n');
    expect(printThirdParty(sources, ['node_modules/@ant/hill'])).toContain('(MIT)\n\nCopyright the ants.\n');
  });

  test('is not given away without the text of its licence', async () => {
    await write('node_modules/zebra/package.json', { name: 'zebra', version: '2.0.0', license: 'MIT' });
    expect(() => printThirdParty(sources, ['node_modules/zebra'])).toThrow(
      `zebra is packed, and the text of its licence is nowhere. Put it into ${join(root, 'texts', 'zebra.txt')}.`,
    );
  });

  test('includes what the prebuilt file of mqtt holds, once', () => {
    const ours: LicenseSources = { root: ROOT, texts: join(ROOT, 'packaging/licenses') };
    const text = printThirdParty(ours, ['node_modules/mqtt', 'node_modules/readable-stream']);
    const titles = titlesOf(text);
    expect(titles.filter((title) => title.startsWith('readable-stream'))).toEqual(['readable-stream 4.8.0 (MIT)']);
    expect(titles).toContain('@jspm/core, part of mqtt 5.16.0');
    expect(titles).toContain('worker-timers, part of mqtt 5.16.0');
    expect(text).toContain('Guy Bedford');
    expect(titles).toEqual([...titles].sort());
  });
});

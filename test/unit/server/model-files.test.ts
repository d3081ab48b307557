import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addModelFiles } from '#server/model-files';
import { startCloud } from '../../support/cloud-harness.ts';

const model = (id: string) => ({
  '@context': 'dtmi:dtdl:context;2',
  '@id': id,
  '@type': 'Interface',
  contents: [{ '@type': 'Telemetry', name: 'temperature', schema: 'double' }],
});
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-models-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the documents of a directory and its folders are in the local repository', async () => {
  await mkdir(join(folder, 'dtmi/com/example'), { recursive: true });
  await writeFile(join(folder, 'dtmi/com/example/pump-1.json'), JSON.stringify(model('dtmi:com:example:Pump;1')));
  const several = [model('dtmi:com:example:Valve;1'), model('dtmi:com:example:Valve;2')];
  await writeFile(join(folder, 'valves.json'), `\uFEFF${JSON.stringify(several)}`);
  await writeFile(join(folder, 'README.md'), 'no model');
  const { cloud, rest } = await startCloud();
  await addModelFiles(cloud, folder);
  const { value } = (await rest('GET', '/_emu/models')).body;
  expect(value.map(({ id }: { id: string }) => id)).toEqual([
    'dtmi:com:example:Pump;1',
    'dtmi:com:example:Valve;1',
    'dtmi:com:example:Valve;2',
  ]);
});

test.each([
  ['no JSON', '{', 'it is not JSON'],
  ['no model', '{"@id":"pump"}', 'DTDL'],
  ['JSON nested without end', '['.repeat(50_000), 'it is not JSON'],
])('a document that is %s is told with its file', async (_what, text, detail) => {
  await writeFile(join(folder, 'pump.json'), text);
  const { cloud } = await startCloud();
  await expect(addModelFiles(cloud, folder)).rejects.toMatchObject({
    code: 'terminal/models',
    facts: { file: join(folder, 'pump.json'), detail: expect.stringContaining(detail) },
  });
});

test('a directory that is not there is told', async () => {
  const { cloud } = await startCloud();
  await expect(addModelFiles(cloud, join(folder, 'missing'))).rejects.toMatchObject({
    code: 'terminal/models',
    facts: { detail: 'it does not exist' },
  });
});

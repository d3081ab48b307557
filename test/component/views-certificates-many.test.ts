import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { makeFinding, WorkbenchError } from '#core/errors/workbench-error';
import type { KeptBatch, Shelf } from '#core/ports/certificate-maker';
import type { IdListSummary } from '#core/ports/key-maker';
import { EMPTY_SHELF, SAMPLE_BATCH } from '../support/certificate-samples.ts';
import { REAL_ROOT, ROOT_SHELF, SIGNING_SHELF } from '../support/certificate-shelves.ts';
import { asked, choose, expectGoodRoom } from './support/certificates-room.ts';
import { settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const LIST: IdListSummary = {
  total: 500,
  good: 500,
  problems: 0,
  leftOut: 0,
  first: 'sensor-001',
  last: 'sensor-500',
  notes: [],
  table: undefined,
};
const withBatch = (part: Partial<KeptBatch> = {}): Shelf => ({
  ...ROOT_SHELF,
  batches: [{ ...SAMPLE_BATCH, authorityId: REAL_ROOT.id, ...part }],
});

async function openTab(shelf: Shelf = ROOT_SHELF): Promise<Workbench> {
  const bench = await openWorkbench('#/certificates/many', ({ certificates }) => {
    certificates.setShelf(shelf);
    certificates.setList(LIST);
  });
  await bench.eventually(() => bench.host.querySelector('dw-certificate-batches'));
  await settle(bench.host);
  return bench;
}

async function give(bench: Workbench, pattern = 'sensor-{001..500}'): Promise<void> {
  await userEvent.fill(bench.find('#many-pattern'), pattern);
  await bench.services.clock.advance(300);
  await settle(bench.host);
}

const make = async (bench: Workbench): Promise<void> => {
  await userEvent.click(bench.find('#make-many'));
  await settle(bench.host);
};

describe.each([
  ['phone', 390],
  ['desktop', 1440],
] as const)('on a %s', (_, width) => {
  test.each(['light', 'dark'])('axe has nothing against many at once in %s colours', async (theme) => {
    await page.viewport(width, 6000);
    document.documentElement.dataset['theme'] = theme;
    const bench = await openTab(EMPTY_SHELF);
    const isGood = (): Promise<void> => expectGoodRoom(bench, width);
    await isGood();
    bench.services.certificates.setShelf({ ...SIGNING_SHELF, batches: withBatch().batches });
    await bench.eventually(() => bench.host.querySelector('dw-batch-form'));
    await isGood();
    await make(bench);
    await isGood();
    await choose(bench, 'Your own');
    await make(bench);
    await isGood();
    await choose(bench, 'Certificate and bare key');
    bench.services.certificates.setList({ ...LIST, problems: 1, leftOut: 1 });
    await choose(bench, 'List');
    await userEvent.fill(bench.find('#many-list'), 'a\nb c');
    await bench.services.clock.advance(300);
    await isGood();
  });
});

describe('the form of a batch', () => {
  test('says how many get one and about how long it takes, which for RSA is long', async () => {
    const bench = await openTab();
    await give(bench);
    expect(bench.find('#make-many').innerText).toContain('Make 500 certificates');
    expect(bench.text()).toContain('500 devices: sensor-001 … sensor-500');
    expect(bench.find('.many-estimate').innerText).toBe('Takes some seconds.');
    await userEvent.selectOptions(bench.find('#many-key-kind'), 'RSA-4096');
    await settle(bench.host);
    expect(bench.find('.many-estimate').innerText).toContain('Takes about 7 minutes');
    expect(bench.find('.many-estimate').innerText).toContain('a matter of luck');
  });

  test('shows the password once, and goes on when it is said to be kept', async () => {
    const bench = await openTab();
    await give(bench);
    const password = bench.find('dw-secret');
    expect(password.innerText).not.toMatch(/\w{4}-\w{4}/);
    await make(bench);
    expect(document.activeElement?.id).toBe('many-kept');
    expect(bench.text()).toContain('Keep the password first');
    expect(asked(bench, 'prepareBatch')).toEqual([]);
    await userEvent.click(bench.byRole('button', 'Show'));
    const shown = /(\w{4}-){6}\w{4}/.exec(password.innerText)?.[0];
    await userEvent.click(bench.find('#many-kept'));
    await make(bench);
    await bench.eventually(() => asked(bench, 'prepareBatch').length === 1);
    expect(asked(bench, 'prepareBatch')).toEqual([
      [
        'prepareBatch',
        {
          authorityId: REAL_ROOT.id,
          profile: 'azure',
          keyKind: 'P-256',
          form: 'encrypted-key',
          password: shown,
          validity: { notBefore: expect.any(Number), notAfter: expect.any(Number) },
        },
      ],
    ]);
    expect(shown).toBeDefined();
    await settle(bench.host);
    expect(bench.text()).not.toContain(shown);
  });

  test('takes a password of one’s own, and says when it is short', async () => {
    const bench = await openTab();
    await give(bench);
    await choose(bench, 'Your own');
    await make(bench);
    expect(bench.find('#many-password-error').innerText).toContain('Type a password');
    await userEvent.fill(bench.find('#many-password'), 'short');
    await settle(bench.host);
    expect(bench.find('#many-password-note-0').innerText).toContain('found by trying');
    await userEvent.fill(bench.find('#many-password'), 'correct horse battery');
    await make(bench);
    await bench.eventually(() => asked(bench, 'prepareBatch').length === 1);
    expect(asked(bench, 'prepareBatch')).toMatchObject([['prepareBatch', { password: 'correct horse battery' }]]);
  });

  test('makes bare keys only when they are chosen, and says what that means', async () => {
    const bench = await openTab();
    await give(bench);
    expect(bench.text()).not.toContain('can be every device in it');
    await choose(bench, 'Certificate and bare key');
    expect(bench.text()).toContain('can be every device in it');
    expect(bench.find('#make-many').classList).toContain('danger');
    await make(bench);
    await bench.eventually(() => asked(bench, 'prepareBatch').length === 1);
    const [[, wish] = []] = asked(bench, 'prepareBatch') as [unknown, object][];
    expect(wish).toMatchObject({ form: 'plain-key' });
    expect(wish).not.toHaveProperty('password');
  });

  test('needs IDs, and gives the focus to the field of those', async () => {
    const bench = await openTab();
    await make(bench);
    expect(document.activeElement?.id).toBe('many-pattern');
    await choose(bench, 'List');
    await make(bench);
    expect(bench.find('#many-list-error').innerText).toContain('Give one device ID a line.');
  });

  test('shows the lines that get none, in words that fit certificates', async () => {
    const bench = await openTab();
    bench.services.certificates.setList({ ...LIST, good: 1, problems: 2, leftOut: 1 });
    await give(bench);
    expect(bench.text()).toContain('Lines to look at');
    expect(bench.text()).toContain('1 line is left out, 1 line is worth a look');
    expect(bench.find('.id-problems').innerText).toContain('Certificate');
  });

  test('asks before second certificates, and makes them when that is wanted', async () => {
    const bench = await openTab();
    await give(bench);
    await choose(bench, 'Certificate and bare key');
    const facts = { count: 12, issuer: 'Vector root', name: 'sensor-001' };
    bench.services.certificates.fail('prepareBatch', new WorkbenchError('certificate/many-issued-before', facts));
    await make(bench);
    await bench.eventually(() => bench.host.querySelector('.many-form [role=alert]'));
    await bench.press('button', 'Make them anyway');
    await bench.eventually(() => asked(bench, 'prepareBatch').length === 2);
    expect(asked(bench, 'prepareBatch').at(-1)).toMatchObject(['prepareBatch', { again: true }]);
  });

  test('keeps what was typed while other rooms are shown', async () => {
    const bench = await openTab();
    await give(bench);
    await bench.press('link', 'Devices');
    await bench.press('link', 'Certificates');
    await bench.press('tab', 'Many at once');
    await bench.eventually(() => bench.host.querySelector('#many-pattern'));
    expect(bench.find<HTMLInputElement>('#many-pattern').value).toBe('sensor-{001..500}');
  });

  test('takes a file that is dropped', async () => {
    const bench = await openTab();
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['a-1\na-2\n'], 'ids.csv'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    await bench.eventually(() => bench.text().includes('ids.csv'));
    expect(asked(bench, 'readList')).toMatchObject([['readList', { kind: 'file' }]]);
  });

  test('needs an authority, and offers to make one', async () => {
    const bench = await openTab(EMPTY_SHELF);
    expect(bench.text()).toContain('There is no authority that could sign them');
    await bench.press('button', 'Make a root');
    expect(bench.find('dialog[open]').innerText).toContain('Make a root authority');
  });
});

describe('a batch', () => {
  test('is made at once after it was kept, in sight', async () => {
    const bench = await openTab();
    await give(bench);
    await choose(bench, 'Certificate and bare key');
    const release = bench.services.certificates.hold('runBatch');
    await make(bench);
    await bench.eventually(() => document.activeElement?.id === 'batch-batch-1');
    expect(bench.find('.batch').innerText).toContain('Making certificates');
    release();
    await bench.eventually(() => bench.text().includes('All are made'));
    await bench.eventually(() => bench.text().includes('500 certificates were made'));
  });

  test('goes on where it was, after a reload too', async () => {
    const bench = await openTab(withBatch());
    const card = (): string => bench.find('.batch').innerText;
    for (const word of [
      'sensor-001 … sensor-900',
      '900 devices',
      'Vector root',
      '300 of 900',
      '600 are yet to be made',
    ]) {
      expect(card()).toContain(word);
    }
    await bench.press('button', 'Go on');
    await bench.eventually(() => card().includes('All are made'));
    await bench.eventually(() => bench.text().includes('600 certificates were made'));
  });

  test('is paused, while its menu and the others wait', async () => {
    const other = { ...SAMPLE_BATCH, id: 'other', firstId: 'x', lastId: 'y' };
    const shelf = withBatch();
    const bench = await openTab({ ...shelf, batches: [other, ...shelf.batches] });
    const release = bench.services.certificates.hold('runBatch');
    await bench.press('button', 'Go on');
    await bench.eventually(() =>
      bench.host.querySelector('#batch-batch .btn:not(.icon)')?.textContent?.includes('Pause'),
    );
    expect(bench.find<HTMLButtonElement>('#batch-other .btn.primary').disabled).toBe(true);
    await bench.press('button', 'Pause');
    expect(asked(bench, 'pauseBatch')).toHaveLength(1);
    expect(bench.find('#batch-batch').innerText).toContain('Finishing what was begun');
    release();
    await bench.eventually(() => !bench.find<HTMLButtonElement>('#batch-other .btn.primary').disabled);
  });

  test('is saved, in part too', async () => {
    const bench = await openTab(withBatch());
    await bench.press('button', 'Save what is made');
    await bench.eventually(() => bench.services.seen.length === 1);
    expect(bench.services.seen).toEqual([expect.stringMatching(/^save certificates\.zip application\/zip/)]);
    bench.services.certificates.setShelf(withBatch({ done: 900 }));
    await bench.eventually(() => bench.byRole('button', 'Save the archive'));
  });

  test('says in place why it does not go on', async () => {
    const bench = await openTab(withBatch());
    bench.services.certificates.fail('runBatch', new WorkbenchError('batch/running-elsewhere', {}));
    await bench.press('button', 'Go on');
    await bench.eventually(() => bench.host.querySelector('.batch [role=alert]'));
    expect(bench.find('.batch').innerText).toContain('Another tab is making these certificates');
  });

  test('is removed only after a question', async () => {
    const bench = await openTab(withBatch());
    await bench.press('button', 'Actions for the batch sensor-001 … sensor-900');
    await bench.press('menuitem', 'Remove');
    expect(bench.find('dialog[open]').innerText).toContain('nowhere else if its archive was not saved');
    await userEvent.click(bench.find('dialog[open] .btn.danger'));
    await bench.eventually(() => bench.host.querySelector('.batch') === null);
    expect(asked(bench, 'remove')).toEqual([['remove', 'batch']]);
  });
});

test('a finding of a list is described for certificates, and not for keys', async () => {
  const bench = await openTab();
  bench.services.certificates.setList({ ...LIST, notes: [makeFinding('list/heading-skipped', { heading: 'id' })] });
  await choose(bench, 'List');
  await userEvent.fill(bench.find('#many-list'), 'id\na');
  await bench.services.clock.advance(300);
  await settle(bench.host);
  expect(bench.find('.field-note').innerText).toContain('write “deviceId” above it');
});

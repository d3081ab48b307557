import { beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createInspectionRoom } from '#app/stores/inspection';
import { makeFinding, WorkbenchError } from '#core/errors/workbench-error';
import type { InspectedItem, Inspection } from '#core/inspect/inspection';
import { SAMPLE_INSPECTION } from '../support/inspection-samples.ts';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const [LEAF] = SAMPLE_INSPECTION.items as [InspectedItem, ...InspectedItem[]];
const EMPTY: Inspection = { items: [], chains: [], checks: [], findings: [] };
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const HOSTILE = '<img src=x onerror="document.body.dataset.hit=1">\u202e';

async function openRoom(inspection?: Inspection): Promise<Workbench> {
  const bench = await openWorkbench('#/inspect', ({ inspector }) => {
    if (inspection !== undefined) inspector.setInspection(inspection);
  });
  await bench.eventually(() => bench.host.querySelector('.source-drop'));
  return bench;
}

async function openLooked(inspection?: Inspection): Promise<Workbench> {
  const bench = await openRoom(inspection);
  pasteInto(document.body, PEM);
  await looked(bench);
  return bench;
}

async function looked(bench: Workbench): Promise<void> {
  await bench.eventually(() => bench.host.querySelector('dw-inspection-result:not([aria-busy=true])'));
  await settle(bench.host);
}

function pasteInto(target: Element, text: string): ClipboardEvent {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
  target.dispatchEvent(event);
  return event;
}

function drop(...files: File[]): void {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
}

const partsOf = ({ services }: Workbench): unknown[] => {
  const inspected = services.inspector.calls.filter(([method]) => method === 'inspect').at(-1);
  return (inspected?.[1] as { parts: { name?: string; content: unknown }[] } | undefined)?.parts ?? [];
};
const rowOf = (bench: Workbench, title: string): HTMLElement => {
  const row = bench.findAll('dw-inspected-item').find((one) => one.querySelector('.item-title')?.textContent === title);
  if (row === undefined) throw new TypeError(`no item “${title}”`);
  return row;
};
async function unfold(bench: Workbench, title: string): Promise<HTMLElement> {
  const row = rowOf(bench, title);
  await userEvent.click(row.querySelector('summary') as HTMLElement);
  await bench.eventually(() => row.querySelector('.item-body'));
  await settle(row);
  return row;
}

beforeEach(() => sessionStorage.clear());

describe.each([
  ['phone', 390],
  ['desktop', 1440],
] as const)('on a %s', (_, width) => {
  test.each(['light', 'dark'])('axe has nothing against the room in %s colours, empty and full', async (theme) => {
    // So high that the bar at the foot covers nothing, which axe would take for a target that is too small.
    await page.viewport(width, 6000);
    document.documentElement.dataset['theme'] = theme;
    const bench = await openRoom({
      ...SAMPLE_INSPECTION,
      chains: SAMPLE_INSPECTION.chains.map((chain) => ({ ...chain, isInOrder: false })),
      items: SAMPLE_INSPECTION.items.map((item) => ({ ...item, pem: PEM })),
      findings: [makeFinding('pkcs/password-missing', { what: 'pfx' }), makeFinding('inspect/empty', {})],
    });
    const isGood = async (): Promise<void> => {
      await settle(bench.host);
      expect(await complaints(bench.find('dw-inspect-view'))).toEqual([]);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    };
    await isGood();
    drop(
      new File([PEM], 'a-name-that-is-much-longer-than-a-name-should-be-on-any-phone-chain.pem'),
      new File(['b'], 'b'),
    );
    await looked(bench);
    for (const title of ['sensor-01', 'Private key', 'Unknown']) await unfold(bench, title);
    await bench.press('button', 'Add text');
    await isGood();
    await bench.press('button', 'Keep in Certificates');
    await isGood();
  });
});

describe('the empty room', () => {
  test('says what it reads, and has something to try it with', async () => {
    const bench = await openRoom();
    expect(bench.text()).toContain('a chain in any order');
    expect(bench.text()).toContain('config.toml of IoT Edge');
    await bench.press('button', 'A chain in the wrong order');
    await looked(bench);
    expect(partsOf(bench)).toMatchObject([{ name: 'chain.pem' }]);
    expect(String((partsOf(bench)[0] as { content: string }).content).match(/BEGIN CERTIFICATE/g)).toHaveLength(3);
  });

  test('takes what is pasted anywhere in it, and shows nothing of it', async () => {
    const bench = await openRoom();
    const event = pasteInto(bench.find('h1'), 'a secret');
    expect(event.defaultPrevented).toBe(true);
    await looked(bench);
    expect(partsOf(bench)).toEqual([{ name: undefined, content: 'a secret' }]);
    expect(bench.host.innerHTML).not.toContain('a secret');
    expect(bench.text()).toContain('Pasted text');
    expect(bench.text()).toContain('8 characters');
  });

  test('takes what is pasted into its field, and leaves text alone that is being typed there', async () => {
    const bench = await openRoom();
    const field = bench.find<HTMLTextAreaElement>('#inspect-text');
    await userEvent.fill(field, 'HostName=');
    expect(pasteInto(field, 'a.example').defaultPrevented).toBe(false);
    expect(partsOf(bench)).toEqual([]);
    await bench.press('button', 'Look at it');
    await looked(bench);
    expect(partsOf(bench)).toEqual([{ name: undefined, content: 'HostName=' }]);
  });

  test('looks at typed text by Ctrl and Enter', async () => {
    const bench = await openRoom();
    await userEvent.fill(bench.find('#inspect-text'), 'typed');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await looked(bench);
    expect(partsOf(bench)).toEqual([{ name: undefined, content: 'typed' }]);
    // The field is gone with what was typed; the focus goes to what came of it.
    expect(document.activeElement?.textContent).toContain('3 certificates');
  });

  test('takes several files, by drop and by choice', async () => {
    const bench = await openRoom();
    drop(new File(['a'], 'a.pem'), new File(['b'], 'b.key'));
    await looked(bench);
    expect(partsOf(bench)).toMatchObject([{ name: 'a.pem' }, { name: 'b.key' }]);
    await userEvent.upload(bench.find<HTMLInputElement>('.given input[type=file]'), new File(['c'], 'c.crl'));
    await bench.eventually(() => bench.text().includes('c.crl'));
    await looked(bench);
    expect(partsOf(bench)).toHaveLength(3);
  });

  test('tells of a file that is too large beside the place that took it', async () => {
    const bench = await openRoom();
    drop(new File([new Uint8Array(5_000_000)], 'disk.img'));
    await bench.eventually(() => bench.text().includes('This is too large'));
    expect(bench.host.querySelector('.source-drop')).not.toBeNull();
  });
});

describe('what came of it', () => {
  test('is summed up on top, said aloud, and shown as a chain, checks and items', async () => {
    const bench = await openLooked();
    const summary = '3 certificates, 1 private key, 1 revocation list, 1 thing that is not known';
    expect(bench.find('.given h2').textContent).toBe(summary);
    expect(bench.findAll('[role=status]').some((one) => one.textContent.includes(`${summary}. 2 failed`))).toBe(true);
    expect(bench.find('.check-counts').innerText.split('\n')).toEqual([
      '2 failed',
      '1 cannot be known from here',
      '6 passed',
    ]);
    expect(bench.findAll('.check').map((check) => check.className.replace('check check-', ''))).toEqual([
      'bad',
      'bad',
      'unknown',
      ...Array.from({ length: 6 }, () => 'good'),
    ]);
    expect(bench.find('.check-bad').innerText).toContain('Renew it. If it is new, set the clock.');
    // As the facts of the certificates have them.
    for (const day of bench.findAll('.chain-until')) expect(day.textContent).toMatch(/^until \d{4}-\d\d-\d\d$/);
    expect(bench.findAll('.chain-until')).toHaveLength(3);
    expect(bench.findAll('.chain-name').map((name) => name.textContent)).toEqual([
      'sensor-01',
      'Contoso Intermediate',
      'Contoso Root',
    ]);
    expect(bench.text()).toContain('A certificate has ended');
    expect(bench.findAll('.item-title')).toHaveLength(6);
  });

  test('unfolds to facts that can be copied, problems and what helps', async () => {
    const bench = await openLooked();
    expect(bench.host.querySelector('.item-body')).toBeNull();
    const row = await unfold(bench, 'sensor-01');
    expect(row.innerText).toContain('SHA-256 thumbprint');
    await bench.press('button', 'Copy SHA-1 thumbprint');
    expect(bench.services.seen).toContain('copy 8D1C4F5E60718293A4B5C6D7E8F900112233445A');
    const unknown = await unfold(bench, 'Unknown');
    expect(unknown.innerText).toContain('Copy it again from the first line to the last');
  });

  test('is open at once where there is one thing', async () => {
    const bench = await openLooked({ ...EMPTY, items: [LEAF] });
    await bench.eventually(() => bench.text().includes('CN=sensor-01'));
    expect(bench.host.querySelector('.check')).toBeNull();
  });

  test('brings a certificate of the chain into sight, unfolded and with the focus', async () => {
    const bench = await openLooked();
    await userEvent.click(bench.findAll('.chain-node')[1] as HTMLElement);
    await bench.eventually(() => rowOf(bench, 'Contoso Intermediate').querySelector('.item-body'));
    expect(document.activeElement).toBe(rowOf(bench, 'Contoso Intermediate').querySelector('summary'));
    expect(bench.find('.chain-node[aria-current]').textContent).toContain('Contoso Intermediate');
  });

  test('offers the chain in the right order where it was not', async () => {
    const [chain] = SAMPLE_INSPECTION.chains;
    const bench = await openLooked({
      ...SAMPLE_INSPECTION,
      items: SAMPLE_INSPECTION.items.map((item) => ({ ...item, pem: `${item.id}\n` })),
      chains: chain === undefined ? [] : [{ ...chain, verdict: { ok: true }, isInOrder: false }],
    });
    expect(bench.text()).toContain('This chain holds');
    await bench.press('button', 'Copy in the right order');
    expect(bench.services.seen).toContain('copy item-1\nitem-2\nitem-3\n');
  });

  test('says of a chain that goes on what it takes for that to be enough', async () => {
    const [chain] = SAMPLE_INSPECTION.chains;
    const missing = {
      itemId: undefined,
      commonName: 'Far away',
      role: 'missing',
      notAfter: undefined,
      fault: undefined,
    };
    const links = [...(chain?.links ?? []).slice(0, 1), missing] as Inspection['chains'][number]['links'];
    const bench = await openLooked({
      ...SAMPLE_INSPECTION,
      chains: [{ links, verdict: { ok: true }, isInOrder: true }],
    });
    expect(bench.text()).toContain('It goes on beyond what is here');
    expect(bench.text()).toContain('where “Far away” is known already');
    expect(bench.text()).not.toContain('This chain holds');
  });

  test('copies an item as PEM', async () => {
    const bench = await openLooked({ ...EMPTY, items: [{ ...LEAF, pem: PEM }] });
    await bench.press('button', 'Copy as PEM');
    expect(bench.services.seen).toContain(`copy ${PEM}`);
    await bench.eventually(() => document.body.innerText.includes('sensor-01 was copied as PEM'));
  });

  test('shows what stands in a PFX below it', async () => {
    const pfx: InspectedItem = { ...LEAF, id: 'pfx', kind: 'pfx', title: '', facts: [] };
    const bench = await openLooked({ ...EMPTY, items: [pfx, { ...LEAF, within: 'pfx' }] });
    expect(bench.find('.items .items .item-title').textContent).toBe('sensor-01');
    expect(bench.findAll('.items > li')).toHaveLength(2);
  });

  test('takes names as text, whatever they hold', async () => {
    const link = { itemId: LEAF.id, commonName: HOSTILE, role: 'leaf', notAfter: 0, fault: undefined } as const;
    const bench = await openLooked({
      items: [{ ...LEAF, title: HOSTILE, facts: [{ name: 'subject', value: HOSTILE, isCode: false }] }],
      chains: [{ links: [link], verdict: { ok: false, fault: 'expired', depth: 0 }, isInOrder: true }],
      checks: [
        {
          check: 'common-name',
          result: 'passed',
          itemId: LEAF.id,
          reason: 'common-name/fits',
          facts: { name: HOSTILE },
        },
      ],
      findings: [],
    });
    drop(new File(['x'], '<b>x</b>.pem'));
    await looked(bench);
    expect(bench.host.querySelector('img, b')).toBeNull();
    expect(document.body.dataset['hit']).toBeUndefined();
    expect(bench.find('.item-title bdi').textContent).toBe(HOSTILE);
  });

  test('is judged for a device that is typed, and keeps what is unfolded', async () => {
    let round = 0;
    const bench = await openRoom();
    bench.services.inspector.setInspection(() => {
      round += 1;
      return {
        ...SAMPLE_INSPECTION,
        items: SAMPLE_INSPECTION.items.map((item) => ({ ...item, id: `${round}-${item.id}` })),
      };
    });
    pasteInto(document.body, PEM);
    await looked(bench);
    await unfold(bench, 'sensor-01');
    await userEvent.fill(bench.find('#inspect-device'), 'boiler-1');
    await bench.services.clock.advance(300);
    await looked(bench);
    expect(bench.services.inspector.calls.at(-1)?.[1]).toMatchObject({ deviceId: 'boiler-1' });
    expect(rowOf(bench, 'sensor-01').querySelector('.item-body')).not.toBeNull();
    expect(document.activeElement?.id).toBe('inspect-device');
  });
});

describe('hundreds of items', () => {
  const items = Array.from({ length: 151 }, (_, at) => ({ ...LEAF, id: `r-${at}`, title: `Root ${at + 1}` }));

  test('stand on pages, are found by their names, and are drawn at once', async () => {
    const bench = await openLooked({ ...EMPTY, items });
    expect(bench.findAll('dw-inspected-item')).toHaveLength(50);
    expect(bench.text()).toContain('1–50 of 151');
    await bench.press('button', 'Next');
    expect(bench.find('.item-title').textContent).toBe('Root 51');
    await userEvent.keyboard('/');
    expect(document.activeElement?.id).toBe('find-inspected');
    await userEvent.keyboard('root 15');
    await settle(bench.host);
    expect(bench.findAll('.item-title').map((title) => title.textContent)).toEqual(['Root 15', 'Root 150', 'Root 151']);
    await userEvent.fill(bench.find('#find-inspected'), 'nobody');
    expect(bench.text()).toContain('Nothing matches');
  });

  test('are shown by the picture of the chain, on whatever page they stand', async () => {
    const link = { itemId: 'r-120', commonName: 'Root 121', role: 'root', notAfter: 0, fault: undefined } as const;
    const bench = await openLooked({
      ...EMPTY,
      items,
      chains: [{ links: [link], verdict: { ok: true }, isInOrder: true }],
    });
    await userEvent.click(bench.find('.chain-node'));
    await bench.eventually(() => rowOf(bench, 'Root 121').querySelector('.item-body'));
    expect(document.activeElement?.textContent).toContain('Root 121');
  });

  test('have as many chains on pages, but for those that are a certificate which signed itself', async () => {
    const link = { itemId: 'r-0', commonName: 'Root', role: 'leaf', notAfter: 0, fault: undefined } as const;
    const alone = { links: [link], verdict: { ok: true }, isInOrder: true } as const;
    const ended = { ...alone, verdict: { ok: false, fault: 'expired', depth: 0 } } as const;
    const chains = [...items.map(() => alone), ...Array.from({ length: 7 }, () => ended)];
    const bench = await openLooked({ ...EMPTY, items, chains });
    expect(bench.findAll('dw-chain')).toHaveLength(5);
    expect(bench.text()).toContain('1–5 of 7');
    // Which of them is meant nobody can tell.
    expect(bench.text()).not.toContain('Keep in Certificates');
  });

  test('have their checks each by itself, folded, and it is said that only the first have', async () => {
    const check = { check: 'purpose', result: 'passed', itemId: undefined, reason: 'purpose/any', facts: {} } as const;
    const link = { itemId: 'r-0', commonName: 'Root', role: 'leaf', notAfter: 0, fault: undefined } as const;
    const bench = await openLooked({
      ...EMPTY,
      items,
      chains: items.map(() => ({ links: [link], verdict: { ok: true }, isInOrder: true })),
      checks: ['r-0', 'r-0', 'r-1'].map((subjectId) => ({ ...check, subjectId })),
    });
    const [first, second] = bench.findAll('.check-group > summary');
    expect([first, second].map((one) => one?.innerText.replaceAll(/\s+/g, ' '))).toEqual([
      'Root 1 2 passed',
      'Root 2 1 passed',
    ]);
    expect(bench.findAll('.check').some((one) => one.checkVisibility())).toBe(false);
    await userEvent.click(first as HTMLElement);
    expect(bench.findAll('.check').filter((one) => one.checkVisibility())).toHaveLength(2);
    expect(bench.text()).toContain('Only the first of them are checked');
  });
});

describe('a secret', () => {
  const KEY = SAMPLE_INSPECTION.items.find(({ isSecret }) => isSecret) as InspectedItem;

  test('is nowhere until it is asked for, and gone when it is hidden again', async () => {
    const bench = await openLooked({ ...EMPTY, items: [KEY] });
    await bench.eventually(() => bench.text().includes('Hidden, for it is a private key.'));
    expect(bench.services.inspector.calls.filter(([method]) => method === 'reveal')).toEqual([]);
    await bench.press('button', 'Show what Private key holds');
    await bench.eventually(() => bench.text().includes('BEGIN PRIVATE KEY'));
    expect(bench.services.inspector.calls.at(-1)).toEqual(['reveal', KEY.id]);
    await bench.press('button', 'Show what Private key holds');
    expect(bench.host.innerHTML).not.toContain('BEGIN PRIVATE KEY');
  });

  test('is gone when the room is left', async () => {
    const bench = await openLooked({ ...EMPTY, items: [KEY] });
    await bench.press('button', 'Show what Private key holds');
    await bench.eventually(() => bench.text().includes('BEGIN PRIVATE KEY'));
    bench.router.go({ room: 'keys' });
    await bench.eventually(() => bench.host.querySelector('dw-keys-view'));
    bench.router.go({ room: 'inspect' });
    await looked(bench);
    expect(bench.host.innerHTML).not.toContain('BEGIN PRIVATE KEY');
    expect(bench.text()).toContain('Hidden, for it is a private key.');
  });
});

describe('a password', () => {
  const locked = (code: 'pkcs/password-missing' | 'pkcs/password-wrong'): Inspection => ({
    ...EMPTY,
    items: [{ ...LEAF, kind: 'pfx', title: '', facts: [], findings: [makeFinding(code, { what: 'pfx' })] }],
  });

  test('is asked for where one is needed, refused in words, and its field goes when it fits', async () => {
    const bench = await openLooked(locked('pkcs/password-missing'));
    await bench.eventually(() => document.activeElement?.id === 'inspect-password');
    expect(bench.find('.item-tags').innerText).toBe('locked');
    bench.services.inspector.setInspection(locked('pkcs/password-wrong'));
    await userEvent.fill(bench.find('#inspect-password'), 'wrong');
    await userEvent.keyboard('{Enter}');
    await bench.eventually(() => bench.text().includes('It does not fit'));
    expect(bench.find('#inspect-password').getAttribute('aria-invalid')).toBe('true');
    bench.services.inspector.setInspection({ ...EMPTY, items: [{ ...LEAF, kind: 'pfx', title: '' }] });
    await userEvent.fill(bench.find('#inspect-password'), '1234');
    await bench.press('button', 'Open it');
    await bench.eventually(() => bench.host.querySelector('#inspect-password') === null);
    expect(bench.services.inspector.calls.at(-1)?.[1]).toMatchObject({ password: '1234' });
    // The field that had the focus is gone.
    await settle(bench.host);
    expect(document.activeElement).toBe(bench.find('.given h2'));
  });

  test('is asked for by nothing else', async () => {
    const bench = await openLooked();
    expect(bench.host.querySelector('#inspect-password')).toBeNull();
  });
});

describe('looking', () => {
  test('that takes long says so, can be stopped, and begun again', async () => {
    const bench = await openRoom();
    const release = bench.services.inspector.hold('inspect');
    pasteInto(document.body, PEM);
    await settle(bench.host);
    expect(bench.text()).not.toContain('Still looking');
    await bench.services.clock.advance(1000);
    await bench.eventually(() => bench.text().includes('Still looking at it'));
    await bench.press('button', 'Stop');
    expect(bench.text()).toContain('Stopped before it was done');
    release();
    await bench.press('button', 'Look at it again');
    await looked(bench);
    expect(bench.findAll('.item-title')).toHaveLength(6);
  });

  test('that fails says why, and what to do', async () => {
    const bench = await openRoom();
    bench.services.inspector.fail('inspect', new WorkbenchError('inspect/too-long', { seconds: 10 }));
    pasteInto(document.body, PEM);
    await bench.eventually(() => bench.text().includes('Looking at this took too long'));
    expect(bench.text()).toContain('Inspect fewer things at once');
  });
});

describe('clearing', () => {
  test('forgets everything and brings the focus back to the heading', async () => {
    const bench = await openLooked();
    await bench.press('button', 'Clear');
    expect(bench.host.querySelector('.source-drop')).not.toBeNull();
    expect(bench.text()).not.toContain('sensor-01');
    expect(bench.app.keep(createInspectionRoom).source()).toEqual({ parts: [] });
    expect(bench.services.inspector.calls.at(-1)).toEqual(['clear']);
    expect(document.activeElement?.textContent).toBe('Inspect');
  });

  test('comes by itself with the last part that is left out', async () => {
    const bench = await openLooked();
    await bench.press('button', 'Leave Pasted text out');
    expect(bench.host.querySelector('.source-drop')).not.toBeNull();
  });

  test('is not needed for the address, the history and the storage: they know nothing of it', async () => {
    const bench = await openRoom();
    const steps = history.length;
    pasteInto(document.body, PEM);
    await looked(bench);
    await unfold(bench, 'sensor-01');
    expect(location.hash).toBe('#/inspect');
    expect(history.length).toBe(steps);
    expect(JSON.stringify(history.state) ?? '').not.toContain('sensor-01');
    const stored = JSON.stringify([localStorage, sessionStorage].flatMap((place) => Object.entries(place)));
    expect(stored).not.toContain('sensor-01');
    expect(stored).not.toContain('MIIB');
    expect(bench.services.seen.filter((entry) => entry.startsWith('prefer'))).toEqual([]);
  });
});

describe('what can be done with it', () => {
  test('a certificate with its key is kept in Certificates, where the key may be asked to be exportable', async () => {
    const bench = await openLooked();
    await bench.press('button', 'Keep in Certificates');
    expect(bench.find('dialog[open]').innerText).toContain('with its private key');
    await userEvent.click(bench.byRole('radio', 'Sealed, exportable').closest('label') as HTMLElement);
    await bench.press('button', 'Keep it');
    await bench.eventually(() => location.hash.startsWith('#/certificates/'));
    expect(bench.services.certificates.calls.find(([method]) => method === 'importCertificate')).toEqual([
      'importCertificate',
      { parts: [PEM] },
      'vault-exportable',
    ]);
  });

  test('a certificate alone asks for no place of a key', async () => {
    const bench = await openLooked({ ...EMPTY, items: [LEAF] });
    await bench.press('button', 'Keep in Certificates');
    expect(bench.find('dialog[open]').innerText).toContain('Its private key stays where it is');
    expect(bench.host.querySelector('dialog[open] input[type=radio]')).toBeNull();
    bench.services.certificates.fail('importCertificate', new WorkbenchError('x509/none-found', {}));
    await bench.press('button', 'Keep it');
    await bench.eventually(() => bench.find('dialog[open]').innerText.includes('There is no certificate in this'));
    await bench.press('button', 'Cancel');
    expect(bench.host.querySelector('dialog[open]')).toBeNull();
  });

  test('a connection string becomes a virtual device by the dialog that adds one', async () => {
    const connectionString = `HostName=lab.azure-devices.net;DeviceId=boiler-1;SharedAccessKey=${btoa('k'.repeat(32))}`;
    const item: InspectedItem = {
      ...LEAF,
      kind: 'connection-string',
      title: 'boiler-1',
      facts: [{ name: 'device-id', value: 'boiler-1', isCode: true }],
      isSecret: true,
    };
    const bench = await openLooked({ ...EMPTY, items: [item] });
    bench.services.inspector.setSecret(connectionString);
    await bench.press('button', 'Make a virtual device');
    const field = await bench.eventually(() => bench.host.querySelector<HTMLInputElement>('#new-connectionString'));
    expect(field.value).toBe(connectionString);
    await bench.press('button', 'Add and start');
    await bench.eventually(() => location.hash.startsWith('#/devices/'));
    // Another opening begins empty: the string was handed over once.
    bench.router.go({ room: 'inspect' });
    await userEvent.keyboard('n');
    await bench.eventually(() => bench.host.querySelector('dialog[open]'));
    expect(bench.host.querySelector('#new-connectionString')).toBeNull();
  });

  test('a connection string of a service becomes none', async () => {
    const bench = await openLooked({ ...EMPTY, items: [{ ...LEAF, kind: 'connection-string', facts: [] }] });
    await bench.eventually(() => bench.host.querySelector('.item-body'));
    expect(bench.text()).not.toContain('Make a virtual device');
  });
});

test('the room is left and found again with what was looked at, and takes no paste meanwhile', async () => {
  const bench = await openLooked();
  bench.router.go({ room: 'keys' });
  await bench.eventually(() => bench.host.querySelector('dw-keys-view'));
  expect(pasteInto(document.body, 'for another room').defaultPrevented).toBe(false);
  bench.router.go({ room: 'inspect' });
  await looked(bench);
  expect(partsOf(bench)).toHaveLength(1);
  expect(bench.findAll('.item-title')).toHaveLength(6);
});

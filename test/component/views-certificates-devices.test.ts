import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { Shelf } from '#core/ports/certificate-maker';
import {
  EMPTY_SHELF,
  SAMPLE_SHELF,
  SAMPLE_TIME,
  sampleCertificate,
  sampleFacts,
} from '../support/certificate-samples.ts';
import { REAL_ROOT, ROOT_SHELF, SIGNING_SHELF } from '../support/certificate-shelves.ts';
import type { FakeServices } from '../support/fake-services.ts';
import { choose, expectGoodRoom, submit } from './support/certificates-room.ts';
import { settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const DAY_MS = 86_400_000;
const PREFIX = 'device-certificate';

async function openTab(shelf: Shelf = SIGNING_SHELF): Promise<Workbench> {
  const bench = await openWorkbench('#/certificates/devices', ({ certificates }) => certificates.setShelf(shelf));
  await bench.eventually(() => bench.host.querySelector('dw-device-certificates'));
  await settle(bench.host);
  return bench;
}

async function openDialog(shelf: Shelf = ROOT_SHELF): Promise<Workbench> {
  const bench = await openTab(shelf);
  await bench.press('button', 'Make a certificate');
  return bench;
}

const fill = (bench: Workbench, id: string, text: string): Promise<void> =>
  userEvent.fill(bench.find(`#${PREFIX}-${id}`), text);
const kind = async (bench: Workbench, value: string): Promise<void> => {
  await userEvent.click(bench.find(`[name=${PREFIX}-kind][value=${value}]`).closest('label') as HTMLElement);
  await settle(bench.host);
};
const errorOf = (bench: Workbench, id: string): string | undefined =>
  bench.host.querySelector<HTMLElement>(`#${PREFIX}-${id}-error`)?.innerText;
const asked = ({ services }: Workbench, method: string): unknown[] =>
  services.certificates.calls.filter(([name]) => name === method).map(([, wish]) => wish);
const rows = (bench: Workbench): string[] =>
  bench.findAll('dw-device-certificates [role=row] .table-link').map((link) => link.innerText.split('\n')[0] ?? '');

describe.each([
  ['phone', 390],
  ['desktop', 1440],
] as const)('on a %s', (_, width) => {
  test.each(['light', 'dark'])('axe has nothing against the tab and its dialog in %s colours', async (theme) => {
    await page.viewport(width, 4000);
    document.documentElement.dataset['theme'] = theme;
    const bench = await openTab(EMPTY_SHELF);
    const isGood = (): Promise<void> => expectGoodRoom(bench, width);
    await isGood();
    await bench.press('button', 'Make a certificate');
    await isGood();
    bench.services.certificates.setShelf(SIGNING_SHELF);
    await submit(bench);
    await userEvent.click(bench.find('dialog[open] summary'));
    await isGood();
    await kind(bench, 'pair');
    await isGood();
    await bench.press('button', 'Cancel');
    await isGood();
  });
});

describe('the certificates of devices', () => {
  test('are listed with their issuer, their end and where the key is, and lead to their page', async () => {
    const bench = await openTab();
    const text = bench.find('dw-device-certificates [role=table]').innerText;
    for (const word of ['pump-17', 'edge-1/filter', 'Module', 'valve-3', 'Primary', 'Secondary', 'Itself']) {
      expect(text).toContain(word);
    }
    expect(text).toContain('14 Jan 2026');
    expect(text).toContain('Not here');
    await bench.press('link', 'pump-17');
    await bench.eventually(() => bench.host.querySelector('h1')?.textContent === 'pump-17');
  });

  test('are found by the key for it, and filtered by what is to be done', async () => {
    const soon = sampleCertificate(
      'device',
      sampleFacts('old-pump', { notBefore: SAMPLE_TIME - 90 * DAY_MS, notAfter: SAMPLE_TIME + 9 * DAY_MS }),
      { id: 'soon' },
    );
    const bench = await openTab({ ...SIGNING_SHELF, certificates: [...SIGNING_SHELF.certificates, soon] });
    await userEvent.keyboard('/valve');
    expect(rows(bench)).toEqual(['valve-3', 'valve-3']);
    await userEvent.clear(bench.find('#find-certificate'));
    await choose(bench, 'Time to renew');
    expect(rows(bench)).toEqual(['old-pump']);
    await choose(bench, 'Ended');
    expect(bench.text()).toContain('No certificate matches');
    await bench.press('button', 'Show all');
    expect(rows(bench)).toHaveLength(7);
  });

  test('stand twenty-five on a page', async () => {
    const certificates = Array.from({ length: 120 }, (_, at) =>
      sampleCertificate('device', sampleFacts(`sensor-${at}`), { id: `device-${at}`, createdAt: at }),
    );
    const bench = await openTab({ ...ROOT_SHELF, certificates });
    expect(rows(bench)).toHaveLength(25);
    expect(rows(bench)[0]).toBe('sensor-119');
    await bench.press('button', 'Next');
    expect(rows(bench)[0]).toBe('sensor-94');
  });

  test('are renewed and rolled from their menu, if an enrollment knows them', async () => {
    const bench = await openTab();
    const items = (): string[] =>
      bench.findAll('[role=menuitem]').flatMap((one) => (one.checkVisibility() ? [one.innerText.trim()] : []));
    await bench.press('button', 'Actions for pump-17');
    expect(items()).toEqual(['Start as virtual device', 'Renew', 'Roll step by step']);
    await bench.press('menuitem', 'Renew');
    expect(bench.find('dialog[open]').innerText).toContain('Renew pump-17');
    await bench.press('button', 'Cancel');
    expect(bench.findAll('button[aria-label^="Actions for valve-3"]').map((one) => one.ariaLabel)).toEqual([
      'Actions for valve-3 (primary)',
      'Actions for valve-3 (secondary)',
    ]);
    await bench.press('button', 'Actions for edge-1/filter');
    expect(items()).toEqual(['Start as virtual device', 'Renew']);
  });

  test('say what they are for where there are none', async () => {
    const bench = await openTab(EMPTY_SHELF);
    expect(bench.text()).toContain('No device has a certificate here yet');
    expect(bench.text()).toContain('its common name is the device’s registration ID');
  });
});

describe('making a certificate for a device', () => {
  test('asks for its ID and where the key is kept, and shows the page of what was made', async () => {
    const bench = await openDialog();
    expect(document.activeElement?.id).toBe(`${PREFIX}-name`);
    await submit(bench);
    expect(bench.find('dialog[open]').innerText).toContain('2 fields need a change');
    expect(errorOf(bench, 'name')).toContain('Type the ID');
    expect(errorOf(bench, 'key-place')).toBe('Choose where the key is kept.');
    await fill(bench, 'name', 'pump-21');
    await choose(bench, 'Sealed, exportable');
    await submit(bench);
    expect(asked(bench, 'makeDevice')).toEqual([
      {
        role: 'device',
        name: 'pump-21',
        authorityId: REAL_ROOT.id,
        profile: 'azure',
        keyKind: 'P-256',
        keyPlace: 'vault-exportable',
        validity: { notBefore: expect.any(Number), notAfter: expect.any(Number) },
      },
    ]);
    await bench.eventually(() => bench.host.querySelector('h1')?.textContent === 'pump-21');
    expect(location.hash).toBe('#/certificates/devices/made-1');
    await bench.eventually(() => bench.text().includes('The certificate of pump-21 was made'));
  });

  test('judges the ID while it is typed, and offers what is better', async () => {
    const bench = await openDialog();
    await fill(bench, 'name', 'Pump-21');
    expect(bench.find(`#${PREFIX}-name-note-0`).innerText).toContain('Use “pump-21”');
    await bench.press('button', 'Use “pump-21”');
    expect(bench.find<HTMLInputElement>(`#${PREFIX}-name`).value).toBe('pump-21');
    await fill(bench, 'name', 'pump 21');
    expect(errorOf(bench, 'name')).toBeUndefined();
    await userEvent.tab();
    await settle(bench.host);
    expect(errorOf(bench, 'name')).toContain('Character 5 is a space');
  });

  test('says at once when it would outlive its issuer, and is mended by a press', async () => {
    const bench = await openDialog();
    await fill(bench, 'validity-amount', '60');
    expect(errorOf(bench, 'validity-amount')).toContain('ends at 2049-01-01');
    await bench.press('button', 'End on 31 Dec 2048');
    expect(errorOf(bench, 'validity-until')).toBeUndefined();
    expect(bench.find<HTMLInputElement>(`#${PREFIX}-validity-until`).value).toBe('2048-12-31');
  });

  test('takes the newest authority that can sign it, and another one when it is chosen', async () => {
    const bench = await openDialog(SIGNING_SHELF);
    const signer = bench.find<HTMLSelectElement>(`#${PREFIX}-signer`);
    expect(signer.selectedOptions[0]?.innerText).toBe('Vector intermediate');
    expect([...signer.options].map(({ text }) => text)).toEqual(['Vector intermediate', 'Vector root']);
    await kind(bench, 'edge-ca');
    expect(signer.selectedOptions[0]?.innerText).toBe('Vector root');
    expect(errorOf(bench, 'signer')).toBeUndefined();
    await userEvent.selectOptions(signer, 'Vector intermediate');
    expect(errorOf(bench, 'signer')).toContain('signs devices only');
  });

  test('asks before a second one for the same ID, with the day of the first', async () => {
    const bench = await openDialog();
    await fill(bench, 'name', 'pump-17');
    await choose(bench, 'Sealed here');
    const facts = { name: 'pump-17', issuer: 'Vector root', issuedAt: SAMPLE_TIME };
    bench.services.certificates.fail('makeDevice', new WorkbenchError('certificate/issued-before', facts));
    await submit(bench);
    expect(bench.find('dialog[open] [role=alert]').innerText).toContain('2026-01-05');
    await bench.press('button', 'Make it anyway');
    expect(asked(bench, 'makeDevice')).toMatchObject([{ name: 'pump-17' }, { name: 'pump-17', again: true }]);
    await bench.eventually(() => bench.host.querySelector('h1')?.textContent === 'pump-17');
  });

  test('tells why it could not be made, and keeps what was typed', async () => {
    const bench = await openDialog();
    await fill(bench, 'name', 'pump-21');
    await choose(bench, 'Sealed here');
    bench.services.certificates.fail('makeDevice', new WorkbenchError('vault/full', {}));
    await submit(bench);
    await bench.eventually(() => bench.host.querySelector('dialog[open] [role=alert]'));
    expect(bench.find<HTMLInputElement>(`#${PREFIX}-name`).value).toBe('pump-21');
  });

  test('shows that a key is being made, and gives it up when the dialog is closed', async () => {
    const bench = await openDialog();
    await fill(bench, 'name', 'pump-21');
    await choose(bench, 'Sealed here');
    bench.services.certificates.hold('makeDevice');
    await submit(bench);
    await bench.eventually(() => bench.host.querySelector('dialog[open] .making'));
    await bench.press('button', 'Cancel');
    expect(asked(bench, 'cancelMaking')).toHaveLength(1);
    expect(bench.host.querySelector('dialog[open]')).toBeNull();
  });

  test('for a module asks for both names', async () => {
    const bench = await openDialog();
    await kind(bench, 'module');
    await fill(bench, 'name', 'pump-21');
    await userEvent.tab();
    await settle(bench.host);
    expect(errorOf(bench, 'name')).toContain('with one slash');
  });
});

describe('a pair', () => {
  test('signs itself, and its second certificate has to end later', async () => {
    const bench = await openDialog();
    await kind(bench, 'pair');
    expect(bench.find('dialog[open]').innerText).toContain('subject and issuer are both the device ID');
    expect(bench.host.querySelector(`#${PREFIX}-signer`)).toBeNull();
    await fill(bench, 'name', 'valve-7');
    await choose(bench, 'Sealed, exportable');
    await fill(bench, 'second-amount', '10');
    expect(errorOf(bench, 'second-amount')).toContain('end later than the primary one');
    await fill(bench, 'second-amount', '700');
    await submit(bench);
    const [wish] = asked(bench, 'makePair') as [{ validity: Record<string, { notAfter: number }> }];
    expect(wish).toMatchObject({ deviceId: 'valve-7', keyPlace: 'vault-exportable' });
    expect(wish.validity['secondary']?.notAfter).toBeGreaterThan(wish.validity['primary']?.notAfter ?? Infinity);
    await bench.eventually(() => bench.host.querySelector('h1')?.textContent === 'valve-7');
  });

  test('is offered where there is no authority, and so is making one', async () => {
    const bench = await openDialog(EMPTY_SHELF);
    expect(bench.find('dialog[open]').innerText).toContain('There is no authority that could sign it');
    await bench.press('button', 'Make a pair instead');
    expect(bench.host.querySelector(`#${PREFIX}-name`)).not.toBeNull();
    await kind(bench, 'device');
    await bench.press('button', 'Make a root');
    expect(bench.find('dialog[open]').innerText).toContain('Make a root authority');
  });
});

describe('a virtual device of a certificate', () => {
  const answer = ({ operators }: FakeServices, groups: readonly unknown[], enrollments: readonly unknown[]): void => {
    for (const operator of [operators.node, operators.tab]) {
      operator.answer('GET /_emu/enrollmentGroups', 200, { value: groups });
      operator.answer('GET /_emu/enrollments', 200, { value: enrollments });
    }
  };
  const pump = SAMPLE_SHELF.certificates.find(({ id }) => id === 'device');
  const group = {
    id: 'plant',
    displayName: 'Plant',
    enabled: true,
    type: 'iot',
    autoApprove: true,
    devices: 0,
    attestation: {
      type: 'x509',
      primary: { kind: 'own', verified: true, sha1Thumbprint: pump?.chain[0]?.sha1Thumbprint },
    },
  };

  async function openPage(id: string, groups: readonly unknown[]): Promise<Workbench> {
    const bench = await openWorkbench(`#/certificates/devices/${id}`, (services) => {
      services.certificates.setShelf(SAMPLE_SHELF);
      answer(services, groups, []);
    });
    await bench.eventually(() => bench.host.querySelector('dw-certificate-page h1'));
    return bench;
  }

  test('is started by one press where the local cloud takes it', async () => {
    const bench = await openPage('device', [group]);
    await bench.press('button', 'Start as virtual device');
    await bench.eventually(() => location.hash === '#/devices/1');
    const [device] = await bench.services.devices.list();
    expect(device?.record).toMatchObject({
      cloud: { kind: 'node', origin: 'http://localhost:8080' },
      route: { kind: 'dps', registrationId: 'pump-17' },
    });
    expect(bench.services.devices.calls).toContain('start 1');
  });

  test('is asked about where no cloud knows it, with the certificate chosen and the cloud at hand', async () => {
    const bench = await openPage('pair-secondary', []);
    await bench.press('button', 'Start as virtual device');
    await bench.eventually(() => bench.find<HTMLSelectElement>('#new-certificateId').value === 'pair-primary');
    await bench.eventually(() => bench.find<HTMLSelectElement>('#new-endpoint').value === 'server');
    expect(bench.find<HTMLInputElement>('#new-enrolls').checked).toBe(true);
  });

  test('is not offered for what no device can be made of', async () => {
    for (const id of ['edge-ca', 'device-of-request']) {
      const bench = await openPage(id, []);
      expect(bench.text()).not.toContain('Start as virtual device');
    }
  });

  test('is a press away in the list, too', async () => {
    const bench = await openTab(SAMPLE_SHELF);
    answer(bench.services, [group], []);
    await bench.press('button', 'Actions for pump-17');
    await bench.press('menuitem', 'Start as virtual device');
    await bench.eventually(() => location.hash === '#/devices/1');
  });

  test('is tried by one press where there is no certificate yet', async () => {
    const bench = await openTab(EMPTY_SHELF);
    await bench.press('button', 'Try one with the local cloud');
    await bench.eventually(() => bench.host.querySelector('dw-notices-view .notice'));
    expect(bench.services.certificates.calls.map(([name]) => name)).toEqual(['makeAuthority']);
  });
});

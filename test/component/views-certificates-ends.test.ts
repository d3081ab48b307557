import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { KeptCertificate, KeptGuide, Shelf } from '#core/ports/certificate-maker';
import { stepsOf, type RollingKind } from '#core/rolling/rolling-steps';
import {
  EMPTY_SHELF,
  SAMPLE_GUIDE,
  SAMPLE_SHELF,
  SAMPLE_TIME,
  sampleCertificate,
  sampleFacts,
} from '../support/certificate-samples.ts';
import { REAL_INTERMEDIATE, REAL_ROOT, SIGNING_SHELF } from '../support/certificate-shelves.ts';
import type { FakeServices } from '../support/fake-services.ts';
import { asked, expectGoodRoom, submit } from './support/certificates-room.ts';
import { settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const DAY_MS = 86_400_000;

function device(id: string, from: number, until: number, parts: Partial<KeptCertificate> = {}): KeptCertificate {
  const life = { notBefore: SAMPLE_TIME + from * DAY_MS, notAfter: SAMPLE_TIME + until * DAY_MS };
  return sampleCertificate('device', sampleFacts(id, life), { id, authorityId: REAL_ROOT.id, ...parts });
}

const OLD = device('pump-1', -90, 9);
const OVER = device('pump-2', -90, -3);
const FRESH = device('pump-3', -1, 364);
const SHELF: Shelf = {
  ...SIGNING_SHELF,
  certificates: [REAL_ROOT, REAL_INTERMEDIATE, OLD, OVER, FRESH],
  issued: [
    {
      authorityId: REAL_ROOT.id,
      notBefore: SAMPLE_TIME,
      notAfter: SAMPLE_TIME + 200 * DAY_MS,
      count: 300,
    },
  ],
  guides: [],
};

async function openTab(shelf: Shelf = SHELF, prepare?: (services: FakeServices) => void): Promise<Workbench> {
  const bench = await openWorkbench('#/certificates/ends', (services) => {
    services.certificates.setShelf(shelf);
    prepare?.(services);
  });
  await bench.eventually(() => bench.host.querySelector('dw-certificate-ends'));
  await settle(bench.host);
  return bench;
}

async function openGuide(
  kind: RollingKind = 'leaf-end',
  part: Partial<KeptGuide> = {},
  shelf: Shelf = SHELF,
): Promise<Workbench> {
  const guide: KeptGuide = { ...SAMPLE_GUIDE, kind, certificateId: OLD.id, ...part };
  const bench = await openWorkbench('#/certificates/ends/guide', ({ certificates }) =>
    certificates.setShelf({ ...shelf, guides: [guide] }),
  );
  await bench.eventually(() => bench.host.querySelector('dw-rolling-guide'));
  await settle(bench.host);
  return bench;
}

const group = (bench: Workbench, name: string): string =>
  bench.findAll('dw-certificate-ends .card').find((card) => card.querySelector('h2')?.innerText === name)?.innerText ??
  '';
const current = (bench: Workbench): string => bench.find('.guide-step.next .guide-title').innerText;

describe.each([
  ['phone', 390],
  ['desktop', 1440],
] as const)('on a %s', (_, width) => {
  test.each(['light', 'dark'])('axe has nothing against ends and rolling in %s colours', async (theme) => {
    await page.viewport(width, 6000);
    document.documentElement.dataset['theme'] = theme;
    const bench = await openTab(EMPTY_SHELF);
    const isGood = (): Promise<void> => expectGoodRoom(bench, width);
    await isGood();
    bench.services.certificates.setShelf({ ...SHELF, guides: [{ ...SAMPLE_GUIDE, certificateId: FRESH.id }] });
    await bench.eventually(() => bench.host.querySelector('.life-bar'));
    await isGood();
    await bench.press('button', 'Actions for pump-1');
    await bench.press('menuitem', 'Renew');
    await isGood();
    await bench.press('button', 'Cancel');
    await bench.press('button', 'Actions for pump-1');
    await bench.press('menuitem', 'Roll step by step');
    await isGood();
    await submit(bench);
    await bench.eventually(() => bench.host.querySelector('dw-rolling-guide'));
    for (const summary of bench.findAll('.guide-step summary')) summary.closest('details')?.setAttribute('open', '');
    await isGood();
  });
});

describe('the ends of certificates', () => {
  test('are told in parts, what is to be done first, with what depends on each', async () => {
    const bench = await openTab();
    const parts = bench.findAll('dw-certificate-ends .card h2').map((one) => one.innerText);
    expect(parts).toEqual(['Time for the next one', 'Ended', 'Good']);
    expect(group(bench, 'Time for the next one')).toContain('9 days left');
    expect(group(bench, 'Time for the next one')).toContain('90 % used');
    expect(group(bench, 'Ended')).toContain('Ended 3 days ago');
    const good = group(bench, 'Good');
    expect(good).toContain('300 certificates issued');
    expect(good).toContain('by Vector root');
    expect(good).toContain('1 certificate below it');
    expect(good.indexOf('200 days left')).toBeLessThan(good.indexOf('pump-3'));
  });

  test('lead to the page of each, and of a log to its authority', async () => {
    const bench = await openTab();
    await bench.press('link', '300 certificates issued');
    await bench.eventually(() => bench.host.querySelector('h1')?.textContent === 'Vector root');
  });

  test('become a calendar, all of them or one', async () => {
    const bench = await openTab();
    await bench.press('button', 'Save as a calendar');
    await bench.press('button', 'Actions for pump-1');
    await bench.press('menuitem', 'Save its end for a calendar');
    const [all = '', one = ''] = bench.services.seen;
    expect(all).toMatch(/^save certificate-ends\.ics text\/calendar BEGIN:VCALENDAR/);
    // What has ended already is no appointment.
    expect(all.match(/BEGIN:VEVENT/g)).toHaveLength(5);
    expect(one).toMatch(/^save end-of-pump-1\.ics text\/calendar/);
    expect(one.match(/BEGIN:VEVENT/g)).toHaveLength(1);
  });

  test('say that nothing ends where there is nothing', async () => {
    const bench = await openTab(EMPTY_SHELF);
    expect(bench.text()).toContain('Nothing here has an end');
    expect(bench.text()).not.toContain('Save as a calendar');
  });

  test('say what was replaced, and that the other of a pair is good longer', async () => {
    const pair = (slot: 'primary' | 'secondary', until: number): KeptCertificate =>
      device(`valve-${slot}`, -1, until, { role: 'self-signed', pair: { id: 'pair', slot } });
    const certificates = [pair('primary', 100), pair('secondary', 200), OLD, { ...FRESH, replaces: OLD.id }];
    const bench = await openTab({ ...SHELF, certificates, issued: [] });
    expect(group(bench, 'Time for the next one')).toContain('Replaced');
    expect(group(bench, 'Good').match(/The other of its pair is good longer/g)).toHaveLength(1);
    await bench.press('button', 'Actions for valve-secondary (secondary)');
    await bench.press('menuitem', 'Save its end for a calendar');
    expect(bench.services.seen[0]).toMatch(/^save end-of-valve-secondary-secondary\.ics /);
  });
});

describe('renewing', () => {
  const openRenewal = async (name = 'pump-1'): Promise<Workbench> => {
    const bench = await openTab();
    await bench.press('button', `Actions for ${name}`);
    await bench.press('menuitem', 'Renew');
    return bench;
  };

  test('is as long as before with a new key, and shows the page of the new one', async () => {
    const bench = await openRenewal();
    expect(bench.find<HTMLInputElement>('#renewal-amount').value).toBe('99');
    await submit(bench);
    expect(asked(bench, 'renew')).toEqual([
      [
        'renew',
        {
          id: 'pump-1',
          key: 'new',
          keyPlace: 'vault',
          validity: { notBefore: expect.any(Number), notAfter: expect.any(Number) },
        },
      ],
    ]);
    await bench.eventually(() => location.hash === '#/certificates/devices/made-1');
    await bench.eventually(() => bench.text().includes('pump-1 was renewed'));
  });

  test('keeps the key where that is wanted, and says what it means', async () => {
    const bench = await openRenewal();
    expect(bench.find('dialog[open]').innerText).toContain('Certificate and key are brought to the device.');
    await userEvent.click(bench.byRole('radio', 'The same key').closest('label') as HTMLElement);
    await settle(bench.host);
    expect(bench.find('dialog[open]').innerText).toContain('Not for a key that may be in other hands.');
    await submit(bench);
    expect(asked(bench, 'renew')).toMatchObject([['renew', { key: 'same' }]]);
  });

  test('says that a device gets its key as a file, and lets the new key be exportable', async () => {
    const bench = await openRenewal();
    expect(bench.find('dialog[open]').innerText).toContain('This one stays good until its end.');
    expect(bench.find('dialog[open]').innerText).toContain('for that it has to be exportable');
    await userEvent.click(bench.byRole('radio', 'Sealed, exportable').closest('label') as HTMLElement);
    await submit(bench);
    expect(asked(bench, 'renew')).toMatchObject([['renew', { key: 'new', keyPlace: 'vault-exportable' }]]);
  });

  test('does not go beyond the issuer, and is mended by a press', async () => {
    const bench = await openRenewal();
    await userEvent.fill(bench.find('#renewal-amount'), '20000');
    await settle(bench.host);
    await submit(bench);
    expect(asked(bench, 'renew')).toEqual([]);
    await bench.press('button', 'End on 31 Dec 2048');
    await submit(bench);
    expect(asked(bench, 'renew')).toHaveLength(1);
  });

  test('says why there is nobody to sign', async () => {
    const orphan = { ...OLD, authorityId: 'gone' };
    const bench = await openTab({ ...SHELF, certificates: [orphan] });
    await bench.press('button', 'Actions for pump-1');
    await bench.press('menuitem', 'Renew');
    expect(bench.find('dialog[open]').innerText).toContain('There is no authority to sign it');
    await submit(bench);
    expect(asked(bench, 'renew')).toEqual([]);
  });
});

describe('a rolling', () => {
  test('begins with the reason, and shows its steps in their order', async () => {
    const bench = await openTab();
    await bench.press('button', 'Actions for pump-1');
    await bench.press('menuitem', 'Roll step by step');
    expect(bench.find('dialog[open]').innerText).toContain('no revocation list');
    await userEvent.click(bench.find('[name=rolling-kind][value=leaf-end]').closest('label') as HTMLElement);
    await submit(bench);
    expect(asked(bench, 'startGuide')).toEqual([['startGuide', 'leaf-end', 'pump-1']]);
    await bench.eventually(() => bench.findAll('.guide-step').length === 5);
    expect(location.hash).toBe('#/certificates/ends/guide-1');
    expect(current(bench)).toBe('Make the new certificate');
    expect(bench.text()).toContain('0 of 5 steps');
  });

  test('is gone on with, once it is under way', async () => {
    const bench = await openTab({ ...SHELF, guides: [{ ...SAMPLE_GUIDE, certificateId: OLD.id, done: ['make-new'] }] });
    expect(bench.text()).toContain('Rollings under way');
    expect(bench.text()).toContain('1 of 5 steps');
    await bench.press('button', 'Actions for pump-1');
    await bench.press('menuitem', 'Go on with the rolling');
    await bench.eventually(() => bench.host.querySelector('dw-rolling-guide'));
    expect(current(bench)).toBe('Put it beside the old one');
  });

  test('is begun once: from anywhere else the one under way is gone on with', async () => {
    const guide = { ...SAMPLE_GUIDE, certificateId: OLD.id };
    const bench = await openWorkbench('#/certificates/devices', ({ certificates }) =>
      certificates.setShelf({ ...SHELF, guides: [guide] }),
    );
    await bench.eventually(() => bench.host.querySelector('dw-device-certificates'));
    await bench.press('button', 'Actions for pump-1');
    await bench.press('menuitem', 'Roll step by step');
    await bench.eventually(() => location.hash === '#/certificates/ends/guide');
    expect(asked(bench, 'startGuide')).toEqual([]);
    expect(bench.host.querySelector('dialog[open]')).toBeNull();
  });

  test('makes the new certificate by renewing, and comes back with it', async () => {
    const bench = await openGuide();
    expect(bench.find('.guide-subjects').innerText).toContain('Not made yet');
    await bench.press('button', 'Renew it here');
    await submit(bench);
    expect(asked(bench, 'noteStep')).toEqual([['noteStep', 'guide', 'make-new', true, 'made-1']]);
    expect(location.hash).toBe('#/certificates/ends/guide');
    await bench.eventually(() => current(bench) === 'Put it beside the old one');
    expect(bench.find('.guide-subjects').innerText).not.toContain('Not made yet');
  });

  test('after a breach takes a new key', async () => {
    const bench = await openGuide('leaf-breach');
    await bench.press('button', 'Renew it here');
    await submit(bench);
    expect(asked(bench, 'renew')).toMatchObject([['renew', { key: 'new' }]]);
  });

  test('of a pair can take its other half, as long as no key is in other hands', async () => {
    const half = (slot: 'primary' | 'secondary', until: number): KeptCertificate =>
      device(`${slot}`, -1, until, { role: 'self-signed', pair: { id: 'pair', slot } });
    const shelf = { ...SHELF, certificates: [half('primary', 10), half('secondary', 200)] };
    const bench = await openGuide('leaf-end', { certificateId: 'primary' }, shelf);
    await bench.press('button', 'Take the other of the pair');
    expect(asked(bench, 'noteStep')).toEqual([['noteStep', 'guide', 'make-new', true, 'secondary']]);
    const breach = await openGuide('leaf-breach', { certificateId: 'primary' }, shelf);
    expect(breach.text()).not.toContain('Take the other of the pair');
  });

  test('says where each step is done in Azure, with the command', async () => {
    const bench = await openGuide('leaf-end', { done: ['make-new'], replacementId: FRESH.id });
    expect(bench.find('.guide-step.next .guide-portal').innerText).toContain('“Secondary certificate”');
    await userEvent.click(bench.find('.guide-step.next .disclosure summary'));
    const command = bench.find('.guide-step.next .text-block-text').innerText;
    expect(command).toContain('az iot dps enrollment update --dps-name "$DPS_NAME" --enrollment-id pump-1');
    expect(command).toContain('--secondary-certificate-path pump-3.cert.pem');
    expect(bench.find('.guide-step.next').innerText).toContain('Set DPS_NAME first.');
  });

  test('does what it can in the local cloud, and says what was changed', async () => {
    const bench = await openGuide('leaf-end', { done: ['make-new'], replacementId: FRESH.id });
    const { node } = bench.services.operators;
    const attestation = { type: 'x509', primary: { sha1Thumbprint: OLD.facts.sha1Thumbprint } };
    node.answer('GET /_emu/enrollments', 200, {
      value: [{ registrationId: 'pump-1', deviceId: 'pump-1', attestation }],
    });
    node.answer('PATCH /_emu/enrollments/pump-1', 200, {});
    await bench.press('button', 'Do it in the local cloud');
    await bench.eventually(() => current(bench) === 'Bring it to the device');
    const sent = node.requests.find(({ method }) => method === 'PATCH')?.body;
    expect(sent).toContain(FRESH.facts.derBase64);
    await bench.eventually(() => bench.text().includes('The enrollment of pump-1 was changed'));
  });

  test('says when no local cloud knows the certificate, or refuses', async () => {
    const bench = await openGuide('leaf-end', { done: ['make-new'], replacementId: FRESH.id });
    const { node, tab } = bench.services.operators;
    node.answer('GET /_emu/enrollments', 200, { value: [] });
    tab.answer('GET /_emu/enrollments', 200, { value: [] });
    await bench.press('button', 'Do it in the local cloud');
    await bench.eventually(() => bench.text().includes('No local cloud knows it'));
    expect(asked(bench, 'noteStep')).toEqual([]);
    node.setFailure(new WorkbenchError('cloud/unreachable', { where: 'server' }));
    await bench.press('button', 'Do it in the local cloud');
    await bench.eventually(() => !bench.text().includes('No local cloud knows it'));
    await bench.eventually(() => bench.host.querySelector('.guide-step [role=alert]'));
  });

  test('waits with what needs the new certificate until there is one', async () => {
    const bench = await openGuide('leaf-end', { done: ['make-new'] });
    expect(bench.find('.guide-step.next').innerText).toContain('Make the new certificate first.');
    expect(bench.text()).not.toContain('Do it in the local cloud');
  });

  test('is marked by hand, taken back, and ends with a summary', async () => {
    const steps = stepsOf('leaf-end', 'device');
    const bench = await openGuide('leaf-end', { done: steps.slice(0, -1), replacementId: FRESH.id });
    await bench.press('button', 'Mark as done: Remove the old one');
    await bench.eventually(() => bench.text().includes('pump-1 is rolled'));
    await bench.eventually(() => document.activeElement?.localName === 'h1');
    expect(bench.text()).toContain('5 of 5 steps');
    expect(bench.find('.notice').innerText).toContain('The new one is good until');
    await bench.press('button', 'Take back: Remove the old one');
    await bench.eventually(() => current(bench) === 'Remove the old one');
    await bench.eventually(() => bench.text().includes('It counts as not done again'));
    expect(asked(bench, 'noteStep')).toEqual([
      ['noteStep', 'guide', 'remove-old', true, undefined],
      ['noteStep', 'guide', 'remove-old', false, undefined],
    ]);
  });

  test('of an authority is done with one that has a name of its own', async () => {
    const next: KeptCertificate = { ...REAL_ROOT, id: 'next', createdAt: SAMPLE_TIME + 9 };
    const shelf = { ...SHELF, certificates: [...SHELF.certificates, next] };
    const bench = await openGuide('authority-end', { certificateId: REAL_ROOT.id }, shelf);
    expect(bench.findAll('.guide-step')).toHaveLength(7);
    await bench.press('button', 'Make a root');
    expect(bench.find('dialog[open]').innerText).toContain('Make a root authority');
    await bench.press('button', 'Cancel');
    await userEvent.selectOptions(bench.find('#guide-choice-guide'), 'next');
    await bench.eventually(() => current(bench).startsWith('Prove'));
    await bench.press('button', 'Prove it');
    await bench.eventually(() => location.hash === '#/certificates/authorities/next');
  });

  test('leads to where the rest is done', async () => {
    const done = ['make-new', 'add-new'] as const;
    const bench = await openGuide('leaf-end', { done, replacementId: FRESH.id });
    await bench.press('button', 'Show its files');
    await bench.eventually(() => location.hash === '#/certificates/devices/pump-3');
    const authority = { certificateId: REAL_ROOT.id, replacementId: REAL_INTERMEDIATE.id } as const;
    const other = await openGuide('authority-end', { ...authority, done: ['make-new', 'prove', 'add-new'] });
    await other.press('button', 'Issue one');
    expect(other.find('dialog[open]').innerText).toContain('Make a certificate');
    await other.press('button', 'Cancel');
    await other.press('button', 'Issue many');
    await other.eventually(() => location.hash === '#/certificates/many');
  });

  test('is ended when that is wanted, and what was done stays', async () => {
    const bench = await openGuide();
    await bench.press('button', 'Actions for the rolling of pump-1');
    await bench.press('menuitem', 'End this rolling');
    expect(asked(bench, 'remove')).toEqual([['remove', 'guide']]);
    await bench.eventually(() => location.hash === '#/certificates/ends');
  });

  test('of a certificate that is gone says so', async () => {
    const bench = await openGuide('leaf-end', { certificateId: 'gone', done: ['make-new'] });
    expect(bench.text()).toContain('The certificate that is rolled was removed.');
  });

  test('that is gone itself says so', async () => {
    const bench = await openWorkbench('#/certificates/ends/gone', ({ certificates }) =>
      certificates.setShelf(SAMPLE_SHELF),
    );
    await bench.eventually(() => bench.text().includes('is not here'));
  });
});

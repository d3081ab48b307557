import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { makeFinding, WorkbenchError } from '#core/errors/workbench-error';
import type { Shelf } from '#core/ports/certificate-maker';
import { EMPTY_SHELF, SAMPLE_REQUEST, SAMPLE_REVIEW, SAMPLE_TIME } from '../support/certificate-samples.ts';
import { REAL_ROOT, ROOT_SHELF } from '../support/certificate-shelves.ts';
import { asked, choose, expectGoodRoom, submit } from './support/certificates-room.ts';
import { settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const SHELF: Shelf = { ...ROOT_SHELF, requests: [SAMPLE_REQUEST] };
const CSR = '-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n';

async function openTab(shelf: Shelf = SHELF, fragment = '#/certificates/requests'): Promise<Workbench> {
  const bench = await openWorkbench(fragment, ({ certificates }) => certificates.setShelf(shelf));
  await bench.eventually(() => bench.host.querySelector('dw-certificate-requests, dw-request-page'));
  await settle(bench.host);
  return bench;
}

const openPage = (): Promise<Workbench> => openTab(SHELF, '#/certificates/requests/request');
const dialogText = (bench: Workbench): string => bench.find('dialog[open]').innerText;
const errorOf = (bench: Workbench, id: string): string | undefined =>
  bench.host.querySelector<HTMLElement>(`#${id}-error`)?.innerText;

async function read(bench: Workbench, text = CSR): Promise<void> {
  await userEvent.fill(bench.find('#signing-source'), text);
  await bench.eventually(() => bench.host.querySelector('.request-review'));
  await settle(bench.host);
}

describe.each([
  ['phone', 390],
  ['desktop', 1440],
] as const)('on a %s', (_, width) => {
  test.each(['light', 'dark'])('axe has nothing against requests in %s colours', async (theme) => {
    await page.viewport(width, 4000);
    document.documentElement.dataset['theme'] = theme;
    const bench = await openTab(EMPTY_SHELF);
    const isGood = (): Promise<void> => expectGoodRoom(bench, width);
    await isGood();
    bench.services.certificates.setShelf(SHELF);
    await bench.eventually(() => bench.host.querySelector('[role=table]'));
    await isGood();
    await bench.press('button', 'Make a request');
    await submit(bench);
    await isGood();
    await choose(bench, 'DPS, when a device registers');
    await isGood();
    await bench.press('button', 'Cancel');
    await bench.press('button', 'Sign a request');
    await submit(bench);
    await isGood();
    bench.services.certificates.setReview({ ...SAMPLE_REVIEW, extensions: ['keyUsage'], alternativeNames: ['DNS:a'] });
    await read(bench);
    await isGood();
    await bench.press('button', 'Cancel');
    await bench.press('link', 'pump-19');
    await bench.eventually(() => bench.host.querySelector('dw-request-page'));
    await isGood();
  });
});

describe('requests that wait', () => {
  test('are listed with who is to sign them, and lead to their page', async () => {
    const bench = await openTab();
    const text = bench.find('dw-certificate-requests [role=table]').innerText;
    for (const word of ['pump-19', 'Issuance through DPS', 'P-384']) expect(text).toContain(word);
    await bench.press('link', 'pump-19');
    await bench.eventually(() => document.activeElement?.localName === 'h1');
    expect(location.hash).toBe('#/certificates/requests/request');
    await bench.press('link', 'Requests');
    await bench.eventually(() => bench.host.querySelector('dw-certificate-requests'));
  });

  test('say what requests are for where none waits', async () => {
    const bench = await openTab(EMPTY_SHELF);
    expect(bench.text()).toContain('No request waits for its certificate');
    expect(bench.text()).toContain('the key stays in this browser');
  });

  test('that are gone say so', async () => {
    const bench = await openWorkbench('#/certificates/requests/gone');
    await bench.eventually(() => bench.text().includes('is not here'));
  });
});

describe('making a request', () => {
  test('for any authority takes a name and a kind of key, and shows its page', async () => {
    const bench = await openTab();
    await bench.press('button', 'Make a request');
    await submit(bench);
    expect(document.activeElement?.id).toBe('request-name');
    expect(errorOf(bench, 'request-name')).toBeDefined();
    await userEvent.fill(bench.find('#request-name'), 'Plant CA');
    await userEvent.selectOptions(bench.find('#request-key-kind'), 'RSA-3072');
    await submit(bench);
    expect(asked(bench, 'makeRequest')).toEqual([
      ['makeRequest', { purpose: 'general', commonName: 'Plant CA', keyKind: 'RSA-3072', keyPlace: 'vault' }],
    ]);
    await bench.eventually(() => bench.host.querySelector('h1')?.textContent === 'Plant CA');
    expect(location.hash).toBe('#/certificates/requests/request-1');
  });

  test('for DPS says what the enrollment needs, and has the registration ID and P-384', async () => {
    const bench = await openTab();
    await bench.press('button', 'Make a request');
    await choose(bench, 'DPS, when a device registers');
    expect(dialogText(bench)).toContain('Link the enrollment to a certificate issuance policy first');
    expect(bench.host.querySelector('#request-key-kind')).toBeNull();
    await userEvent.fill(bench.find('#request-name'), 'Plant CA');
    await submit(bench);
    expect(errorOf(bench, 'request-name')).toContain('a space');
    await userEvent.fill(bench.find('#request-name'), 'pump-22');
    await submit(bench);
    expect(asked(bench, 'makeRequest')).toMatchObject([['makeRequest', { purpose: 'dps-issuance', keyKind: 'P-384' }]]);
  });

  test('that takes long is given up when the dialog is closed', async () => {
    const bench = await openTab();
    await bench.press('button', 'Make a request');
    await userEvent.fill(bench.find('#request-name'), 'Plant CA');
    bench.services.certificates.hold('makeRequest');
    await submit(bench);
    await bench.eventually(() => bench.host.querySelector('dialog[open] .making'));
    await bench.press('button', 'Cancel');
    expect(asked(bench, 'cancelMaking')).toHaveLength(1);
  });
});

describe('the page of a request', () => {
  test('gives it in the form that its purpose needs, and as files', async () => {
    const bench = await openPage();
    const shown = (): string => bench.find('.text-block-text').innerText.trim();
    expect(shown()).toBe(SAMPLE_REQUEST.requestBase64);
    expect(bench.text()).toContain('Link the enrollment to a certificate issuance policy first');
    await choose(bench, 'PEM');
    expect(shown()).toContain('-----BEGIN CERTIFICATE REQUEST-----');
    await bench.press('button', 'Save as PEM');
    await bench.press('button', 'Save as DER');
    expect(bench.services.seen).toEqual([
      expect.stringMatching(/^save pump-19\.csr\.pem application\/x-pem-file -----BEGIN CERTIFICATE REQUEST/),
      'save pump-19.csr.der application/pkcs10 18 bytes of application/pkcs10',
    ]);
  });

  test('shows what the device sends, and what does the same', async () => {
    const bench = await openPage();
    for (const summary of bench.findAll('dw-request-page summary')) await userEvent.click(summary);
    const texts = bench.findAll('dw-request-page .text-block-text').map((one) => one.innerText);
    expect(JSON.parse(texts[1] ?? '')).toEqual({ registrationId: 'pump-19', csr: SAMPLE_REQUEST.requestBase64 });
    expect(texts[2]).toContain('openssl req -new');
    expect(texts[2]).toContain('ec_paramgen_curve:P-384');
  });

  test('takes the certificate that came back, and shows it', async () => {
    const bench = await openPage();
    await bench.press('button', 'Take it');
    expect(errorOf(bench, 'request-certificate')).toBe('Choose a file, or paste the certificate.');
    expect(document.activeElement?.id).toBe('request-certificate');
    await userEvent.fill(bench.find('#request-certificate'), '-----BEGIN CERTIFICATE-----\nMIIB');
    await bench.press('button', 'Take it');
    expect(asked(bench, 'completeRequest')).toEqual([
      ['completeRequest', 'request', { parts: ['-----BEGIN CERTIFICATE-----\nMIIB'] }],
    ]);
    await bench.eventually(() => location.hash === '#/certificates/devices/made-1');
    await bench.eventually(() => bench.text().includes('pump-19 has its certificate'));
  });

  test('says when the certificate is for another key', async () => {
    const bench = await openPage();
    await userEvent.fill(bench.find('#request-certificate'), 'MIIB');
    const error = new WorkbenchError('certificate/other-key', { name: 'pump-19' });
    bench.services.certificates.fail('completeRequest', error);
    await bench.press('button', 'Take it');
    await bench.eventually(() => bench.host.querySelector('dw-request-page [role=alert]'));
    expect(location.hash).toBe('#/certificates/requests/request');
  });

  test('is removed only after a question, since its key goes with it', async () => {
    const bench = await openPage();
    await bench.press('button', 'Actions for the request of pump-19');
    await bench.press('menuitem', 'Remove');
    expect(dialogText(bench)).toContain('Its private key is deleted with it.');
    await userEvent.click(bench.find('dialog[open] .btn.danger'));
    expect(asked(bench, 'remove')).toEqual([['remove', 'request']]);
    await bench.eventually(() => location.hash === '#/certificates/requests');
  });
});

describe('signing a request', () => {
  async function openSigning(shelf: Shelf = SHELF): Promise<Workbench> {
    const bench = await openTab(shelf);
    await bench.press('button', 'Sign a request');
    return bench;
  }

  test('needs one', async () => {
    const bench = await openSigning();
    await submit(bench);
    expect(errorOf(bench, 'signing-source')).toBe('Choose a file, or paste the request.');
    expect(document.activeElement?.id).toBe('signing-source');
  });

  test('shows first what it says, who has the key, and what of it is not taken over', async () => {
    const bench = await openSigning();
    bench.services.certificates.setReview({
      ...SAMPLE_REVIEW,
      extensions: ['keyUsage', 'subjectAltName'],
      alternativeNames: ['DNS:pump-20.local'],
      notes: [makeFinding('certificate/request-alternative-names', { count: 1 })],
    });
    await read(bench);
    const text = bench.find('.request-review').innerText;
    for (const word of ['CN=pump-20', 'P-256', 'its maker has the key', 'DNS:pump-20.local', 'subjectAltName']) {
      expect(text).toContain(word);
    }
    expect(text).toContain('2 extensions are not taken over');
    expect(dialogText(bench)).toContain('Alternative names are not taken over');
  });

  test('makes the certificate, and shows it', async () => {
    const bench = await openSigning();
    await read(bench);
    await userEvent.selectOptions(bench.find('#signing-role'), 'edge-ca');
    await userEvent.fill(bench.find('#signing-name'), 'gate');
    await submit(bench);
    expect(asked(bench, 'signRequest')).toMatchObject([
      [
        'signRequest',
        { requestBase64: SAMPLE_REVIEW.requestBase64, authorityId: REAL_ROOT.id, role: 'edge-ca', commonName: 'gate' },
      ],
    ]);
    await bench.eventually(() => location.hash === '#/certificates/devices/made-1');
  });

  test('is refused to one whose maker does not have the key', async () => {
    const bench = await openSigning();
    bench.services.certificates.setReview({
      ...SAMPLE_REVIEW,
      isSelfSigned: false,
      problems: [makeFinding('certificate/request-signature', { isWeak: false })],
    });
    await read(bench);
    expect(bench.find('.request-review').innerText).toContain('Signed with its own key\nNo');
    expect(bench.host.querySelector('dialog[open] [role=alert]')).not.toBeNull();
    expect(bench.host.querySelector('#signing-name')).toBeNull();
    expect(bench.find<HTMLButtonElement>('dialog[open] [type=submit]').disabled).toBe(true);
  });

  test('says of a key of another kind that its signature was not looked at', async () => {
    const bench = await openSigning();
    const unused = makeFinding('certificate/request-key', {});
    bench.services.certificates.setReview({
      ...SAMPLE_REVIEW,
      keyKind: undefined,
      isSelfSigned: false,
      problems: [unused],
    });
    await read(bench);
    expect(bench.find('.request-review').innerText).toContain('Not looked at');
  });

  test('says what is no request, and takes the next one', async () => {
    const bench = await openSigning();
    bench.services.certificates.fail('reviewRequest', new WorkbenchError('certificate/no-request', {}));
    await userEvent.fill(bench.find('#signing-source'), 'hello');
    await bench.eventually(() => bench.host.querySelector('dialog[open] [role=alert]'));
    await read(bench);
    expect(bench.host.querySelector('dialog[open] [role=alert]')).toBeNull();
  });

  test('asks before a second certificate for one name', async () => {
    const bench = await openSigning();
    await read(bench);
    const facts = { name: 'pump-20', issuer: 'Vector root', issuedAt: SAMPLE_TIME };
    bench.services.certificates.fail('signRequest', new WorkbenchError('certificate/issued-before', facts));
    await submit(bench);
    await bench.press('button', 'Sign it anyway');
    expect(asked(bench, 'signRequest').at(-1)).toMatchObject(['signRequest', { again: true }]);
  });

  test('needs an authority, and offers to make one', async () => {
    const bench = await openSigning(EMPTY_SHELF);
    await read(bench);
    expect(dialogText(bench)).toContain('There is no authority that could sign it');
    await bench.press('button', 'Make a root');
    expect(dialogText(bench)).toContain('Make a root authority');
  });
});

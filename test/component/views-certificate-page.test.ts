import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { Shelf } from '#core/ports/certificate-maker';
import {
  SAMPLE_SHELF,
  SAMPLE_TIME,
  sampleCertificate,
  sampleEntry,
  sampleFacts,
} from '../support/certificate-samples.ts';
import type { FakeOperator } from '../support/fake-operator.ts';
import { SERVER_CLOUD, type FakeServices } from '../support/fake-services.ts';
import vectors from '../vectors/x509.json';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const DAY_MS = 86_400_000;
const CODE = 'AAEC1DA657F1B63F440BCB58DFE5E3E274B6162D2B2FA6CD';
const HUB_AUTHORITIES = '/providers/Microsoft.Devices/IotHubs/hub/certificates';

async function openPage(
  id: string,
  prepare?: (services: FakeServices) => void,
  shelf: Shelf = SAMPLE_SHELF,
): Promise<Workbench> {
  const tab = ['root', 'intermediate', 'imported-root'].includes(id) ? 'authorities' : 'devices';
  const bench = await openWorkbench(`#/certificates/${tab}/${id}`, (services) => {
    services.certificates.setShelf(shelf);
    prepare?.(services);
  });
  await bench.eventually(() => bench.host.querySelector('dw-certificate-page h1'));
  await settle(bench.host);
  return bench;
}

const asked = ({ services }: Workbench, method: string): unknown[] =>
  services.certificates.calls.filter(([name]) => name === method);
const saved = ({ services }: Workbench): string[] => services.seen.filter((line) => line.startsWith('save '));
const row = (bench: Workbench, label: string): HTMLElement => {
  const found = bench.findAll('.output').find((one) => one.querySelector('h4')?.textContent === label);
  if (found === undefined) throw new TypeError(`no output ${label}`);
  return found;
};
const errorOf = (bench: Workbench, id: string): string | undefined =>
  bench.host.querySelector<HTMLElement>(`#${id}-error`)?.innerText;

describe.each([
  ['phone', 390],
  ['desktop', 1440],
] as const)('on a %s', (_, width) => {
  const pages = ['device', 'intermediate', 'pair-primary', 'imported-root'];
  const shown = ['light', 'dark'].flatMap((theme) => pages.map((id) => [id, theme] as const));

  test.each(shown)('axe has nothing against the page of %s in %s colours', async (id, theme) => {
    await page.viewport(width, 5000);
    document.documentElement.dataset['theme'] = theme;
    const bench = await openPage(id);
    if (id === 'device') {
      await bench.press('button', 'Save: Set for a downstream device');
      await bench.press('button', 'Make one for me');
    }
    await settle(bench.host);
    expect(await complaints(bench.find('dw-certificate-page'))).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });
});

describe('the page of a certificate', () => {
  test('says what it is, how long it is good, and where its key is', async () => {
    const bench = await openPage('device');
    expect(bench.find('h1').textContent).toBe('pump-17');
    expect(bench.find('.page-status').innerText).toContain('365 days left');
    const text = bench.text();
    expect(text).toContain('CN=Contoso Plant CA');
    expect(text).toContain('Elliptic curve, P-256');
    expect(text).toContain('Azure recommended');
    expect(text).toContain('Sealed in this browser’s vault, and exportable');
    expect(bench.find('.validity-dates').innerText.replace(/\s+/g, ' ')).toBe(
      'Begins 4 Jan 2026 Renew from 24 Oct 2026 Ends 5 Jan 2027',
    );
  });

  test('gives both thumbprints as the portal and az print them', async () => {
    const bench = await openPage('device');
    const { sha1Thumbprint, sha256Thumbprint } = sampleFacts('pump-17');
    await bench.press('button', 'Copy Thumbprint (SHA-1)');
    await bench.press('button', 'Copy Thumbprint (SHA-256)');
    expect(bench.services.seen).toEqual([`copy ${sha1Thumbprint}`, `copy ${sha256Thumbprint}`]);
    expect(sha1Thumbprint).toMatch(/^[0-9A-F]{40}$/);
  });

  test('shows the chain, whose others have pages of their own', async () => {
    const bench = await openPage('device');
    const chain = bench.find('dw-chain');
    expect(chain.innerText).toContain('Contoso Plant CA');
    const plant = [...chain.querySelectorAll('button')].find((one) => one.innerText.includes('Contoso Plant CA'));
    await userEvent.click(plant as HTMLElement);
    await bench.eventually(() => bench.host.querySelector('h1')?.textContent === 'Contoso Plant CA');
    expect(bench.host.querySelector('dw-chain')).not.toBeNull();
    await bench.press('link', 'pump-17');
    await bench.eventually(() => bench.host.querySelector('h1')?.textContent === 'pump-17');
  });

  test('of an authority leads to what it can sign, and of another to nothing', async () => {
    // What is made is judged by the certificate of who signs it.
    const derBase64 = vectors.root.slice(1, -1).join('');
    const real = sampleCertificate('root', sampleFacts('Vector root', { isAuthority: true, derBase64 }));
    const bench = await openPage('root', undefined, { ...SAMPLE_SHELF, certificates: [real] });
    await bench.press('button', 'Make a device certificate');
    await bench.eventually(() => bench.host.querySelector('dialog[open] #device-certificate-name'));
    await bench.press('button', 'Cancel');
    const acts = async (id: string, name: string): Promise<string[]> => {
      const opened = await openPage(id);
      await opened.press('button', `More actions for ${name}`);
      return opened.findAll('#certificate-menu [role=menuitem]').map((one) => one.innerText.trim());
    };
    const always = ['Renew', 'Roll step by step', 'Remove'];
    const signing = ['Make an intermediate', 'Sign a request'];
    expect(await acts('root', 'Contoso Root CA')).toEqual([...signing, ...always]);
    // This one signs devices only.
    expect(await acts('intermediate', 'Contoso Plant CA')).toEqual(['Sign a request', ...always]);
    expect(await acts('imported-root', 'Fabrikam Root CA')).toEqual(always);
    // The keys of these may leave.
    expect(await acts('device', 'pump-17')).toEqual(['Renew', 'Roll step by step', 'Send across an air gap', 'Remove']);
    expect(await acts('module', 'edge-1/filter')).toEqual(['Renew', 'Send across an air gap', 'Remove']);
  });

  test('shows no chain of one that signs itself', async () => {
    const bench = await openPage('root');
    expect(bench.host.querySelector('dw-chain')).toBeNull();
    expect(bench.text()).toContain('itself');
  });

  test('says what depends on it', async () => {
    const bench = await openPage('intermediate');
    expect(bench.text()).toContain('What depends on it');
    expect(bench.text()).toContain('4 certificates below it: pump-17, pump-18, edge-1/filter, edge-1.ca');
    expect(bench.text()).toContain('300 certificates that stand in its issuance log alone');
    const pair = await openPage('pair-primary');
    expect(pair.text()).toContain('The other one of its pair: Secondary');
    const alone = await openPage('device');
    expect(alone.text()).not.toContain('What depends on it');
  });

  test('tells that it is time for the next one, and that it has ended', async () => {
    const bench = await openPage('device-of-request');
    expect(bench.find('.validity-bar').className).toContain('good');
    await bench.services.clock.advance(8 * DAY_MS);
    bench.services.certificates.setShelf({ ...SAMPLE_SHELF });
    await bench.eventually(() => bench.host.querySelector('.validity-bar.soon'));
    expect(bench.find('.page-actions .btn.primary').innerText).toBe('Renew');
    const next = sampleCertificate('device', sampleFacts('pump-18'), { id: 'next', replaces: 'device-of-request' });
    const certificates = [...SAMPLE_SHELF.certificates, next];
    bench.services.certificates.setShelf({ ...SAMPLE_SHELF, certificates });
    await bench.eventually(() => bench.text().includes('Its place is taken by'));
    expect(bench.host.querySelector('.page-actions .btn.primary')).toBeNull();
    await bench.services.clock.advance(2 * DAY_MS);
    bench.services.certificates.setShelf({ ...SAMPLE_SHELF });
    await bench.eventually(() => bench.find('.page-status').innerText.includes('Ended'));
    expect(bench.find('dw-chain').innerText).toContain('has ended');
  });
});

describe('the files', () => {
  test('stand under what they are for, and the ZIP of an authority under nothing of a device', async () => {
    const headings = async (id: string): Promise<(string | undefined)[]> =>
      (await openPage(id)).findAll('.output-group h3').map((heading) => heading.innerText);
    expect(await headings('root')).toEqual(['The certificate', 'With its key', 'All at once', 'For Azure']);
    expect(await headings('device')).toContain('For the device');
  });

  test('that need nothing are saved by one press', async () => {
    const bench = await openPage('device');
    await bench.press('button', 'Save: Certificate, pump-17.cert.pem');
    await bench.press('button', 'Save: Full chain');
    expect(asked(bench, 'output').map((call) => (call as unknown[]).slice(1, 3))).toEqual([
      ['device', 'certificate-pem'],
      ['device', 'full-chain'],
    ]);
    expect(saved(bench).length).toBe(2);
    await bench.eventually(() => row(bench, 'Full chain').innerText.includes('was saved'));
    expect(row(bench, 'Certificate').innerText).not.toContain('was saved');
  });

  test('that hold the bare key say so', async () => {
    const bench = await openPage('device');
    await bench.press('button', 'Save: Private key, pump-17.key.pem');
    await bench.eventually(() => row(bench, 'Private key').innerText.includes('It holds the key in plain text'));
  });

  test('ask for a password, which can be made, is shown, and is gone with the page', async () => {
    const bench = await openPage('device');
    await bench.press('button', 'Save: PFX');
    expect(errorOf(bench, 'output-password')).toContain('let one be made');
    expect(document.activeElement?.id).toBe('output-password');
    expect(saved(bench)).toEqual([]);
    await userEvent.fill(bench.find('#output-password'), 'short');
    expect(row(bench, 'PFX').innerText).toContain('is guessed quickly');
    await bench.press('button', 'Make one for me');
    const made = bench.find('.made-password strong').innerText;
    expect(bench.find<HTMLInputElement>('#output-password').value).toBe(made);
    await bench.press('button', 'Copy password');
    expect(bench.services.seen).toContain(`copy ${made}`);
    await bench.press('button', 'Save: PFX');
    expect(asked(bench, 'output')).toMatchObject([
      ['output', 'device', 'pfx', { password: made, isMadePassword: true, isLegacyPfx: false }],
    ]);
    await bench.press('link', 'Devices');
    await bench.eventually(() => bench.host.querySelector('dw-certificate-page') === null);
    history.back();
    await bench.eventually(() => bench.host.querySelector('dw-certificate-page'));
    await bench.press('button', 'Settings and commands: PFX');
    expect(bench.find<HTMLInputElement>('#output-password').value).toBe('');
    expect(bench.host.innerHTML).not.toContain(made);
  });

  test('take the weak protection for old systems by choice alone', async () => {
    const bench = await openPage('device');
    await bench.press('button', 'Settings and commands: PFX');
    await userEvent.fill(bench.find('#output-password'), 'correct horse battery');
    await userEvent.click(bench.find('#output-legacy'));
    expect(row(bench, 'PFX').innerText).toContain('-keypbe PBE-SHA1-3DES');
    await bench.press('button', 'Save: PFX');
    expect(asked(bench, 'output')).toMatchObject([
      ['output', 'device', 'pfx', { isLegacyPfx: true, isMadePassword: false }],
    ]);
  });

  test('for a device take the ID scope of a local cloud, or what is typed, judged', async () => {
    const bench = await openPage('device');
    await bench.press('button', 'Save: Environment variables');
    expect(document.activeElement?.id).toBe('output-id-scope');
    await bench.eventually(() => bench.host.querySelector('#output-endpoint option[value=server]'));
    await userEvent.selectOptions(bench.find('#output-endpoint'), 'server');
    expect(bench.find<HTMLInputElement>('#output-id-scope').value).toBe(SERVER_CLOUD.idScope);
    await userEvent.fill(bench.find('#output-hubHost'), 'https://hub.example');
    await bench.press('button', 'Save: Environment variables');
    expect(errorOf(bench, 'output-hubHost')).toContain('Use “hub.example”');
    await userEvent.fill(bench.find('#output-hubHost'), '');
    await bench.press('button', 'Save: Environment variables');
    expect(asked(bench, 'output')).toMatchObject([
      ['output', 'device', 'environment', { idScope: SERVER_CLOUD.idScope, dpsHost: SERVER_CLOUD.host }],
    ]);
  });

  test('for IoT Edge ask for what its way to the hub needs, and take the CA that is kept', async () => {
    const bench = await openPage('device');
    await bench.press('button', 'Settings and commands: IoT Edge config.toml');
    expect(bench.host.querySelector('#output-id-scope')).not.toBeNull();
    await userEvent.click(bench.byRole('radio', 'To a known hub').closest('label') as HTMLElement);
    expect(bench.host.querySelector('#output-id-scope')).toBeNull();
    await userEvent.fill(bench.find('#output-hubHost'), 'hub.azure-devices.net');
    await userEvent.selectOptions(bench.find('#output-edge-ca'), 'edge-ca');
    await bench.press('button', 'Save: IoT Edge config.toml');
    expect(asked(bench, 'output')).toMatchObject([
      ['output', 'device', 'edge-config', { edgeProvisioning: 'manual', edgeCa: { id: 'edge-ca' } }],
    ]);
  });

  test('stand beside the commands that do the same, without a secret', async () => {
    const bench = await openPage('device');
    await bench.press('button', 'Settings and commands: Certificate, binary');
    const openssl = 'openssl x509 -in pump-17.cert.pem -outform DER -out pump-17.cer';
    expect(row(bench, 'Certificate, binary').innerText).toContain(openssl);
    await bench.press('button', 'Copy The same with OpenSSL');
    expect(bench.services.seen).toEqual([`copy ${openssl}`]);
    await bench.press('button', 'Settings and commands: DPS enrollment');
    expect(row(bench, 'DPS enrollment').innerText).toContain('az iot dps enrollment create');
    expect(bench.findAll('.output-body').length).toBe(1);
  });

  test('that the key is missing for say why', async () => {
    const labels = (bench: Workbench): (string | null | undefined)[] =>
      bench.findAll('.output h4').map(({ textContent }) => textContent);
    const sealed = await openPage('root');
    expect(sealed.text()).toContain('it was decided when the key was made that it never leaves this browser');
    expect(labels(sealed)).not.toContain('PFX');
    const bound = await openPage('intermediate');
    expect(bound.text()).toContain('the key is bound to this browser, and nobody can read it');
    const elsewhere = await openPage('device-of-request');
    expect(elsewhere.text()).toContain('are made where the key is');
    expect(labels(elsewhere)).toContain('Certificate');
  });

  test('that cannot be made say why in their own place', async () => {
    const bench = await openPage('device', ({ certificates }) =>
      certificates.fail('output', new WorkbenchError('vault/unavailable', {})),
    );
    await bench.press('button', 'Save: Full chain');
    await bench.eventually(() => row(bench, 'Full chain').querySelector('[role=alert]'));
    expect(saved(bench)).toEqual([]);
  });
});

describe('the proof of possession', () => {
  test('takes a code, beside whose key it is, and gives the certificate to save and copy', async () => {
    const bench = await openPage('intermediate');
    const card = bench.find('dw-proof-card');
    expect(card.innerText).toContain('Contoso Plant CA');
    expect(card.innerText).toContain(sampleFacts('Contoso Plant CA').sha1Thumbprint);
    await bench.press('button', 'Make the certificate');
    expect(errorOf(bench, 'verification-code')).toContain('Paste the code');
    await userEvent.fill(bench.find('#verification-code'), ` ${CODE} `);
    await bench.press('button', 'Make the certificate');
    expect(asked(bench, 'prove')).toEqual([['prove', 'intermediate', CODE]]);
    expect(card.innerText).toContain('Whether the code is the right one only the service knows');
    expect(card.innerText).toContain(CODE);
    expect(document.activeElement?.className).toContain('proof-made');
    await bench.press('button', 'Copy Verification certificate');
    await bench.press('button', 'Save the certificate');
    expect(bench.services.seen[0]).toContain('copy -----BEGIN CERTIFICATE-----');
    expect(saved(bench)).toHaveLength(1);
    expect(saved(bench)[0]).toMatch(/^save verification\S*\.pem /);
    await bench.press('button', 'Another code');
    expect(document.activeElement?.id).toBe('verification-code');
    expect(bench.find<HTMLInputElement>('#verification-code').value).toBe('');
  });

  test('notes a code that is not like those of Azure, and takes it all the same', async () => {
    const bench = await openPage('intermediate');
    const type = (code: string) => userEvent.fill(bench.find('#verification-code'), code);
    const card = bench.find('dw-proof-card');
    expect(card.innerText).not.toContain('48 characters');
    for (const usual of [` ${CODE} `, CODE.toLowerCase()]) {
      await type(usual);
      expect(card.innerText).not.toContain('48 characters');
    }
    for (const unusual of [CODE.slice(1), `${CODE}0`, CODE.replace('A', 'G')]) {
      await type(unusual);
      expect(card.innerText).toContain('48 characters');
      expect(errorOf(bench, 'verification-code')).toBeUndefined();
    }
    await type('another-code');
    await bench.press('button', 'Make the certificate');
    expect(asked(bench, 'prove')).toEqual([['prove', 'intermediate', 'another-code']]);
  });

  test('says what is wrong with a code, in its card', async () => {
    const bench = await openPage('root', ({ certificates }) =>
      certificates.fail('prove', new WorkbenchError('certificate/code-too-long', { length: 80, limit: 64 })),
    );
    await userEvent.fill(bench.find('#verification-code'), 'x'.repeat(80));
    await bench.press('button', 'Make the certificate');
    await bench.eventually(() => bench.find('dw-proof-card').querySelector('[role=alert]'));
    expect(bench.find<HTMLInputElement>('#verification-code').value).toBe('x'.repeat(80));
  });

  test('is not offered where the key is elsewhere, nor of what is no authority', async () => {
    expect((await openPage('imported-root')).host.querySelector('dw-proof-card')).toBeNull();
    expect((await openPage('device')).host.querySelector('dw-proof-card')).toBeNull();
  });
});

function layDown(operator: FakeOperator): void {
  operator.answer('GET /certificates', 200, { value: [] });
  operator.answer(`GET ${HUB_AUTHORITIES}`, 200, { value: [] });
  operator.answer('PUT /certificates/Contoso-Root-CA', 200, {});
  operator.answer('POST /certificates/Contoso-Root-CA/generateVerificationCode', 200, {
    properties: { verificationCode: CODE },
  });
  operator.answer('POST /certificates/Contoso-Root-CA/verify', 200, {});
  operator.answer('GET /_emu/enrollmentGroups', 200, { value: [] });
  operator.answer('PUT /api/enrollmentGroups/Contoso-Root-CA', 200, {});
  operator.answer('PUT /api/enrollmentGroups/Contoso-Root-CA/certificates/primary', 200, {});
  operator.answer('POST /api/enrollmentGroups/Contoso-Root-CA/certificates/primary/generateVerificationCode', 200, {
    verificationCode: CODE,
  });
  operator.answer('POST /api/enrollmentGroups/Contoso-Root-CA/certificates/primary/verify', 200, {});
}

describe('the local cloud', () => {
  test('is proved to by one press, each step said; and the group is made by another', async () => {
    const bench = await openPage('root', ({ operators }) => layDown(operators.node));
    const card = bench.find('dw-cloud-proof-card');
    await bench.eventually(() => card.querySelector('[value=server]'));
    await bench.press('button', 'Prove to the local cloud');
    await bench.eventually(() => card.innerText.includes('DPS knows the authority as Contoso-Root-CA'));
    expect([...card.querySelectorAll('.step-label')].map((one) => one.textContent?.split(',')[0])).toEqual([
      'Upload the certificate to DPS',
      'Get a verification code',
      'Make the verification certificate here',
      'Have the proof verified',
    ]);
    expect(asked(bench, 'prove')).toEqual([['prove', 'root', CODE]]);
    expect(card.querySelector('a')?.getAttribute('href')).toBe('#/cloud?at=server&tab=certificates');
    await bench.press('button', 'Make an enrollment group');
    await bench.eventually(() => card.innerText.includes('can register by the group Contoso Root CA'));
    expect(card.querySelector('a')?.getAttribute('href')).toBe('#/cloud?at=server&tab=groups');
  });

  test('may be the one in this browser, which is all there is without a server', async () => {
    const bench = await openPage('root', (services) => {
      services.setWorkbench(() => Promise.resolve({ cloud: null }));
      layDown(services.operators.tab);
    });
    expect(bench.find('dw-cloud-proof-card').querySelector('[type=radio]')).toBeNull();
    await bench.press('button', 'Prove to the local cloud');
    await bench.eventually(() => bench.text().includes('DPS knows the authority'));
    expect(bench.services.operators.node.requests).toEqual([]);
  });

  test('that refuses shows at which step, and why', async () => {
    const bench = await openPage('root', ({ operators }) => {
      layDown(operators.node);
      operators.node.answer('POST /certificates/Contoso-Root-CA/verify', 400, { message: 'The code is another one.' });
    });
    const card = bench.find('dw-cloud-proof-card');
    await bench.eventually(() => card.querySelector('[value=server]'));
    await bench.press('button', 'Prove to the local cloud');
    await bench.eventually(() => card.querySelector('[role=alert]'));
    expect(card.querySelector('.step-failed')?.textContent).toContain('Have the proof verified');
    expect(await complaints(card)).toEqual([]);
  });

  test('enrolls a device with its pair by one press, and says when something else is there', async () => {
    const bench = await openPage('pair-secondary', ({ operators }) => {
      operators.tab.answer('GET /_emu/enrollments', 200, { value: [] });
      operators.tab.answer('PUT /_emu/enrollments/valve-3', 200, {});
    });
    await bench.eventually(() => bench.find('dw-enroll-card').querySelector('[value=browser]'));
    await userEvent.click(bench.byRole('radio', 'In this browser').closest('label') as HTMLElement);
    await bench.press('button', 'Enroll in the local cloud');
    await bench.eventually(() => bench.text().includes('valve-3 is enrolled, and can register'));
    const put = bench.services.operators.tab.requests.find(({ method }) => method === 'PUT');
    expect(Object.keys(JSON.parse(put?.body ?? '').attestation.x509.clientCertificates)).toEqual([
      'primary',
      'secondary',
    ]);
    bench.services.operators.tab.answer('GET /_emu/enrollments', 200, {
      value: [{ registrationId: 'valve-3', attestation: { type: 'symmetricKey' } }],
    });
    await bench.press('button', 'Enroll in the local cloud');
    await bench.eventually(() => bench.text().includes('valve-3 has an enrollment already'));
  });
});

describe('the issuance log', () => {
  const entries = Array.from({ length: 30 }, (_, at) =>
    sampleEntry({ role: 'device', facts: sampleFacts(`sensor-${String(at).padStart(2, '0')}`) }),
  );
  const openLog = (): Promise<Workbench> =>
    openPage('intermediate', ({ certificates }) => certificates.setLog(entries));

  test('is paged, found in by name or number, and says how to revoke', async () => {
    const bench = await openLog();
    const log = bench.find('dw-issuance-log');
    await bench.eventually(() => log.innerText.includes('30 entries'));
    expect(log.innerText).toContain('read no revocation list');
    expect(log.querySelectorAll('.table-headings ~ .table-group .table-row').length).toBe(25);
    await bench.press('button', 'Next');
    expect(log.innerText).toContain('sensor-29');
    await userEvent.fill(bench.find('#find-in-log'), entries[7]?.sha1Thumbprint ?? '');
    await bench.eventually(() => log.innerText.includes('1 entry'));
    expect(log.innerText).toContain('sensor-07');
    await userEvent.fill(bench.find('#find-in-log'), 'nobody');
    await bench.eventually(() => log.innerText.includes('No entry has this'));
  });

  test('is saved whole as a table', async () => {
    const bench = await openLog();
    await bench.press('button', 'Save as CSV');
    const [line = ''] = saved(bench);
    expect(line).toContain('save Contoso-Plant-CA-issuance-log.csv text/csv serialNumber,commonName');
    expect(line.match(/sensor-\d\d/g)?.length).toBe(30);
  });

  test('is read anew when something was signed', async () => {
    const bench = await openLog();
    await bench.eventually(() => bench.text().includes('30 entries'));
    bench.services.certificates.setLog(entries.slice(0, 3));
    const read = asked(bench, 'log').length;
    bench.services.certificates.setShelf({ ...SAMPLE_SHELF });
    await settle(bench.host);
    expect(asked(bench, 'log').length).toBe(read);
    const logs = [{ authorityId: 'intermediate', count: 307 }];
    bench.services.certificates.setShelf({ ...SAMPLE_SHELF, logs });
    await bench.eventually(() => bench.text().includes('3 entries'));
  });

  test('of nothing says so, and one that cannot be read says why', async () => {
    const empty = await openPage('root', ({ certificates }) => certificates.setLog([]));
    await empty.eventually(() => empty.text().includes('It has signed nothing here yet'));
    const failing = await openPage('root', ({ certificates }) =>
      certificates.fail('log', new WorkbenchError('vault/tampered', { kind: 'issuance-log' })),
    );
    await failing.eventually(() => failing.find('dw-issuance-log').querySelector('[role=alert]'));
  });

  test('is no part of what is no authority', async () => {
    expect((await openPage('device')).host.querySelector('dw-issuance-log')).toBeNull();
  });
});

describe('removing', () => {
  test('says what goes with it and what stays, and goes back to the list', async () => {
    const bench = await openPage('intermediate');
    await bench.press('button', 'More actions for Contoso Plant CA');
    await bench.press('menuitem', 'Remove');
    const question = bench.find('#remove-certificate');
    await bench.eventually(() => question.innerText.includes('Its issuance log goes with it, with 306 entries'));
    expect(question.innerText).toContain('Nobody can bring it back');
    expect(question.innerText).toContain('4 certificates below it stay');
    expect(question.innerText).toContain('Azure is not told');
    expect(await complaints(question)).toEqual([]);
    await userEvent.click([...question.querySelectorAll<HTMLElement>('.btn.danger')][0] as HTMLElement);
    await bench.eventually(() => bench.host.querySelector('.authorities'));
    expect(asked(bench, 'remove')).toEqual([['remove', 'intermediate']]);
    expect(bench.text()).toContain('Contoso Plant CA was removed');
    expect(location.hash).toBe('#/certificates');
  });

  test('of what has a log offers to save that before', async () => {
    const bench = await openPage('intermediate', ({ certificates }) =>
      certificates.setLog([sampleEntry(sampleCertificate('device', sampleFacts('sensor-07')))]),
    );
    await bench.press('button', 'More actions for Contoso Plant CA');
    await bench.press('menuitem', 'Remove');
    const question = bench.find('#remove-certificate');
    const save = (): HTMLElement | undefined =>
      [...question.querySelectorAll('button')].find(({ innerText }) => innerText.trim() === 'Save the log as CSV');
    await userEvent.click(save()!);
    await bench.eventually(() => saved(bench).length === 1);
    expect(saved(bench)[0]).toContain('save Contoso-Plant-CA-issuance-log.csv text/csv serialNumber,commonName');
    expect(saved(bench)[0]).toContain('sensor-07');
    expect(asked(bench, 'remove')).toEqual([]);
    bench.services.certificates.fail('log', new WorkbenchError('vault/tampered', { kind: 'issuance-log' }));
    await userEvent.click(save()!);
    await bench.eventually(() => question.querySelector('[role=alert]'));
    expect(saved(bench)).toHaveLength(1);
  });

  test('of one whose key is elsewhere says that the key stays there', async () => {
    const bench = await openPage('device-of-request');
    await bench.press('button', 'More actions for pump-18');
    await bench.press('menuitem', 'Remove');
    expect(bench.find('#remove-certificate').innerText).toContain('Its key is elsewhere, and stays there');
    expect(bench.find('#remove-certificate').innerText).not.toContain('log');
    await bench.press('button', 'Cancel');
    expect(asked(bench, 'remove')).toEqual([]);
  });

  test('of one that a virtual device connects with names that device', async () => {
    const record = {
      cloud: { kind: 'azure' },
      route: { kind: 'hub', hubHost: 'my-hub.azure-devices.net', deviceId: 'pump-17' },
      behaviour: 'raw',
    } as const;
    const bench = await openPage(
      'device',
      ({ devices }) => void devices.add({ record, secret: { kind: 'certificate', primaryId: 'device' } }),
    );
    await bench.press('button', 'More actions for pump-17');
    await bench.press('menuitem', 'Remove');
    const question = bench.find('#remove-certificate');
    await bench.eventually(() => question.innerText.includes('The virtual device pump-17 connects with it'));
  });

  test('that fails stays open and says why', async () => {
    const bench = await openPage('device', ({ certificates }) =>
      certificates.fail('remove', new WorkbenchError('vault/full', {})),
    );
    await bench.press('button', 'More actions for pump-17');
    await bench.press('menuitem', 'Remove');
    const question = bench.find('#remove-certificate');
    await userEvent.click([...question.querySelectorAll<HTMLElement>('.btn.danger')][0] as HTMLElement);
    await bench.eventually(() => question.querySelector('[role=alert]'));
  });
});

test('a certificate whose name was given by somebody else runs nothing and leads nowhere', async () => {
  const name = '<img src=x onerror=alert(1)>';
  const strange = sampleCertificate('device', sampleFacts(name, { issuerName: 'CN=javascript:alert(1)' }), {
    id: 'strange',
    createdAt: SAMPLE_TIME,
  });
  const bench = await openPage('strange', undefined, { ...SAMPLE_SHELF, certificates: [strange] });
  expect(bench.find('h1').textContent).toBe(name);
  expect(bench.host.querySelector('dw-certificate-page img')).toBeNull();
});

import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { CloudAddress, DeviceSecret } from '#core/identity/device-record';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { EMPTY_SHELF, sampleCertificate, sampleFacts } from '../support/certificate-samples.ts';
import { makeNewDevice } from '../support/fake-device-host.ts';
import type { FakeServices } from '../support/fake-services.ts';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const PASSWORD = 'a password that is long';
const exportable = sampleCertificate('device', sampleFacts('boiler-1'), {
  id: 'one',
  key: { kind: 'vault', isExportable: true },
});
interface Given {
  readonly secret?: DeviceSecret;
  readonly certificates?: readonly KeptCertificate[];
  readonly cloud?: CloudAddress;
  readonly userAgent?: string;
}

/** Opens the dialog as a device's page does: by an event. */
async function openDialog(given: Given = {}): Promise<Workbench> {
  const { secret = { kind: 'certificate', primaryId: 'one' }, certificates = [exportable], userAgent } = given;
  const prepare = async (services: FakeServices): Promise<void> => {
    services.certificates.setShelf({ ...EMPTY_SHELF, certificates });
    const { record } = makeNewDevice('boiler-1');
    await services.devices.add({ record: { ...record, cloud: given.cloud ?? { kind: 'azure' } }, secret });
    if (userAgent !== undefined) Object.assign(services, { about: { version: '1', browser: userAgent } });
  };
  const bench = await openWorkbench('#/', prepare);
  await bench.eventually(() => bench.text().includes('boiler-1'));
  const event = new CustomEvent('dw-browser-certificate', { detail: '1', bubbles: true });
  bench.find('dw-devices-view').dispatchEvent(event);
  await bench.eventually(() => bench.host.querySelector('dw-browser-certificate-dialog dialog[open]'));
  await settle(bench.host);
  return bench;
}

const textOf = (bench: Workbench): string => bench.find('dialog[open]').innerText;

describe.each([
  ['phone', 390],
  ['desktop', 1440],
] as const)('on a %s', (_, width) => {
  test.each(['light', 'dark'])('axe has nothing against the dialog in %s colours', async (theme) => {
    await page.viewport(width, 3000);
    document.documentElement.dataset['theme'] = theme;
    const bench = await openDialog();
    await bench.press('button', 'Make one for me');
    expect(await complaints(bench.find('dialog[open]'))).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });
});

describe('the browser’s own certificate', () => {
  test('is called an experiment, with what each browser does', async () => {
    const bench = await openDialog();
    expect(textOf(bench)).toContain('Experimental');
    expect(textOf(bench)).toContain('the private key leaves this app as a file');
    if (bench.find<HTMLDetailsElement>('.browsers').open === false)
      await userEvent.click(bench.find('.browsers summary'));
    const names = bench.findAll('.browsers dt').map((one) => one.innerText);
    expect(names).toHaveLength(3);
    expect(textOf(bench)).toContain('Closing that question counts as an answer');
    expect(textOf(bench)).toContain('It was not run.');
  });

  test.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 'firefox', 'Firefox'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36',
      'windows',
      'Chrome, Edge',
    ],
    ['Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36', 'android', 'Chrome, Edge'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/19.0 Safari/605.1.15',
      'macos',
      'Safari',
    ],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 CriOS/156.0', 'ios', 'Safari'],
  ])('begins with the steps for %s', async (userAgent, system, browser) => {
    const bench = await openDialog({ userAgent });
    expect(bench.find<HTMLSelectElement>('#import-system').value).toBe(system);
    expect(bench.find('.browsers dt').innerText).toMatch(new RegExp(`^${browser}.*this one`));
  });

  test('has steps for every system', async () => {
    const bench = await openDialog();
    const select = bench.find<HTMLSelectElement>('#import-system');
    const said = new Set<string>();
    for (const { value } of [...select.options]) {
      await userEvent.selectOptions(select, value);
      await settle(bench.host);
      said.add(textOf(bench));
    }
    expect(said.size).toBe(select.options.length);
    await userEvent.selectOptions(select, 'linux');
    expect(bench.find('.text-block-text').textContent).toContain('pk12util -d sql:$HOME/.pki/nssdb');
  });

  test('comes out as a PFX file with the password that was typed', async () => {
    const bench = await openDialog();
    await bench.press('button', 'Save the PFX file');
    expect(bench.find('#pfx-password-error').innerText).toBe('Type a password, or have one made.');
    expect(document.activeElement?.id).toBe('pfx-password');
    await userEvent.fill(bench.find('#pfx-password'), PASSWORD);
    await bench.press('button', 'Save the PFX file');
    await bench.eventually(() => textOf(bench).includes('one.pfx was saved'));
    expect(textOf(bench)).toContain('Remove the file once it is imported');
    expect(bench.services.certificates.calls).toContainEqual([
      'output',
      'one',
      'pfx',
      { password: PASSWORD, isMadePassword: false, isLegacyPfx: false, dpsHost: '', directory: '' },
    ]);
    expect(bench.services.seen).toEqual(['save one.pfx application/octet-stream pfx of one']);
  });

  test('has a password made, which is shown to be kept', async () => {
    const bench = await openDialog();
    await bench.press('button', 'Make one for me');
    expect(textOf(bench)).toContain('Keep this password until the file is imported');
    const [password] = bench.findAll('dialog[open] strong.mono').map((one) => one.innerText);
    await bench.press('button', 'Save the PFX file');
    await bench.eventually(() => bench.services.certificates.calls.length === 1);
    expect(bench.services.certificates.calls[0]?.[3]).toMatchObject({ password, isMadePassword: true });
  });

  test.each([
    ['vault', { kind: 'vault', isExportable: false }, 'decided when the key was made'],
    ['browser', { kind: 'browser' }, 'bound to this browser'],
  ] as const)('whose key stays in the %s says why no file can be made', async (_place, key, said) => {
    const bench = await openDialog({ certificates: [{ ...exportable, key }] });
    expect(textOf(bench)).toContain('Its key does not leave this browser');
    expect(textOf(bench)).toContain(said);
    await bench.press('link', 'Show the certificate');
    await bench.eventually(() => location.hash === '#/certificates/devices/one');
    expect(bench.host.querySelector('dialog[open]')).toBeNull();
  });

  test('may be in the store already where none of that name is kept', async () => {
    const other = sampleCertificate('device', sampleFacts('boiler-2'), { id: 'two' });
    const bench = await openDialog({ secret: { kind: 'browser-certificate' }, certificates: [other] });
    expect(textOf(bench)).toContain('No certificate for boiler-1 is kept here');
    expect(textOf(bench)).not.toContain('You can take that back');
  });

  test('is shown from now on once it is said so, and the old way comes back by a press', async () => {
    const bench = await openDialog();
    await bench.press('button', 'Connect');
    await bench.eventually(() => location.hash === '#/devices/1/connection');
    const { devices } = bench.services;
    expect(await devices.reveal('1')).toEqual({ kind: 'browser-certificate' });
    expect(devices.calls).toContain('start 1');
    await bench.press('button', 'Undo');
    await bench.eventually(() => devices.calls.filter((call) => call === 'start 1').length === 2);
    expect(await devices.reveal('1')).toEqual({ kind: 'certificate', primaryId: 'one' });
  });

  test('that cannot be taken is said in the dialog', async () => {
    const bench = await openDialog();
    bench.services.devices.fail('replaceSecret', new WorkbenchError('vault/full', {}));
    await bench.press('button', 'Connect');
    await bench.eventually(() => bench.find('dialog[open]').querySelector('.notice.err'));
  });

  test.each([
    ['in this browser', { kind: 'tab' }],
    ['of a server without TLS', { kind: 'node', origin: 'http://localhost:8080' }],
  ] as const)('is of no use to a device of the cloud %s, which is said', async (_where, cloud) => {
    const bench = await openDialog({ cloud });
    expect(textOf(bench)).toContain('This device has no use for it');
    expect(textOf(bench)).not.toContain('PFX');
    await bench.press('button', 'Close');
    await bench.eventually(() => bench.host.querySelector('dialog[open]') === null);
  });

  test('is asked for by keyboard alone, and the focus stays inside', async () => {
    const bench = await openDialog();
    await userEvent.keyboard('{Escape}');
    await bench.eventually(() => bench.host.querySelector('dialog[open]') === null);
    expect(bench.services.devices.calls).not.toContain('replaceSecret 1');
  });
});

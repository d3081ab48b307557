import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { WorkbenchError } from '#core/errors/workbench-error';
import { SAMPLE_SHELF, SAMPLE_TIME, sampleCertificate, sampleFacts } from '../support/certificate-samples.ts';
import { SERVER_CLOUD, type FakeServices } from '../support/fake-services.ts';
import { choose } from './support/certificates-room.ts';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const HUB = 'my-hub.azure-devices.net';
const withShelf = (services: FakeServices): void => services.certificates.setShelf(SAMPLE_SHELF);
const valueOf = (bench: Workbench, name: string): string => bench.find<HTMLInputElement>(`#new-${name}`).value;
const textOf = (bench: Workbench, selector: string): string => bench.find(selector).innerText;
const fill = (bench: Workbench, id: string, text: string): Promise<void> =>
  userEvent.fill(bench.find<HTMLInputElement>(`#new-${id}`), text);

async function openDialog(prepare: (services: FakeServices) => void = withShelf): Promise<Workbench> {
  const bench = await openWorkbench('#/', prepare);
  await bench.press('button', 'Add a device');
  await bench.eventually(() => bench.host.querySelector('#new-deviceId'));
  await choose(bench, 'Certificate');
  await settle(bench.host);
  return bench;
}

async function pick(bench: Workbench, id: string): Promise<void> {
  await userEvent.selectOptions(bench.find('#new-certificateId'), id);
  await settle(bench.host);
}

describe.each([
  ['phone', 390],
  ['desktop', 1440],
] as const)('on a %s', (_, width) => {
  test.each(['light', 'dark'])('axe has nothing against the dialog in %s colours', async (theme) => {
    await page.viewport(width, 2400);
    document.documentElement.dataset['theme'] = theme;
    const bench = await openDialog();
    await pick(bench, 'device');
    await bench.eventually(() => valueOf(bench, 'idScope') === SERVER_CLOUD.idScope);
    expect(await complaints(bench.find('dialog[open]'))).toEqual([]);
    await choose(bench, 'Browser’s store');
    expect(await complaints(bench.find('dialog[open]'))).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });

  test('axe has nothing against it where there is no certificate', async () => {
    await page.viewport(width, 1400);
    const bench = await openDialog(() => undefined);
    expect(await complaints(bench.find('dialog[open]'))).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });
});

describe('a device with a certificate', () => {
  test('is chosen of those whose key is here, a pair once', async () => {
    const bench = await openDialog();
    const options = [...bench.find<HTMLSelectElement>('#new-certificateId').options].map(({ text }) => text);
    expect(options[0]).toBe('Choose a certificate');
    expect(options.slice(1).toSorted()).toEqual([
      'edge-1/filter, until 5 Jan 2027',
      'pump-17, until 5 Jan 2027',
      'valve-3, a pair, until 5 Jan 2027',
    ]);
  });

  test('registers with the local cloud that is at hand, under the name in its certificate', async () => {
    const bench = await openDialog();
    await pick(bench, 'device');
    expect(textOf(bench, '#new-certificateId-hint')).toBe('Signed by Contoso Plant CA. Good until 5 Jan 2027.');
    await bench.eventually(() => valueOf(bench, 'endpoint') === 'server');
    expect(valueOf(bench, 'idScope')).toBe(SERVER_CLOUD.idScope);
    expect(textOf(bench, '.add-device')).toContain('Registers as pump-17');
    expect(bench.host.querySelector('#new-deviceId')).toBeNull();
  });

  test('is made known there before it is added, once that is wished', async () => {
    const bench = await openDialog();
    const { node } = bench.services.operators;
    node.answer('GET /_emu/enrollments', 200, { value: [] });
    node.answer('GET /_emu/enrollmentGroups', 200, { value: [] });
    node.answer('PUT /_emu/enrollments/valve-3', 201, {});
    await pick(bench, 'pair-primary');
    await bench.eventually(() => valueOf(bench, 'endpoint') === 'server');
    await bench.press('button', 'Add and start');
    await bench.eventually(() => location.hash === '#/devices/1');
    expect(node.requests.filter(({ method }) => method === 'PUT').map(({ url }) => url)).toEqual([
      '/_emu/enrollments/valve-3',
    ]);
    expect(await bench.services.devices.reveal('1')).toEqual({
      kind: 'certificate',
      primaryId: 'pair-primary',
      secondaryId: 'pair-secondary',
    });
    const [device] = await bench.services.devices.list();
    expect(device?.record.route).toMatchObject({ kind: 'dps', registrationId: 'valve-3' });
  });

  test('is left unknown there where that is not wished', async () => {
    const bench = await openDialog();
    await pick(bench, 'pair-primary');
    await bench.eventually(() => valueOf(bench, 'endpoint') === 'server');
    await userEvent.click(bench.find('#new-enrolls'));
    await bench.press('button', 'Add and start');
    await bench.eventually(() => location.hash === '#/devices/1');
    expect(bench.services.operators.node.requests.map(({ method }) => method)).not.toContain('PUT');
  });

  test('that the cloud does not take is not added, and what was refused is said', async () => {
    const bench = await openDialog();
    const { node } = bench.services.operators;
    node.answer('GET /_emu/enrollments', 200, { value: [] });
    node.answer('GET /_emu/enrollmentGroups', 200, { value: [] });
    await pick(bench, 'pair-primary');
    await bench.eventually(() => valueOf(bench, 'endpoint') === 'server');
    await bench.press('button', 'Add and start');
    await bench.eventually(() => bench.find('dialog[open]').querySelector('.notice.err'));
    expect(bench.services.devices.calls).not.toContain('add');
  });

  test('asks for the certificate before anything else', async () => {
    const bench = await openDialog();
    await bench.press('button', 'Add and start');
    await bench.eventually(() => document.activeElement?.id === 'new-certificateId');
    expect(textOf(bench, '#new-certificateId-error')).toBe(
      'Choose the certificate that the device proves itself with.',
    );
  });

  test('says what speaks against a certificate, and takes it', async () => {
    const ended = sampleCertificate('device', sampleFacts('old-1', { notAfter: SAMPLE_TIME - 1 }), { id: 'old' });
    const bench = await openDialog(({ certificates }) =>
      certificates.setShelf({ ...SAMPLE_SHELF, certificates: [ended] }),
    );
    await pick(bench, 'old');
    expect(textOf(bench, '#new-certificateId-note-0')).toContain('The certificate of this device has ended');
  });

  test('of an authority whose key is not here says that somebody has to see to its group', async () => {
    const foreign = sampleCertificate('device', sampleFacts('far-1', { issuerName: 'CN=Far CA' }), { id: 'far' });
    const bench = await openDialog(({ certificates }) =>
      certificates.setShelf({ ...SAMPLE_SHELF, certificates: [foreign] }),
    );
    await pick(bench, 'far');
    await bench.eventually(() => textOf(bench, '.add-device').includes('Whether this cloud takes it'));
    expect(bench.host.querySelector('#new-enrolls')).toBeNull();
  });

  test('asks DPS for a certificate where that is wished', async () => {
    const bench = await openDialog();
    await pick(bench, 'device');
    await bench.eventually(() => valueOf(bench, 'endpoint') === 'server');
    await userEvent.click(bench.find('#new-enrolls'));
    await userEvent.click(bench.find('#new-issuance'));
    await bench.press('button', 'Add and start');
    await bench.eventually(() => location.hash === '#/devices/1');
    expect((await bench.services.devices.list())[0]?.record.wantsCertificate).toBe(true);
  });

  test('warns where no relay is known, and leads to the place for one', async () => {
    const bench = await openDialog((services) => {
      withShelf(services);
      services.devices.showConnections({ relay: { kind: 'none', address: undefined } });
    });
    await pick(bench, 'device');
    await bench.eventually(() => textOf(bench, '.add-device').includes('No relay is known here'));
    await bench.press('link', 'Set up a relay');
    await bench.eventually(() => location.hash === '#/connections');
    expect(bench.host.querySelector('dialog[open]')).toBeNull();
  });

  test('needs no relay for the cloud in this browser', async () => {
    const bench = await openDialog((services) => {
      withShelf(services);
      services.devices.showConnections({ relay: { kind: 'none', address: undefined } });
    });
    await pick(bench, 'device');
    await userEvent.selectOptions(bench.find('#new-endpoint'), 'browser');
    await settle(bench.host);
    expect(textOf(bench, '.add-device')).not.toContain('No relay is known here');
  });
});

describe('a device with a certificate at a hub', () => {
  test('has the name in its certificate until another is typed, which is worth a look', async () => {
    const bench = await openDialog();
    await pick(bench, 'device');
    await choose(bench, 'A hub directly');
    expect(valueOf(bench, 'deviceId')).toBe('pump-17');
    await fill(bench, 'deviceId', 'pump-18');
    await settle(bench.host);
    expect(textOf(bench, '#new-deviceId-note-0')).toContain('The certificate is for “pump-17”');
    await bench.press('button', 'Use “pump-17”');
    expect(valueOf(bench, 'deviceId')).toBe('pump-17');
    await fill(bench, 'hubHost', HUB);
    await bench.press('button', 'Add and start');
    await bench.eventually(() => location.hash === '#/devices/1');
    const [device] = await bench.services.devices.list();
    expect(device?.record).toMatchObject({
      cloud: { kind: 'azure' },
      route: { kind: 'hub', hubHost: HUB, deviceId: 'pump-17' },
    });
  });

  test('of a local cloud is called as that cloud calls itself, until it is elsewhere', async () => {
    const bench = await openDialog();
    await pick(bench, 'device');
    await choose(bench, 'A hub directly');
    await choose(bench, 'This server');
    expect(valueOf(bench, 'hubHost')).toBe(SERVER_CLOUD.host);
    await choose(bench, 'Azure');
    expect(valueOf(bench, 'hubHost')).toBe('');
    await fill(bench, 'hubHost', HUB);
    await choose(bench, 'This server');
    expect(valueOf(bench, 'hubHost')).toBe(HUB);
  });

  test('is a module where the certificate is one', async () => {
    const bench = await openDialog();
    await pick(bench, 'module');
    expect(valueOf(bench, 'deviceId')).toBe('edge-1/filter');
    await fill(bench, 'hubHost', HUB);
    await bench.press('button', 'Add and start');
    await bench.eventually(() => location.hash === '#/devices/1');
    expect((await bench.services.devices.list())[0]?.record.route).toMatchObject({
      deviceId: 'edge-1',
      moduleId: 'filter',
    });
  });

  test('comes from a connection string that says x509=true', async () => {
    const bench = await openDialog();
    await choose(bench, 'Connection string');
    await fill(bench, 'connectionString', `HostName=${HUB};DeviceId=pump-17;x509=true`);
    await settle(bench.host);
    expect(textOf(bench, '#new-connectionString-note-0')).toContain('choose it below');
    await pick(bench, 'device');
    await bench.press('button', 'Add and start');
    await bench.eventually(() => location.hash === '#/devices/1');
    expect(await bench.services.devices.reveal('1')).toEqual({ kind: 'certificate', primaryId: 'device' });
  });
});

describe('where no certificate is kept', () => {
  const none = (): void => undefined;

  test('there is a way to the certificates, and nothing else to fill in', async () => {
    const bench = await openDialog(none);
    expect(bench.find('dialog[open]').querySelectorAll('#new-endpoint, #new-behaviour, [type=submit]')).toHaveLength(0);
    await bench.press('link', 'Go to the certificates');
    await bench.eventually(() => location.hash === '#/certificates/devices');
    expect(bench.host.querySelector('dialog[open]')).toBeNull();
  });

  test('one press shows a certificate at work', async () => {
    const bench = await openDialog(none);
    const { node } = bench.services.operators;
    node.answer('GET /_emu/enrollmentGroups', 200, { value: [] });
    for (const path of ['', '/certificates/primary', '/certificates/primary/verify']) {
      const method = path.endsWith('verify') ? 'POST' : 'PUT';
      node.answer(`${method} /api/enrollmentGroups/Workbench-trial-root${path}`, 200, {});
    }
    node.answer('POST /api/enrollmentGroups/Workbench-trial-root/certificates/primary/generateVerificationCode', 200, {
      verificationCode: 'CODE',
    });
    await bench.press('button', 'Try one with the local cloud');
    await bench.eventually(() => location.hash === '#/devices/1/telemetry');
    const made = bench.services.certificates.calls.map(([name]) => name);
    expect(made).toEqual(['makeAuthority', 'prove', 'makeDevice']);
    expect((await bench.services.devices.list())[0]?.record.keyKind).toBe('certificate');
  });

  test('what goes wrong with it is said in the dialog', async () => {
    const bench = await openDialog(({ operators }) => {
      operators.node.setFailure(new WorkbenchError('cloud/unreachable', { where: 'server' }));
    });
    await bench.press('button', 'Try one with the local cloud');
    await bench.eventually(() => bench.find('dialog[open]').querySelector('.notice.err'));
  });
});

describe('a certificate of the browser’s own store', () => {
  test('is named by hand, says that it is an experiment, and leads on to the import', async () => {
    const bench = await openDialog();
    await choose(bench, 'Browser’s store');
    expect(textOf(bench, '.add-device')).toContain('An experiment');
    const endpoints = [...bench.find<HTMLSelectElement>('#new-endpoint').options].map(({ value }) => value);
    // Neither is reached by TLS that the browser speaks.
    expect(endpoints).toEqual(['global', 'china', 'us', 'own']);
    expect(valueOf(bench, 'endpoint')).toBe('global');
    expect(valueOf(bench, 'idScope')).toBe('');
    await fill(bench, 'idScope', '0ne00A1B2C3');
    await fill(bench, 'deviceId', 'pump-17');
    await bench.press('button', 'Add and go on');
    await bench.eventually(() => bench.host.querySelector('dw-browser-certificate-dialog dialog[open]'));
    expect(bench.find('dw-browser-certificate-dialog').innerText).toContain('For pump-17');
    expect(await bench.services.devices.reveal('1')).toEqual({ kind: 'browser-certificate' });
    expect(bench.services.devices.calls).not.toContain('start 1');
  });
});

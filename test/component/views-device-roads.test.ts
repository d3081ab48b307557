import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { makeFinding, type Finding } from '#core/errors/workbench-error';
import type { DeviceRecord, DeviceSecret } from '#core/identity/device-record';
import { chooseRoad } from '#core/identity/road';
import type { ConnectionSettings, DeviceDetail } from '#core/ports/device-host';
import { sampleCertificate, SAMPLE_TIME } from '../support/certificate-samples.ts';
import { makeNewDevice } from '../support/fake-device-host.ts';
import { DPS_HOST, HUB_HOST, sampleChains, sampleHandshake } from '../support/handshake-samples.ts';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const ONLINE = { kind: 'online', hub: HUB_HOST, deviceId: 'pump-17', since: SAMPLE_TIME } as const;
const KEY: DeviceSecret = { kind: 'device-key', primaryKey: btoa('d'.repeat(32)) };
const CERTIFICATE: DeviceSecret = { kind: 'certificate', primaryId: 'device', secondaryId: 'device-2' };
const IN_BROWSER: DeviceSecret = { kind: 'browser-certificate' };
const UNREACHABLE = makeFinding('socket/unreachable', { address: `wss://${HUB_HOST}`, causes: [] });
const refused = (reason: Finding): DeviceDetail['state'] => ({ kind: 'refused', reason });

interface Opening {
  readonly secret?: DeviceSecret;
  readonly record?: Partial<DeviceRecord>;
  readonly detail?: Partial<DeviceDetail>;
  readonly relay?: ConnectionSettings['relay']['kind'];
  readonly query?: string;
}

/** Opens one tab of a device of Azure. */
async function openTab(tab: string, { secret = KEY, record = {}, detail = {}, relay = 'server', query = '' }: Opening) {
  const bench = await openWorkbench(`#/devices/1/${tab}${query}`, async ({ devices, certificates }) => {
    const device = makeNewDevice('pump-17', secret);
    const route = { kind: 'dps', dpsHost: DPS_HOST, idScope: '0ne00ABCDEF', registrationId: 'pump-17' } as const;
    await devices.add({ ...device, record: { ...device.record, cloud: { kind: 'azure' }, route, ...record } });
    devices.showConnections({ relay: { kind: relay, address: undefined } });
    const [kept] = await devices.list();
    if (kept !== undefined) devices.show('1', { road: chooseRoad(kept.record), ...detail });
    const { primary, secondary } = await sampleChains();
    const keep = (id: string, { facts, chain }: typeof primary) =>
      sampleCertificate('device', facts, { id, chain, pair: undefined });
    certificates.setShelf({
      certificates: [keep('device', primary), keep('device-2', secondary)],
      requests: [],
      issued: [],
      logs: [],
      batches: [],
      guides: [],
    });
  });
  await bench.eventually(() => bench.host.querySelector('[role=tabpanel]'));
  await settle(bench.host);
  return bench;
}

const certificatesOf = async (inUse: 'primary' | 'secondary' = 'primary'): Promise<DeviceDetail['certificates']> => {
  const { primary, secondary } = await sampleChains();
  return { primary, secondary, issued: undefined, inUse };
};
const callsOf = (bench: Workbench): readonly string[] =>
  bench.services.devices.calls.filter((call) => !call.startsWith('watch'));
const roadOf = (bench: Workbench): string => bench.find('dw-road-card').innerText;

describe('the road of a device', () => {
  test.each([
    ['keys', KEY, {}, /Direct\s[^]*A secure WebSocket from this browser to the service\./],
    ['keys, by choice', KEY, { road: 'relay' }, /Relay\s[^]*can read none of them[^]*It was chosen for this device/],
    ['a certificate', CERTIFICATE, {}, /TLS ends in this tab\.[^]*A page cannot choose the certificate/],
    ['the browser’s certificate', IN_BROWSER, {}, /Experimental[^]*a certificate of its own store/],
    [
      'a certificate, to the tab',
      CERTIFICATE,
      { cloud: { kind: 'tab' } },
      /proven without TLS: the cloud sends a challenge/,
    ],
    ['keys, to the tab', KEY, { cloud: { kind: 'tab' } }, /A channel to the cloud in this browser, without TLS\./],
    ['keys, to a server on http', KEY, { cloud: { kind: 'node', origin: 'http://localhost:8080' } }, /without TLS\./],
  ] as const)('with %s is told, and why it is that one', async (_, secret, record, words) => {
    const bench = await openTab('connection', { secret, record });
    expect(roadOf(bench)).toMatch(words);
  });

  test('is another one from now on when that is pressed, and what runs connects anew', async () => {
    const bench = await openTab('connection', { detail: { state: ONLINE } });
    await bench.press('button', 'Use the relay');
    await bench.eventually(() => bench.text().includes('The device goes over the relay from now on'));
    expect(callsOf(bench)).toEqual(['add', 'stop 1', 'takeRoad 1 relay', 'start 1']);
    await bench.press('button', 'Stop');
    await bench.press('button', 'Go directly');
    await bench.eventually(() => callsOf(bench).at(-1) === 'takeRoad 1 direct');
  });

  test.each([
    ['320 px', 320, ''],
    ['twice the text', 390, '200%'],
  ])('is drawn within its card at %s', async (_, width, size) => {
    await page.viewport(width, 844);
    document.documentElement.style.fontSize = size;
    const bench = await openTab('connection', { record: { road: 'relay' } });
    await settle(bench.host);
    const card = bench.find('.road').getBoundingClientRect();
    const parts = bench.findAll('.road-stop, .road-cover').map((one) => one.getBoundingClientRect());
    for (const { left, right } of parts) expect([left >= card.left, right <= card.right]).toEqual([true, true]);
    const stops = bench.findAll('.road-stop').map((one) => one.getBoundingClientRect());
    stops.forEach((one, at) => {
      const next = stops[at + 1];
      if (next !== undefined) expect(one.right <= next.left || one.bottom <= next.top).toBe(true);
    });
  });

  test('to a server without TLS is not the one of the browser’s certificate, which nobody would ask for', async () => {
    const origin = (scheme: string): Opening => ({
      secret: CERTIFICATE,
      record: { cloud: { kind: 'node', origin: `${scheme}://localhost:8080` } },
    });
    expect(roadOf(await openTab('connection', origin('http')))).not.toContain('Use the browser’s certificate');
    expect(roadOf(await openTab('connection', origin('https')))).toContain('Use the browser’s certificate');
  });

  test.each<[string, Finding, Opening, string | undefined]>([
    ['a socket that does not open', UNREACHABLE, {}, 'Try over the relay'],
    [
      'a relay that is not there',
      makeFinding('relay/unreachable', { address: 'ws://r' }),
      { record: { road: 'relay' } },
      'Try it directly',
    ],
    ['a server that is not trusted', makeFinding('tls/not-tls', {}), { secret: CERTIFICATE }, 'See how it is done'],
    ['the browser’s own store', UNREACHABLE, { secret: IN_BROWSER }, 'Choose a certificate of this app'],
    ['a wrong key', makeFinding('dps/disabled', { said: {} }), {}, undefined],
    [
      'a certificate that is not taken',
      makeFinding('tls/alert', { description: 48, name: 'unknown_ca', duringHandshake: true, afterCertificate: true }),
      { secret: CERTIFICATE },
      undefined,
    ],
  ])('after %s offers the next one where that may help', async (_, reason, opening, label) => {
    const bench = await openTab('connection', { ...opening, detail: { state: refused(reason) } });
    const button = (): string | undefined =>
      bench.host.querySelector<HTMLElement>('dw-road-offer button')?.innerText.trim();
    await bench.eventually(() => bench.host.querySelector('dw-finding-notice .notice'));
    expect(button()).toBe(label);
    expect(callsOf(bench)).toEqual(['add']);
  });

  test('that was refused is left by one press, and never without', async () => {
    const bench = await openTab('connection', { detail: { state: refused(UNREACHABLE) } });
    await bench.press('button', 'Try over the relay');
    await bench.eventually(() => callsOf(bench).at(-1) === 'start 1');
    expect(callsOf(bench)).toEqual(['add', 'stop 1', 'takeRoad 1 relay', 'start 1']);
  });

  test('over a relay that nobody has set up leads to where that is done', async () => {
    const bench = await openTab('connection', { detail: { state: refused(UNREACHABLE) }, relay: 'none' });
    const link = await bench.eventually(() => bench.host.querySelector<HTMLAnchorElement>('dw-road-offer a'));
    expect(link.innerText.trim()).toBe('Set up the relay');
    expect(link.getAttribute('href')).toBe('#/connections');
  });

  test('of the browser’s own certificate is begun by its guide', async () => {
    const bench = await openTab('connection', {
      secret: CERTIFICATE,
      detail: { state: refused(makeFinding('relay/none', {})) },
    });
    await bench.press('button', 'See how it is done');
    await bench.eventually(() => bench.host.querySelector('dialog[open]'));
  });

  test('leads on from a server that is not trusted to the roots and to the handshake', async () => {
    const { server } = await sampleChains();
    const [leaf] = server;
    const facts = { host: HUB_HOST, subject: leaf?.subjectName ?? '', depth: 0, notBefore: 0, notAfter: 1 };
    const finding = makeFinding('tls/no-path', facts);
    const handshakes = [await sampleHandshake({ outcome: 'failed', finding })];
    const bench = await openTab('connection', { secret: CERTIFICATE, detail: { state: refused(finding), handshakes } });
    const links = await bench.eventually(() => {
      const all = bench.findAll<HTMLAnchorElement>('dw-finding-notice a.btn');
      return all.length > 0 && all;
    });
    expect(links.map((link) => [link.innerText.trim(), link.getAttribute('href')])).toEqual([
      ['Trusted roots', '#/connections'],
      ['See the handshake', '#/devices/1/trace?part=handshake'],
    ]);
  });
});

describe('the certificates of a device', () => {
  test('have a tab of their own in the place of the keys, with who it is, its chain and its end', async () => {
    const certificates = await certificatesOf();
    const bench = await openTab('credentials', { secret: CERTIFICATE, detail: { state: ONLINE, certificates } });
    expect(bench.byRole('tab', 'Certificates').getAttribute('aria-selected')).toBe('true');
    const [primary, secondary] = bench.findAll('dw-own-certificates .card');
    for (const words of [
      'Primary certificate',
      'In use',
      'CN=pump-17',
      'Contoso Plant CA',
      'Contoso Root CA',
      '35 days left',
    ])
      expect(primary?.innerText).toContain(words);
    expect(primary?.innerText).toContain(certificates?.primary?.facts.sha256Thumbprint);
    expect(primary?.innerText).toContain('never sent');
    expect(secondary?.innerText).not.toContain('In use');
    expect(primary?.querySelector('a.btn')?.getAttribute('href')).toBe('#/certificates/devices/device');
    expect(bench.services.devices.calls).not.toContain('reveal 1');
  });

  test('can be changed for the other of the two while the device runs', async () => {
    const bench = await openTab('credentials', {
      secret: CERTIFICATE,
      detail: { state: ONLINE, certificates: await certificatesOf() },
    });
    await bench.press('button', 'Connect with the secondary now');
    await bench.eventually(() => bench.text().includes('The device uses its secondary certificate now'));
    expect(callsOf(bench)).toEqual(['add', 'useCertificate 1 secondary']);
    expect(bench.findAll('dw-own-certificates .card')[1]?.innerText).toContain('In use');
  });

  test('that are gone are missed, and another one takes their place', async () => {
    const bench = await openTab('credentials', {
      secret: CERTIFICATE,
      detail: { certificates: { primary: undefined, secondary: undefined, issued: undefined, inUse: 'primary' } },
    });
    expect(bench.text()).toContain('The certificate of this device is missing');
    await bench.press('button', 'Choose another certificate');
    await userEvent.selectOptions(
      await bench.eventually(() => bench.host.querySelector('#choose-certificate')),
      'device-2',
    );
    await bench.press('button', 'Use it');
    await bench.eventually(() => bench.text().includes('The device has another certificate now'));
    expect(callsOf(bench).slice(-3)).toEqual(['stop 1', 'replaceSecret 1', 'start 1']);
    expect(await bench.services.devices.reveal('1')).toEqual({ kind: 'certificate', primaryId: 'device-2' });
  });

  test('that DPS issues stand beside what asks for them', async () => {
    const { issued } = await sampleChains();
    const bench = await openTab('credentials', { record: { wantsCertificate: true } });
    expect(bench.byRole('tab', 'Credentials').getAttribute('aria-selected')).toBe('true');
    expect(bench.text()).toContain('DPS has a certificate issued for it');
    bench.services.devices.show('1', {
      certificates: { primary: undefined, secondary: undefined, issued, inUse: 'primary' },
    });
    await bench.eventually(() => bench.text().includes(`Issued at the registration with ${DPS_HOST}`));
    expect(bench.text()).toContain('Primary key');
  });

  test('of the browser’s own store are nothing that a page could see', async () => {
    const bench = await openTab('credentials', { secret: IN_BROWSER });
    expect(bench.text()).toContain('A page cannot see which one');
    await bench.press('button', 'Choose a certificate of this app');
    await bench.eventually(() => bench.host.querySelector('#choose-certificate'));
  });
});

describe('its handshake', () => {
  const openHandshake = async (parts: Parameters<typeof sampleHandshake>[0] = {}, secret = CERTIFICATE) => {
    const handshakes = [await sampleHandshake({}, 'dps'), await sampleHandshake(parts)];
    return openTab('trace', { secret, detail: { state: ONLINE, handshakes } });
  };
  const aside = (bench: Workbench): HTMLElement => bench.find('.trace-aside');

  test('stands beside the packets: what was agreed, who the server is, what was asked and shown', async () => {
    const asked = { signatureSchemes: ['ecdsa_secp256r1_sha256', 'rsa_pss_rsae_sha256', '0x0402'], authorities: [] };
    const bench = await openHandshake({ isRetried: true, keyUpdates: 2, asked });
    const text = aside(bench).innerText;
    for (const words of ['TLS 1.2', 'P-384', 'Yes, the keys are bound', '42 ms', 'Sent twice', '2 times since'])
      expect(text).toContain(words);
    expect(text).toContain('leads to Sample Global Root G2, which is trusted here');
    expect(text).toContain('Whether a certificate was revoked is not checked here.');
    for (const words of [
      'ECDSA P-256',
      'RSA-PSS with SHA-256',
      '2 certificates',
      'Contoso Plant CA',
      'any issuer',
      'and 1 more',
    ])
      expect(text).toContain(words);
    expect(text).not.toContain('Not here');
    const [dps, hub] = bench.findAll<HTMLDetailsElement>('.trace-aside details');
    expect([dps?.open, hub?.open]).toEqual([false, true]);
  });

  test('makes room for a packet that is picked, and what was chosen is remembered', async () => {
    const bench = await openHandshake();
    bench.services.devices.pushTrace('1', { rows: [PACKET], dropped: 0, restarted: false });
    await userEvent.click(await bench.eventually(() => bench.host.querySelector('.trace-row')));
    await bench.eventually(() => aside(bench).innerText.includes('A packet of a test'));
    expect(bench.services.seen.filter((line) => line.startsWith('prefer trace'))).toEqual([]);
    await userEvent.click(bench.find('.trace-aside [value=handshake]').closest('label') as HTMLElement);
    await bench.eventually(() => aside(bench).innerText.includes('What was agreed'));
    expect(bench.services.seen).toContain('prefer trace-beside handshake');
  });

  test('is reached by the keyboard, and each connection opens by it', async () => {
    const bench = await openHandshake();
    bench.find('.trace-aside [value=handshake]').focus();
    await userEvent.keyboard('{ArrowLeft}');
    await bench.eventually(() => aside(bench).innerText.includes('Pick a row'));
    await userEvent.keyboard('{ArrowRight}{Tab}{Tab}{Enter}');
    const [dps] = bench.findAll<HTMLDetailsElement>('.trace-aside details');
    await bench.eventually(() => dps?.open === true && document.activeElement === dps.querySelector('summary'));
  });

  test('on a phone takes the place of the packets, and says so in the address', async () => {
    await page.viewport(390, 844);
    const bench = await openHandshake();
    expect(bench.host.querySelector('.trace-row, dw-trace-list')).not.toBeNull();
    const shown = (): boolean[] =>
      ['dw-trace-list', 'dw-handshake-panel'].map((one) => bench.host.querySelector(one)?.checkVisibility() === true);
    expect(shown()).toEqual([true, false]);
    const choice = (name: string): HTMLElement => {
      const radios = bench.findAll<HTMLInputElement>('.trace-shown-choice input');
      return radios.find((one) => one.value === name)?.closest('label') as HTMLElement;
    };
    await userEvent.click(choice('handshake'));
    await bench.eventually(() => location.hash === '#/devices/1/trace?part=handshake');
    await settle(bench.host);
    expect(shown()).toEqual([false, true]);
    await userEvent.click(choice('packets'));
    await bench.eventually(() => location.hash === '#/devices/1/trace');
  });

  test('leaves a phone to the packets on a road where there is none', async () => {
    await page.viewport(390, 844);
    const bench = await openTab('trace', { detail: { state: ONLINE } });
    expect(bench.host.querySelector('.trace-shown-choice')).toBeNull();
    bench.services.devices.show('1', { handshakes: [await sampleHandshake()] });
    await bench.eventually(() => bench.host.querySelector('.trace-shown-choice'));
  });

  test('with a server that is refused shows the fault where it is, and the alert in words', async () => {
    const { server } = await sampleChains();
    const path = server.map(() => new Uint8Array());
    const bench = await openHandshake({
      outcome: 'failed',
      finding: makeFinding('tls/wrong-host', { host: HUB_HOST, names: ['other.example'] }),
      verdict: { kind: 'refused', path, fault: 'wrong-host', depth: 0 },
      alerts: [{ direction: 'sent', description: 42, name: 'bad_certificate' }],
      asked: undefined,
      sent: undefined,
    });
    const [leaf] = [...aside(bench).querySelectorAll<HTMLElement>('details[open] .chain-link')];
    expect(leaf?.innerText).toContain('for another name');
    const text = aside(bench).innerText;
    expect(text).toContain(`Refused: the certificate is not for ${HUB_HOST}.`);
    expect(text).toMatch(/We sent bad_certificate \(42\)\s+The certificate of the server was refused/);
    expect(text).toContain('The server has not asked for a certificate yet.');
  });

  test('with a chain that leads nowhere shows what is missing', async () => {
    const { server } = await sampleChains();
    const bench = await openHandshake({
      outcome: 'failed',
      verdict: { kind: 'refused', path: server.slice(0, 2).map(() => new Uint8Array()), fault: 'no-path', depth: 1 },
    });
    const links = [...aside(bench).querySelectorAll<HTMLElement>('details[open] .handshake-part .chain-link')];
    expect(links.slice(0, 3).map(({ className }) => className.split(' ')[1])).toEqual([
      'leaf',
      'intermediate',
      'missing',
    ]);
  });

  test.each([
    [KEY, 'None: this device has keys'],
    [CERTIFICATE, 'None: the server takes no signature that this key can make'],
  ] as const)('says why nothing was shown', async (secret, words) => {
    const bench = await openTab('trace', {
      secret,
      record: secret === KEY ? { road: 'relay' } : {},
      detail: { handshakes: [await sampleHandshake({ sent: { chain: [], signature: undefined } })] },
    });
    expect(aside(bench).innerText).toContain(words);
  });

  test('is copied as a text that names every certificate and holds no key', async () => {
    const bench = await openHandshake({ alerts: [{ direction: 'received', description: 0, name: 'close_notify' }] });
    await bench.press('button', 'Copy the handshake as text');
    const copied = await bench.eventually(() => bench.services.seen.find((line) => line.startsWith('copy ')));
    const { server } = await sampleChains();
    for (const { sha256Thumbprint } of server) expect(copied).toContain(sha256Thumbprint);
    expect(copied).toContain('The server sent: close_notify (0)');
    expect(copied).toContain('TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384');
    expect(copied).not.toContain('PRIVATE');
  });

  test.each([
    ['direct', KEY, {}, 'The browser ends TLS itself on this road, and tells a page nothing of it.'],
    [
      'to a server without TLS',
      KEY,
      { cloud: { kind: 'node', origin: 'http://localhost:8080' } },
      'There is no TLS on this road: the server',
    ],
    ['to the tab, with keys', KEY, { cloud: { kind: 'tab' } }, 'and a token proves the device'],
    [
      'to the tab, with a certificate',
      CERTIFICATE,
      { cloud: { kind: 'tab' } },
      'answers with its chain and a signature by its key',
    ],
    ['by the browser’s certificate', IN_BROWSER, {}, 'not even which certificate it showed'],
    ['over the relay, before the start', CERTIFICATE, {}, 'Start the device to see'],
  ] as const)('on a road %s is not there, and it says why', async (_, secret, record, words) => {
    const bench = await openTab('trace', { secret, record, query: '?part=handshake' });
    expect(aside(bench).innerText).toContain(words);
  });

  test('is a proof where the cloud is in this browser, which shows what was signed with and what was sent', async () => {
    const bench = await openTab('trace', await proofOpening());
    const [dps, hub] = [...aside(bench).querySelectorAll('details')];
    expect([dps?.open, hub?.open]).toEqual([false, true]);
    expect(dps?.innerText).toMatch(/Proven without TLS\s+this-browser\.local/);
    expect(hub?.innerText).toContain('a signature over both (ECDSA P-256).');
    const links = [...(hub?.querySelectorAll<HTMLElement>('.chain-link') ?? [])];
    const { primary } = await sampleChains();
    expect(links).toHaveLength(1 + primary.chain.length);
    expect(links[0]?.innerText).toContain(primary.facts.commonName);
    expect(hub?.innerText).toContain('It was not sent.');
  });
});

/** A device with a certificate that has proven it to the cloud in this browser. */
async function proofOpening(): Promise<Opening> {
  const { facts, chain } = (await sampleChains()).primary;
  const proof = (service: 'dps' | 'hub'): DeviceDetail['proofs'][number] => ({
    service,
    report: { host: 'this-browser.local', provenAt: SAMPLE_TIME, chain: [], scheme: 'ecdsa_secp256r1_sha256' },
    sentChain: [facts, ...chain],
  });
  const detail = { state: ONLINE, proofs: [proof('dps'), proof('hub')] };
  return { secret: CERTIFICATE, record: { cloud: { kind: 'tab' } }, detail, query: '?part=handshake' };
}

describe.each([
  ['phone', 390],
  ['desktop', 1440],
] as const)('on a %s', (_, width) => {
  const openings: Record<string, () => Promise<[string, Opening]>> = {
    'a refused road': async () => ['connection', { detail: { state: refused(UNREACHABLE) } }],
    'a road over the relay': async () => ['connection', { secret: CERTIFICATE }],
    certificates: async () => [
      'credentials',
      { secret: CERTIFICATE, detail: { certificates: await certificatesOf() } },
    ],
    'the browser’s store': async () => ['credentials', { secret: IN_BROWSER }],
    proofs: async () => ['trace', await proofOpening()],
    handshakes: async () => [
      'trace',
      {
        secret: CERTIFICATE,
        query: '?part=handshake',
        detail: {
          handshakes: [
            await sampleHandshake({}, 'dps'),
            await sampleHandshake({ alerts: [{ direction: 'received', description: 48, name: 'unknown_ca' }] }),
          ],
        },
      },
    ],
  };
  const shown = Object.keys(openings).flatMap((name) => ['light', 'dark'].map((theme) => [name, theme] as const));

  test.each(shown)('axe has nothing against %s in %s colours', async (name, theme) => {
    await page.viewport(width, 4000);
    document.documentElement.dataset['theme'] = theme;
    const [tab, opening] = (await openings[name]?.()) ?? ['', {}];
    const bench = await openTab(tab, opening);
    if (name === 'certificates') await bench.press('button', 'Choose another certificate');
    expect(await complaints(bench.host)).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });
});

const PACKET = {
  number: 1,
  at: SAMPLE_TIME,
  direction: 'received',
  service: 'hub',
  type: 'PUBLISH',
  words: 'A packet of a test',
  topic: 'devices/pump-17/messages',
  bytes: 10,
  body: '',
  fields: [],
  failed: false,
} as const;

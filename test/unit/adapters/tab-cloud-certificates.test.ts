import { createHash } from 'node:crypto';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSystemClock } from '#adapters/clock/system-clock';
import { parseCsv } from '#adapters/csv/parse-csv';
import { createMemoryLocks } from '#adapters/locks/memory-locks';
import { createMqttJsClient } from '#adapters/mqtt/mqtt-js-client';
import { createChannelTransport } from '#adapters/sockets/channel-transport';
import { createTabCloudFinder, type TabCloudFinder } from '#adapters/threads/tab-cloud-finder';
import { createTabCloudHost } from '#adapters/threads/tab-cloud-host';
import { linkChannel, presenceLock, type LinkMessage } from '#adapters/threads/tab-cloud-messages';
import { PROOF_LIMIT_SECONDS } from '#adapters/threads/tab-cloud-proof';
import type { Attempt } from '#cloud/attempts';
import { createCloud, type Cloud } from '#cloud/cloud';
import type { Link } from '#cloud/link';
import type { ClientIdentity } from '#core/identity/client-identity';
import type { ByteSocket, SocketEnd } from '#core/ports/byte-socket';
import type { Clock } from '#core/ports/clock';
import { MqttConnectFailure } from '#core/ports/mqtt-client';
import { makeChallenge, proveCertificate, type ProofReport } from '#core/wire/certificate-proof';
import { printDpsUserName, printHubUserName } from '#core/wire/user-name';
import type { CloudState } from '../../../src/cloud/state/cloud-state.ts';
import { openIdentity } from '../../support/client-identity.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { openNetByteSocket } from '../../support/net-byte-socket.ts';
import { makeAuthority, makeLeaf, type MadeCertificate } from '../../support/openssl.ts';
import { makeCertificateEntry, makeCertificateGroup, makeUploaded } from '../../support/shown-certificates.ts';
import { openTestServer, type TestServer } from '../server/open-test-server.ts';

const clock = createSystemClock();
const NOW = Date.now();
/** The cloud's time stands, because words for people have it in minutes: two attempts must not see different ones. */
const standing: Clock = { ...clock, now: () => NOW };
const { crypto } = globalThis;
const locks = createMemoryLocks();
const HOST = 'this-browser.local';
const DAY = 86_400_000;

/** Shown by a device: its own certificate, and those that it sends behind it. */
interface Shown {
  readonly leaf: MadeCertificate;
  readonly others?: readonly MadeCertificate[];
}

const made: Record<string, MadeCertificate> = {};
const show = (leaf: string, ...others: readonly string[]): Shown => ({
  leaf: made[leaf]!,
  others: others.map((name) => made[name]!),
});

let cloud: Cloud;
let server: TestServer;
let finder: TabCloudFinder;
let host: { dispose(): void };

beforeAll(async () => {
  await makeCertificates();
  const state = await makeState();
  cloud = await createCloud({ clock: standing, crypto, parseCsv, host: HOST, state });
  server = await openTestServer(cloud, ['cloud', '--mqtts-port', '0']);
  host = await createTabCloudHost({ cloud, clock, locks, crypto });
  finder = createTabCloudFinder({ clock, locks, crypto });
}, 60_000);
afterAll(async () => {
  finder.dispose();
  host.dispose();
  await server.dispose();
  cloud.dispose();
});

async function makeCertificates(): Promise<void> {
  made['root'] = await makeAuthority({ cn: 'Root' });
  made['ca'] = await makeAuthority({ cn: 'CA', parent: made['root'] });
  const root = made['root'];
  const [stranger, unproven] = await Promise.all([
    makeAuthority({ cn: 'Stranger' }),
    makeAuthority({ cn: 'Unproven' }),
  ]);
  const leaves = {
    byRoot: { issuer: root },
    byCa: { issuer: made['ca'] },
    p384: { issuer: root, key: 'P-384' },
    rsa: { issuer: root, key: 'RSA-2048' },
    own: {},
    otherOwn: {},
    expired: { issuer: root, notAfter: NOW - DAY },
    early: { issuer: root, notBefore: NOW + DAY },
    byStranger: { issuer: stranger },
    byUnproven: { issuer: unproven },
  } as const;
  await Promise.all(
    Object.entries(leaves).map(async ([name, wishes]) => (made[name] = await makeLeaf({ cn: 'dev', ...wishes }))),
  );
  made['enrolled'] = await makeLeaf({ cn: 'single' });
  made['notEnrolled'] = await makeLeaf({ cn: 'single' });
  Object.assign(made, { stranger, unproven });
}

/** A hub that knows `print` by a thumbprint and `dev` by a CA; groups under the root and an unproven one; an entry. */
async function makeState(): Promise<CloudState> {
  const first = await createCloud({
    clock,
    crypto,
    parseCsv,
    host: HOST,
    settings: { intermediateAssigning: 0, retryAfterSeconds: 0 },
  });
  const headers = { authorization: first.describe().operatorToken };
  for (const deviceId of ['print', 'dev']) {
    await first.rest({ method: 'POST', url: '/_emu/devices', headers, body: JSON.stringify({ deviceId }) });
  }
  const state = first.snapshot();
  first.dispose();
  const primaryThumbprint = createHash('sha256').update(made['own']!.der).digest('hex').toUpperCase();
  return {
    ...state,
    identities: state.identities.map((identity) => ({
      ...identity,
      authentication:
        identity.deviceId === 'print'
          ? { type: 'selfSigned', primaryThumbprint, secondaryThumbprint: null }
          : { type: 'certificateAuthority' },
    })),
    authorities: [makeUploaded('hub', 'root', made['root']!)],
    enrollmentGroups: [
      ...state.enrollmentGroups,
      makeCertificateGroup('fleet', { primary: made['root']! }),
      makeCertificateGroup('unproven', { primary: made['unproven']!, verified: false }),
    ],
    individualEnrollments: [
      ...state.individualEnrollments,
      makeCertificateEntry('single', { primary: made['enrolled']! }),
    ],
  } as CloudState;
}

const ports = { clock, locks, crypto };
const dial = (identity: ClientIdentity, onProof?: (report: ProofReport) => void): Promise<ByteSocket> =>
  createChannelTransport(ports, finder).dial(
    { host: HOST, service: 'hub' },
    { identity, ...(onProof === undefined ? {} : { onProof }) },
  );

/** The two roads to the same cloud: TLS of Node at both ends, and the proof in this browser. */
const ROADS = {
  async tls({ leaf, others = [] }: Shown): Promise<ByteSocket> {
    const cert = [leaf, ...others].map(({ certificatePem }) => certificatePem).join('');
    const options = { host: '127.0.0.1', port: server.ports.mqtts ?? 0, rejectUnauthorized: false };
    return openNetByteSocket(connectTls({ ...options, cert, key: leaf.keyPem }), 'secureConnect');
  },
  channel: async ({ leaf, others }: Shown): Promise<ByteSocket> => dial(await openIdentity(leaf, others)),
} as const;

const attempts = async (): Promise<readonly Attempt[]> => {
  const headers = { authorization: cloud.describe().operatorToken };
  const { body } = await cloud.rest({ method: 'GET', url: '/_emu/attempts?top=5', headers });
  return (JSON.parse(body as string) as { value: readonly Attempt[] }).value;
};

/** Registers, or connects to the hub, and gives the newest line of the log with what the wire said. */
async function attempt(socket: ByteSocket, service: 'dps' | 'hub', id: string) {
  const { idScope } = cloud.describe();
  const userName =
    service === 'dps'
      ? printDpsUserName({ idScope, registrationId: id })
      : printHubUserName({ host: HOST, deviceId: id });
  const said: string[] = [];
  try {
    const connection = await createMqttJsClient(clock).connect({
      ...{ socket, clientId: id, userName, password: undefined, cleanSession: true, keepAliveSeconds: 30 },
      connectTimeoutMs: 5000,
      onPacket: ({ type, direction, topic }) => {
        if (direction === 'received' && type === 'publish') said.push((topic ?? '').replace(/\?.*/, ''));
      },
    });
    if (service === 'dps') await register(connection);
    await connection.end();
  } catch (error) {
    if (!(error instanceof MqttConnectFailure)) throw error;
    said.push(error.end.kind);
  }
  const [newest] = await attempts();
  return { newest, said };
}

async function register(connection: Awaited<ReturnType<ReturnType<typeof createMqttJsClient>['connect']>>) {
  const answers: ((text: string) => void)[] = [];
  connection.onPublication(({ payload }) => answers.shift()?.(new TextDecoder().decode(payload)));
  await connection.subscribe([{ topic: '$dps/registrations/res/#', qos: 1 }]);
  let topic = '$dps/registrations/PUT/iotdps-register/?$rid=1';
  for (;;) {
    const answer = new Promise<string>((resolve) => answers.push(resolve));
    await connection.publish({ topic, payload: new TextEncoder().encode('{}'), qos: 1 });
    const { status, operationId } = JSON.parse(await answer) as { status?: string; operationId?: string };
    if (status !== 'assigning') return;
    topic = `$dps/registrations/GET/iotdps-get-operationstatus/?$rid=1&operationId=${operationId}`;
  }
}

describe('a certificate that is proven in this browser is judged as one that was shown in TLS', () => {
  test.each<[string, 'dps' | 'hub', string, string, () => Shown]>([
    ['a group, by its root', 'dps', 'dev', 'dps-assigned', () => show('byRoot')],
    ['a group, through an intermediate', 'dps', 'dev', 'dps-assigned', () => show('byCa', 'ca')],
    ['a group, with the root sent too', 'dps', 'dev', 'dps-assigned', () => show('byCa', 'ca', 'root')],
    ['a group, with a key on P-384', 'dps', 'dev', 'dps-assigned', () => show('p384')],
    ['a group, with an RSA key', 'dps', 'dev', 'dps-assigned', () => show('rsa')],
    ['an enrollment of its own', 'dps', 'single', 'dps-assigned', () => show('enrolled')],
    [
      'another certificate than the enrolled one',
      'dps',
      'single',
      'certificate-not-enrolled',
      () => show('notEnrolled'),
    ],
    ['no intermediate sent', 'dps', 'dev', 'certificate-issuer-missing', () => show('byCa')],
    ['expired', 'dps', 'dev', 'certificate-expired', () => show('expired')],
    ['not good yet', 'dps', 'dev', 'certificate-not-yet-valid', () => show('early')],
    ['another name', 'dps', 'other', 'certificate-name', () => show('byRoot')],
    ['an unknown CA', 'dps', 'dev', 'certificate-authority-unknown', () => show('byStranger', 'stranger')],
    ['an unverified CA', 'dps', 'dev', 'certificate-authority-not-verified', () => show('byUnproven')],
    ['signed by itself', 'dps', 'dev', 'certificate-self-signed', () => show('own')],
    ['the hub, by a CA', 'hub', 'dev', 'hub-connected-certificate', () => show('byRoot')],
    ['the hub, by a thumbprint', 'hub', 'print', 'hub-connected-certificate', () => show('own')],
    ['the hub, with another thumbprint', 'hub', 'print', 'certificate-thumbprint', () => show('otherOwn')],
    ['the hub, expired', 'hub', 'dev', 'certificate-expired', () => show('expired')],
  ])('%s', async (_name, service, id, cause, shown) => {
    const overTls = await attempt(await ROADS.tls(shown()), service, id);
    const overChannel = await attempt(await ROADS.channel(shown()), service, id);
    expect(overTls.newest).toMatchObject({ cause, road: 'tls', identity: id });
    const { at: _at, road: _road, remote: _remote, ...same } = overTls.newest!;
    expect(overChannel.newest).toMatchObject({ ...same, road: 'channel', remote: 'this browser' });
    expect(overChannel.said).toEqual(overTls.said);
  });
});

const ended = (socket: ByteSocket): Promise<SocketEnd> => new Promise((resolve) => socket.onEnd(resolve));
const refusal = (fault: string): SocketEnd => ({
  code: 1006,
  opened: false,
  finding: { code: 'proof/refused', facts: { host: HOST, fault } } as NonNullable<SocketEnd['finding']>,
});

describe('a device that has a certificate', () => {
  test('is told that it was proven, before its socket opens', async () => {
    const identity = await openIdentity(made['byCa']!, [made['ca']!]);
    const told: ProofReport[] = [];
    const before = Date.now();
    const socket = await dial(identity, (report) => told.push(report));
    await new Promise<void>((resolve) => socket.onOpen(resolve));
    expect(told).toEqual([
      { host: HOST, chain: identity.chain, scheme: 'ecdsa_secp256r1_sha256', provenAt: expect.any(Number) },
    ]);
    expect(told[0]!.provenAt).toBeGreaterThanOrEqual(before);
    socket.close();
  });

  test('is refused with a key that is not that of its certificate, in words on both sides', async () => {
    const identity = await openIdentity(made['byRoot']!, [], made['own']!.keyPem);
    const told: ProofReport[] = [];
    expect(await ended(await dial(identity, (report) => told.push(report)))).toEqual(refusal('signature'));
    expect(told).toEqual([]);
    expect((await attempts())[0]).toMatchObject({
      ...{ service: 'hub', identity: '', outcome: 'refused', code: null, road: 'channel', remote: 'this browser' },
      cause: 'certificate-proof-wrong',
      reason: 'The device showed the certificate CN=dev, but did not sign with its key what this cloud had asked for.',
    });
  });

  test('is refused with more certificates than anybody sends, and with one that is none', async () => {
    const identity = await openIdentity(made['byRoot']!);
    const large: ClientIdentity = { ...identity, chain: [identity.chain[0], new Uint8Array(102_400)] };
    expect(await ended(await dial(large))).toEqual(refusal('form'));
    expect((await attempts())[0]).toMatchObject({ cause: 'certificate-proof-form' });
    const broken: ClientIdentity = { ...identity, chain: [identity.chain[0].slice(1)] };
    expect(await ended(await dial(broken))).toEqual(refusal('unreadable'));
    expect((await attempts())[0]).toMatchObject({ cause: 'certificate-unreadable' });
  });

  test('ends by itself when its key does not sign', async () => {
    const identity = await openIdentity(made['byRoot']!);
    const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
      'sign',
      'verify',
    ]);
    expect(await ended(await dial({ ...identity, key: publicKey }))).toEqual(refusal('not-signed'));
  });

  test('of a name that is too long is asked for nothing', async () => {
    const identity = await openIdentity(made['byRoot']!);
    const target = { host: 'h'.repeat(254), service: 'dps' } as const;
    const socket = await createChannelTransport(ports, finder).dial(target, { identity });
    expect((await ended(socket)).finding).toMatchObject({ facts: { fault: 'form' } });
    expect((await attempts())[0]).toMatchObject({ service: 'dps', cause: 'certificate-proof-form' });
  });
});

describe('the host of the cloud', () => {
  /** A device by hand: it says what it wants. */
  async function dialByHand() {
    const link = crypto.randomUUID();
    const release = await locks.hold(presenceLock(link));
    const channel = new BroadcastChannel(linkChannel(link));
    const waiting: ((message: LinkMessage) => void)[] = [];
    const early: LinkMessage[] = [];
    channel.onmessage = ({ data }: MessageEvent<LinkMessage>) => {
      const next = waiting.shift();
      if (next === undefined) early.push(data);
      else next(data);
    };
    const next = (): Promise<LinkMessage> => {
      const known = early.shift();
      return known === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(known);
    };
    return {
      next,
      dial: () => finder.post({ kind: 'dial', link, proves: { host: HOST, service: 'hub' } }),
      send: (message: LinkMessage) => channel.postMessage(message),
      end() {
        channel.close();
        release();
      },
    };
  }

  /** In the place of the one of all tests, for as long as a test lasts. */
  async function hostAlone(
    parts: Partial<Parameters<typeof createTabCloudHost>[0]>,
  ): Promise<{ readonly links: Link[] }> {
    host.dispose();
    const links: Link[] = [];
    const accept = (link: Link): void => void links.push(link);
    host = await createTabCloudHost({ cloud: { ...cloud, accept }, clock, locks, crypto, ...parts });
    return { links };
  }

  test('asks each link for bytes of its own, and takes one answer to them', async () => {
    const { links } = await hostAlone({});
    const identity = await openIdentity(made['byRoot']!);
    const asked: string[] = [];
    for (const name of ['right', 'repeated', 'earlier']) {
      const device = await dialByHand();
      device.dial();
      const message = await device.next();
      if (message.kind !== 'challenge') throw new Error(`${name}: ${message.kind}`);
      const { challenge } = message;
      asked.push(challenge.join());
      const prove = (other = challenge) => proveCertificate(crypto.subtle, identity, { challenge: other, host: HOST });
      if (name === 'right') {
        device.send({ kind: 'proof', proof: await prove() });
        expect(await device.next()).toEqual({ kind: 'accepted' });
        expect(links.at(-1)?.facts).toMatchObject({ road: 'channel', peerChain: identity.chain });
      } else {
        // A wrong answer first: the right one comes too late.
        const other = name === 'earlier' ? Uint8Array.from((asked[0] ?? '').split(','), Number) : makeChallenge(crypto);
        device.send({ kind: 'proof', proof: await prove(other) });
        device.send({ kind: 'proof', proof: await prove() });
        expect(await device.next()).toEqual({ kind: 'refused', fault: 'signature' });
        expect(await device.next()).toEqual({ kind: 'close' });
      }
      device.end();
    }
    expect(new Set(asked)).toHaveLength(3);
    expect(links).toHaveLength(1);
  });

  test('takes nothing else before the proof, and brings nothing of it to the cloud', async () => {
    const { links } = await hostAlone({});
    const device = await dialByHand();
    device.dial();
    await device.next();
    device.send({ kind: 'bytes', bytes: new Uint8Array([0x10]) });
    expect(await device.next()).toEqual({ kind: 'refused', fault: 'form' });
    expect(links).toEqual([]);
    device.end();
  });

  test('waits ten seconds for the proof, and no longer', async () => {
    const slow = createFakeClock();
    const { links } = await hostAlone({ clock: slow });
    const device = await dialByHand();
    device.dial();
    await device.next();
    await slow.advance(PROOF_LIMIT_SECONDS * 1000);
    expect(await device.next()).toEqual({ kind: 'refused', fault: 'late' });
    expect((await attempts())[0]).toMatchObject({
      cause: 'certificate-proof-late',
      reason: 'The device did not prove its certificate within 10 seconds.',
    });
    expect(links).toEqual([]);
    device.end();
  });

  test('forgets a device that goes before it has proven anything, and leaves no timer behind', async () => {
    const slow = createFakeClock();
    const { links } = await hostAlone({ clock: slow });
    const device = await dialByHand();
    const before = (await attempts())[0];
    device.dial();
    await device.next();
    device.end();
    // Another one that is served shows that the host has seen the first one's end.
    const socket = await dial(await openIdentity(made['byRoot']!));
    await new Promise<void>((resolve) => socket.onOpen(resolve));
    await slow.advance(PROOF_LIMIT_SECONDS * 1000);
    expect((await attempts())[0]).toEqual(before);
    expect(links).toHaveLength(1);
    socket.close();
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSystemClock } from '#adapters/clock/system-clock';
import { parseCsv } from '#adapters/csv/parse-csv';
import { createWebLocks } from '#adapters/locks/web-locks';
import { createMqttJsClient } from '#adapters/mqtt/mqtt-js-client';
import { createChannelTransport } from '#adapters/sockets/channel-transport';
import { createTabCloudFinder, type TabCloudFinder } from '#adapters/threads/tab-cloud-finder';
import { createTabCloudHost } from '#adapters/threads/tab-cloud-host';
import type { Attempt } from '#cloud/attempts';
import { createCloud, type Cloud } from '#cloud/cloud';
import { encodeHex } from '#core/bytes/hex';
import type { ClientIdentity } from '#core/identity/client-identity';
import { issueSelfSigned } from '#core/issuing/issue-self-signed';
import type { KeyKind } from '#core/issuing/key-kind';
import { generateKeyPair } from '#core/issuing/key-pair';
import type { SocketEnd } from '#core/ports/byte-socket';
import { printHubUserName } from '#core/wire/user-name';

// The channels, the locks and the keys of the browser itself, of which Node has only lookalikes.
const { crypto } = globalThis;
const clock = createSystemClock();
const locks = createWebLocks(navigator.locks);
const HOST = 'this-browser.local';

const KINDS = ['P-256', 'P-384', 'RSA-2048'] as const satisfies readonly KeyKind[];

let identities: readonly ClientIdentity[];
let cloud: Cloud;
let finder: TabCloudFinder;
let host: { dispose(): void };
beforeAll(async () => {
  identities = await Promise.all(KINDS.map(makeIdentity));
  cloud = await makeCloud(await Promise.all(identities.map(makeThumbprint)));
  host = await createTabCloudHost({ cloud, clock, locks, crypto });
  finder = createTabCloudFinder({ clock, locks, crypto });
}, 30_000);
afterAll(() => {
  finder.dispose();
  host.dispose();
  cloud.dispose();
});

/** A cloud whose hub knows a device for each thumbprint, by the name of the kind of its key. */
async function makeCloud(thumbprints: readonly string[]): Promise<Cloud> {
  const first = await createCloud({ clock, crypto, parseCsv, host: HOST });
  const headers = { authorization: first.describe().operatorToken };
  for (const deviceId of KINDS) {
    await first.rest({ method: 'POST', url: '/_emu/devices', headers, body: JSON.stringify({ deviceId }) });
  }
  const state = first.snapshot();
  first.dispose();
  const identified = KINDS.flatMap((kind, index) =>
    state.identities
      .filter(({ deviceId }) => deviceId === kind)
      .map((identity) => {
        const primaryThumbprint = thumbprints[index] ?? null;
        const authentication = { type: 'selfSigned', primaryThumbprint, secondaryThumbprint: null } as const;
        return { ...identity, authentication };
      }),
  );
  return createCloud({ clock, crypto, parseCsv, host: HOST, state: { ...state, identities: identified } });
}

async function makeThumbprint({ chain }: ClientIdentity): Promise<string> {
  return encodeHex(new Uint8Array(await crypto.subtle.digest('SHA-256', chain[0]))).toUpperCase();
}

/** A certificate of its own, with a key that no script can read. */
async function makeIdentity(kind: KeyKind): Promise<ClientIdentity> {
  const keys = await generateKeyPair(crypto.subtle, kind, false);
  const validity = { notBefore: Date.now() - 60_000, notAfter: Date.now() + 3_600_000 };
  const leaf = await issueSelfSigned(crypto, { commonName: kind, keys, validity, profile: 'azure' });
  return { chain: [leaf], key: keys.privateKey };
}

async function newestAttempt(): Promise<Attempt | undefined> {
  const headers = { authorization: cloud.describe().operatorToken };
  const { body } = await cloud.rest({ method: 'GET', url: '/_emu/attempts?top=1', headers });
  return (JSON.parse(String(body)) as { readonly value: readonly Attempt[] }).value[0];
}

const dial = (identity: ClientIdentity) =>
  createChannelTransport({ clock, locks, crypto }, finder).dial({ host: HOST, service: 'hub' }, { identity });

test.each(KINDS)(
  'a key that never leaves the browser proves its certificate (%s), and the hub takes it',
  async (kind) => {
    const identity = identities[KINDS.indexOf(kind)]!;
    expect(identity.key.extractable).toBe(false);
    const connection = await createMqttJsClient(clock).connect({
      socket: await dial(identity),
      clientId: kind,
      userName: printHubUserName({ host: HOST, deviceId: kind }),
      password: undefined,
      cleanSession: true,
      keepAliveSeconds: 30,
      connectTimeoutMs: 5000,
      onPacket: () => undefined,
    });
    expect(await newestAttempt()).toMatchObject({
      identity: kind,
      cause: 'hub-connected-certificate',
      road: 'channel',
    });
    await connection.end();
  },
);

test('a certificate that belongs to another key is refused', async () => {
  const other = await makeIdentity('P-256');
  const socket = await dial({ chain: identities[0]!.chain, key: other.key });
  const end = await new Promise<SocketEnd>((resolve) => socket.onEnd(resolve));
  expect(end.finding).toEqual({ code: 'proof/refused', facts: { host: HOST, fault: 'signature' } });
  expect(await newestAttempt()).toMatchObject({ cause: 'certificate-proof-wrong', outcome: 'refused' });
});

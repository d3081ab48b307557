import 'fake-indexeddb/auto';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryLocks } from '#adapters/locks/memory-locks';
import { createIdbVault } from '#adapters/vault/idb-vault';
import { createMemoryVault } from '#adapters/vault/memory-vault';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { ConnectionSettings } from '#core/ports/device-host';
import type { Vault } from '#core/ports/vault';
import { printPem } from '#core/x509/pem';
import { readCertificate, type Certificate } from '#core/x509/certificate';
import type { Connections, ConnectionsPorts } from '#device/connections';
import { createFakeClock } from '../../support/fake-clock.ts';
import { makeReal } from '../../support/kept-certificates.ts';
import { createPlainConnections } from '../../support/plain-connections.ts';

const OWN = { address: 'wss://relay.example/relay', token: 'own-token-of-a-relay' };
const AZURE = { kind: 'azure' } as const;
const SERVER = { address: 'ws://localhost:8080/relay', token: 'server-token-of-today' };

let builtIn: Certificate;
let root: Uint8Array<ArrayBuffer>;
let other: Uint8Array<ArrayBuffer>;
let leaf: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  const [first, second, azure] = await Promise.all(
    ['Root', 'Other Root', 'Azure Root'].map((commonName) => makeReal({ role: 'root', commonName })),
  );
  const device = await makeReal({ role: 'device', commonName: 'dev', issuer: first! });
  const [a, b, c, d] = [first, second, device, azure].map((made) =>
    Uint8Array.from(Buffer.from(made?.certificate.facts.derBase64 ?? '', 'base64')),
  );
  [root, other, leaf] = [a!, b!, c!];
  const read = readCertificate(d!);
  if (!read.ok) throw new Error('the root cannot be read');
  builtIn = read.value;
});

const open: Vault[] = [];
afterEach(() => open.splice(0).forEach((vault) => vault.dispose()));

const { crypto } = globalThis;
let made = 0;
/** Two tabs of one browser, where its vault can be shared at all. */
const VAULTS: Readonly<Record<string, () => readonly [Vault, Vault]>> = {
  memory: () => {
    const vault = createMemoryVault(crypto.subtle);
    return [vault, vault];
  },
  IndexedDB: () => {
    const name = `connections-${(made += 1)}`;
    const locks = createMemoryLocks();
    return [createIdbVault({ name, crypto, locks }), createIdbVault({ name, crypto, locks })];
  },
};

describe.each(Object.entries(VAULTS))('connection settings in a vault of %s', (_kind, openBoth) => {
  const clock = createFakeClock();
  const openTabs = (known: Partial<ConnectionsPorts> = {}): readonly [Connections, Connections, Vault] => {
    const vaults = openBoth();
    open.push(...vaults);
    const readBuiltInRoots: ConnectionsPorts['readBuiltInRoots'] = ({ kind }) =>
      Promise.resolve(kind === 'azure' ? [builtIn] : []);
    const [here, there] = vaults.map((vault) =>
      createPlainConnections({ vault, crypto, clock }, { readBuiltInRoots, ...known }),
    );
    return [here!, there!, vaults[0]];
  };
  const newest = async (connections: Connections): Promise<ConnectionSettings> => {
    let found: ConnectionSettings | undefined;
    (await connections.watch((told) => (found = told)))();
    return found!;
  };

  test('are those of this page’s server until somebody names another relay, and again after', async () => {
    const [here, there, vault] = openTabs({ readServerRelay: () => Promise.resolve(SERVER) });
    expect(await newest(here)).toEqual({ relay: { kind: 'server', address: SERVER.address }, roots: [] });
    expect(await here.relay(AZURE)).toEqual(SERVER);
    await here.useRelay({ address: ` ${OWN.address} `, token: OWN.token });
    expect(await there.relay(AZURE)).toEqual(OWN);
    expect(await newest(there)).toEqual({ relay: { kind: 'own', address: OWN.address }, roots: [] });
    expect(JSON.stringify(await vault.list('relay'))).not.toContain(OWN.token);
    await there.useRelay(undefined);
    expect(await here.relay(AZURE)).toEqual(SERVER);
  });

  test('lead to the local cloud of this page’s server by that server’s own relay, where it has one', async () => {
    const ofServer = { kind: 'node', origin: 'http://localhost:8080' } as const;
    const ofAnother = { kind: 'node', origin: 'http://localhost:8081' } as const;
    const [here] = openTabs({ readServerRelay: () => Promise.resolve(SERVER) });
    await here.useRelay(OWN);
    expect(await here.relay(ofServer)).toEqual(SERVER);
    expect(await here.relay(ofAnother)).toEqual(OWN);
    const [without] = openTabs();
    await without.useRelay(OWN);
    expect(await without.relay(ofServer)).toEqual(OWN);
  });

  test('may have no relay at all', async () => {
    const [here] = openTabs();
    expect(await newest(here)).toEqual({ relay: { kind: 'none', address: undefined }, roots: [] });
    expect(await here.relay(AZURE)).toBeUndefined();
  });

  test('show no relay while this page’s server is away, and tell it to whoever wants to connect', async () => {
    const away = new WorkbenchError('relay/unreachable', { address: 'http://localhost' });
    const [here] = openTabs({ readServerRelay: () => Promise.reject(away) });
    expect(await newest(here)).toEqual({ relay: { kind: 'none', address: undefined }, roots: [] });
    await expect(here.relay(AZURE)).rejects.toBe(away);
  });

  test('are told to whoever watches in another tab, and not any more after the end of it', async () => {
    const [here, there] = openTabs();
    const told: string[] = [];
    const stop = await there.watch(({ relay, roots }) => told.push(`${relay.kind} ${roots.length}`));
    await here.useRelay(OWN);
    await expect.poll(() => told).toEqual(['none 0', 'own 0']);
    await here.trustRoot(root);
    await expect.poll(() => told).toEqual(['none 0', 'own 0', 'own 1']);
    stop();
    await here.useRelay(undefined);
    await newest(there);
    expect(told).toHaveLength(3);
  });

  test('trust roots that were judged, oldest first, beside those that are built in', async () => {
    const [here, there] = openTabs();
    const id = await here.trustRoot(root);
    await clock.advance(1);
    await there.trustRoot(printPem('CERTIFICATE', other));
    const { roots } = await newest(here);
    expect(roots.map(({ facts }) => facts.commonName)).toEqual(['Root', 'Other Root']);
    expect((await there.roots({ kind: 'azure' })).map(({ der }) => der)).toEqual([builtIn.der, root, other]);
    await there.forgetRoot(id);
    expect((await here.roots({ kind: 'node', origin: 'http://a' })).map(({ der }) => der)).toEqual([other]);
  });

  test('refuse what is no root, and what is trusted already', async () => {
    const [here] = openTabs();
    await expect(here.trustRoot(leaf)).rejects.toMatchObject({ code: 'root/not-authority' });
    await expect(here.trustRoot(builtIn.der)).rejects.toMatchObject({ code: 'root/known' });
    await here.trustRoot(root);
    await expect(here.trustRoot(root)).rejects.toMatchObject({ code: 'root/known' });
    await expect(here.trustRoot('nothing')).rejects.toMatchObject({ code: expect.stringMatching(/^x509\//) });
    expect((await newest(here)).roots).toHaveLength(1);
  });

  test('refuse what cannot be a relay', async () => {
    const [here] = openTabs();
    await expect(here.useRelay({ ...OWN, token: 'short' })).rejects.toMatchObject({ code: 'relay/token-form' });
    await expect(here.useRelay({ ...OWN, address: 'https://a' })).rejects.toMatchObject({ code: 'relay/address-form' });
    expect(await here.relay(AZURE)).toBeUndefined();
  });
});

test('a root is trusted only while the vault vouches for it', async () => {
  const vault = createMemoryVault(crypto.subtle);
  const connections = createPlainConnections({ vault, crypto, clock: createFakeClock() });
  await connections.trustRoot(root);
  const altered: Vault = { ...vault, list: (kind) => vault.list(kind), read: () => Promise.resolve(undefined) };
  const later = createPlainConnections({ vault: altered, crypto, clock: createFakeClock() });
  expect(await later.roots({ kind: 'azure' })).toEqual([]);
});

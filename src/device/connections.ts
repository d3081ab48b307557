import { findingOf } from '#core/errors/workbench-error';
import { settle } from '#core/errors/settle';
import type { CloudAddress } from '#core/identity/device-record';
import { judgeRelay } from '#core/identity/judge-relay';
import type { Clock } from '#core/ports/clock';
import type { ConnectionSettings, DeviceHost, RelaySettings, TrustedRoot } from '#core/ports/device-host';
import type { Vault } from '#core/ports/vault';
import type { Certificate } from '#core/x509/certificate';

/** What all devices share on their way: the relay, and whom they trust for servers. */
export interface Connections extends Pick<DeviceHost, 'useRelay' | 'trustRoot' | 'forgetRoot'> {
  /** Calls at once, and after each change, in this tab or another. */
  watch: DeviceHost['watchConnections'];
  /**
   * The relay that holds now on the way to a cloud: somebody's own, else the one of this page's server. To the local
   * cloud of that server it is the other way round: elsewhere nobody can reach it. Throws `vault/…`, `relay/unreachable`.
   */
  relay(cloud: CloudAddress): Promise<RelaySettings | undefined>;
  /** Whom to trust for the servers of a cloud. Throws `vault/…`. */
  roots(cloud: CloudAddress): Promise<readonly Certificate[]>;
}

/** Where the settings are, and what holds without them. */
export interface ConnectionsPorts {
  readonly vault: Vault;
  readonly crypto: Crypto;
  readonly clock: Clock;
  /** Of this page. */
  readonly ownOrigin: string;
  /** Gives the relay of this page's server; undefined when it has none. Throws `relay/unreachable`. */
  readonly readServerRelay: () => Promise<RelaySettings | undefined>;
  /** Gives those that servers of a cloud are trusted by anyway. Never rejects. */
  readonly readBuiltInRoots: (cloud: CloudAddress) => Promise<readonly Certificate[]>;
}

const RELAY = { kind: 'relay', id: 'own' } as const;
const ROOT_KIND = 'trusted-root';
/** Version of the shapes of both records. */
const SCHEMA = 1;
const SHOWN: readonly string[] = [RELAY.kind, ROOT_KIND];

/** What is public of the record of a relay; its token is sealed. */
type RelayContent = Pick<RelaySettings, 'address'>;

/** What is shown of a server that does not answer: for now it has no relay. */
function takeNone(error: unknown): undefined {
  if (findingOf(error)?.code !== 'relay/unreachable') throw error;
}

/** Gives the connection settings of a vault. */
export function createConnections(ports: ConnectionsPorts): Connections {
  const { vault, crypto, clock } = ports;

  const readOwnRelay = async (): Promise<RelaySettings | undefined> => {
    const record = await vault.read(RELAY.kind, RELAY.id);
    if (record === undefined) return undefined;
    return { ...(record.public as RelayContent), token: record.secret as string };
  };
  const listRoots = async (): Promise<readonly TrustedRoot[]> => {
    const entries = await vault.list(ROOT_KIND);
    return entries.map((entry) => entry.public as TrustedRoot).toSorted((a, b) => a.addedAt - b.addedAt);
  };
  /** Read one by one, so that nobody is trusted whom nobody has added here. */
  const readOwnRoots = async (): Promise<readonly Certificate[]> => {
    const { readRoot } = await import('./certificates/judge-own-root.ts');
    const records = await Promise.all((await listRoots()).map(({ id }) => vault.read(ROOT_KIND, id)));
    return records.flatMap((record) => (record === undefined ? [] : [readRoot(record.public as TrustedRoot)]));
  };
  const readSettings = async (): Promise<ConnectionSettings> => {
    const [own, roots] = await Promise.all([readOwnRelay(), listRoots()]);
    if (own !== undefined) return { relay: { kind: 'own', address: own.address }, roots };
    const server = await ports.readServerRelay().catch(takeNone);
    return { relay: { kind: server === undefined ? 'none' : 'server', address: server?.address }, roots };
  };

  return {
    relay: async (cloud) =>
      cloud.kind === 'node' && cloud.origin === ports.ownOrigin
        ? ((await ports.readServerRelay()) ?? readOwnRelay())
        : ((await readOwnRelay()) ?? ports.readServerRelay()),
    async roots(cloud) {
      const [builtIn, own] = await Promise.all([ports.readBuiltInRoots(cloud), readOwnRoots()]);
      return [...builtIn, ...own];
    },
    async useRelay(relay) {
      if (relay === undefined) return vault.remove(RELAY.kind, RELAY.id);
      const { address, token } = settle(judgeRelay(relay)).value;
      return vault.write({ ...RELAY, schema: SCHEMA, public: { address } satisfies RelayContent, secret: token });
    },
    async trustRoot(source) {
      const { judgeOwnRoot } = await import('./certificates/judge-own-root.ts');
      const known = [...(await ports.readBuiltInRoots({ kind: 'azure' })), ...(await readOwnRoots())];
      const addedAt = clock.now();
      const facts = await judgeOwnRoot(crypto.subtle, source, { known, at: addedAt });
      const id = crypto.randomUUID();
      const root: TrustedRoot = { id, facts, addedAt };
      await vault.write({ kind: ROOT_KIND, id, schema: SCHEMA, public: root, secret: null });
      return id;
    },
    forgetRoot: (id) => vault.remove(ROOT_KIND, id),
    async watch(listener) {
      let reading = 0;
      const tell = async (): Promise<void> => {
        reading += 1;
        const mine = reading;
        const settings = await readSettings();
        if (mine === reading) listener(settings);
      };
      await tell();
      const stop = vault.onChange((kinds) => {
        if (kinds !== undefined && !kinds.some((kind) => SHOWN.includes(kind))) return;
        // What the vault refuses is said by whoever needs it.
        tell().catch((error: unknown) => {
          if (findingOf(error) === undefined) throw error;
        });
      });
      return () => {
        reading += 1;
        stop();
      };
    },
  };
}

import { beforeAll, describe, expect, test } from 'vitest';
import { mutate } from '../../support/mutations.ts';
import { createReplayCrypto, type ReplayCrypto } from '../../support/replay-crypto.ts';
import {
  credentialsOf,
  HOST,
  identityOf,
  makeUsualChains,
  type ServerCredentials,
  trustOf,
  type UsualChains,
} from '../../support/tls-chains.ts';
import {
  makeRandomDer,
  pick,
  type Random,
  randomBytes,
  runMany,
  SEED,
  share,
  TIME_LIMIT_MS,
} from '../../support/tls-mutations.ts';
import { joinTlsPair, type TlsPair } from '../../support/tls-pair.ts';
import { agree, type Exchange, type GroupName, signWith } from '../../support/tls-server/ciphers.ts';
import { inFlight } from '../../support/tls-server/edits.ts';
import type { Edit, ServerMessage, ServerScript } from '../../support/tls-server/script.ts';
import { join, message, record, text } from '../../support/tls-server/wire.ts';
import type { ClientSetting } from '../../support/tls-recording.ts';

type Version = '1.2' | '1.3';

let chains: UsualChains;
let credentials: ServerCredentials;
let setting: ClientSetting;
let crypto: ReplayCrypto;
beforeAll(async () => {
  chains = await makeUsualChains();
  credentials = credentialsOf(chains.server);
  setting = { host: HOST, roots: [trustOf(chains.root)], identity: await identityOf(chains.device) };
  crypto = createReplayCrypto();
  // What all connections have in common is computed once.
  for (const [version, parts] of [
    ['1.2', {}],
    ['1.3', {}],
    ['1.3', RETRY],
  ] as const)
    expect((await meet(version, parts)).pair.client.opened).toBe(1);
  crypto.freeze();
});

const RANDOM = text('a server’s number of 32 octets, 1').slice(0, 32);
const exchanges = new Map<GroupName, Exchange>();
const agreeOnce = (group: GroupName): Exchange => {
  const exchange = exchanges.get(group) ?? agree(group);
  exchanges.set(group, exchange);
  return exchange;
};

const signatures = new Map<string, Uint8Array<ArrayBuffer>>();
const SIGNATURES_LIMIT = 1000;
const signOnce: typeof signWith = (scheme, key, data) => {
  const question = `${scheme} ${Buffer.from(data).toString('latin1')}`;
  const signature = signatures.get(question) ?? signWith(scheme, key, data);
  if (signatures.size < SIGNATURES_LIMIT) signatures.set(question, signature);
  return signature;
};

/** How a connection ended, whichever way it was made to. */
interface Outcome {
  readonly pair: TlsPair;
  /** What the server has against us: where it lies to itself, it does not understand us. */
  readonly complaint: unknown;
  readonly isRefused: boolean;
}

async function meet(version: Version, parts: Partial<ServerScript>, number = 0): Promise<Outcome> {
  const script = { version, asks: {}, random: RANDOM, agree: agreeOnce, sign: signOnce, ...credentials, ...parts };
  const pair = joinTlsPair(script, { ...setting, crypto: crypto.connect() });
  const { client } = pair;
  const complaint = await pair.settle().catch((error: unknown) => error);
  if (client.ends.length === 0 && client.opened === 0 && number % 16 === 0) await client.clock.advance(20_000);
  else if (client.ends.length === 0 && client.opened === 0) client.connection.transportEnded();
  await client.idle();
  const code = client.ends[0]?.code;
  const isRefused = client.ends.length === 1 && code?.startsWith('tls/') === true && code !== 'tls/internal';
  return { pair, complaint, isRefused: isRefused && client.opened === 0 && client.received.length === 0 };
}

const summary = ({ pair: { client, server }, complaint }: Outcome): unknown => ({
  opened: client.opened,
  ends: client.ends,
  seen: server.seen,
  complaint,
});

const RETRY: Partial<ServerScript> = { retries: true, group: 'secp384r1' };

const MESSAGES: Readonly<Record<Version, readonly ServerMessage[]>> = {
  '1.2': ['server_hello', 'certificate', 'server_key_exchange', 'certificate_request', 'server_hello_done', 'finished'],
  '1.3': [
    'hello_retry_request',
    'server_hello',
    'encrypted_extensions',
    'certificate_request',
    'certificate',
    'certificate_verify',
    'finished',
  ],
};

const retryFor = (name: ServerMessage): Partial<ServerScript> => (name === 'hello_retry_request' ? RETRY : {});

/** Changes a message so that it is another one for sure. */
const changeBy =
  (random: Random): Edit =>
  (body) => {
    // An empty message has nothing to be changed: it gets something.
    const changed = random(20) === 0 ? randomBytes(random, 80) : mutate(body.length === 0 ? text('0') : body, random);
    return Buffer.from(changed).equals(body) ? join(body, text('0')) : changed;
  };

describe.each(['1.2', '1.3'] as const)(`a server of TLS %s, with seed ${SEED},`, (version) => {
  test(`is refused in ${share(0.05)} messages that somebody changed`, { timeout: TIME_LIMIT_MS }, async () => {
    const wrong = await runMany(`messages of TLS ${version} on their way`, share(0.05), async (random, number) => {
      const name = pick(MESSAGES[version], random) ?? 'finished';
      const outcome = await meet(version, { ...retryFor(name), tamper: { [name]: changeBy(random) } }, number);
      return outcome.isRefused ? undefined : { name, ...(summary(outcome) as object) };
    });
    expect(wrong).toEqual([]);
  });

  test(
    `that means its ${share(0.05)} changed messages is refused, or both mean the same`,
    { timeout: TIME_LIMIT_MS },
    async () => {
      let opened = 0;
      const wrong = await runMany(`messages of TLS ${version} as meant`, share(0.05), async (random, number) => {
        const name = pick(MESSAGES[version], random) ?? 'finished';
        const outcome = await meet(version, { ...retryFor(name), edit: { [name]: changeBy(random) } }, number);
        const { client, server } = outcome.pair;
        opened += client.opened;
        const own = client.report?.serverChain[0];
        const isGenuine = own !== undefined && Buffer.from(own).equals(chains.server.der);
        const isAgreed = client.opened === 1 && server.isDone && outcome.complaint === undefined && isGenuine;
        return outcome.isRefused || isAgreed ? undefined : { name, ...(summary(outcome) as object) };
      });
      expect(wrong).toEqual([]);
      // A random number or a list of schemes may well be another one.
      expect(opened).toBeGreaterThan(0);
    },
  );

  test(`is refused with ${share(0.075)} certificates that were changed`, { timeout: TIME_LIMIT_MS }, async () => {
    const wrong = await runMany(`certificates in TLS ${version}`, share(0.075), async (random, number) => {
      const { chain } = credentials;
      const at = random(chain.length);
      const one = join(changeBy(random)(join(chain[at] ?? text('0'))));
      const outcome = await meet(version, { chain: chain.with(at, one) }, number);
      return outcome.isRefused ? undefined : summary(outcome);
    });
    expect(wrong).toEqual([]);
  });

  test(`is refused with ${share(0.025)} times random octets or DER`, { timeout: TIME_LIMIT_MS }, async () => {
    const wrong = await runMany(`random octets in TLS ${version}`, share(0.025), async (random, number) => {
      const outcome = await meet(version, makeNoise(random), number);
      return outcome.isRefused ? undefined : summary(outcome);
    });
    expect(wrong).toEqual([]);
  });
});

/** Random octets in the place of all that it sends, of a record, of a message or of a certificate. */
function makeNoise(random: Random): Partial<ServerScript> {
  const noise = randomBytes(random, 300);
  const raw = (octets: Uint8Array): Partial<ServerScript> => ({
    plan: inFlight('hello', () => [{ do: 'raw', bytes: octets }]),
  });
  return (
    pick<() => Partial<ServerScript>>(
      [
        () => raw(noise),
        () => raw(record(20 + random(5), noise)),
        () => raw(record(22, message(random(30), noise))),
        () => ({ chain: [makeRandomDer(random), ...credentials.chain] }),
        () => ({ chain: [credentials.chain[0] ?? noise, makeRandomDer(random)] }),
      ],
      random,
    ) ?? (() => ({}))
  )();
}

import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createSystemClock } from '#adapters/clock/system-clock';
import { createMqttJsClient } from '#adapters/mqtt/mqtt-js-client';
import { createRelayTransport } from '#adapters/sockets/relay-transport';
import { createTlsByteSocket } from '#adapters/sockets/tls-byte-socket';
import type { WebSocketConstructor } from '#adapters/sockets/web-socket-byte-socket';
import type { ClientIdentity } from '#core/identity/client-identity';
import type { ByteSocket, DialOptions, SocketEnd } from '#core/ports/byte-socket';
import type { MqttConnection } from '#core/ports/mqtt-client';
import { openTlsConnection } from '#core/tls/open-tls-connection';
import type { TlsReport } from '#core/tls/tls-report';
import { readCertificate, type Certificate } from '#core/x509/certificate';
import { openIdentity } from '../support/client-identity.ts';
import { startMosquittoTls, whyNoMosquittoTls, type MosquittoTls } from '../support/mosquitto-tls.ts';
import { openNetByteSocket } from '../support/net-byte-socket.ts';
import { makeAuthority, makeLeaf, type KeyKind, type MadeCertificate } from '../support/openssl.ts';
import { openTestRelay, ORIGIN, TOKEN, type TestRelay } from '../unit/server/relay/open-test-relay.ts';

const obstacle = whyNoMosquittoTls();
const clock = createSystemClock();
const { crypto } = globalThis;
const HOST = 'localhost';
const KEYS: readonly KeyKind[] = ['P-256', 'P-384', 'RSA-2048'];

let authority: MadeCertificate;
let intermediate: MadeCertificate;
let server: MadeCertificate;
let root: Certificate;
beforeAll(async () => {
  const serverRoot = await makeAuthority({ cn: 'Server root' });
  const read = readCertificate(serverRoot.der);
  if (!read.ok) throw new Error('the root cannot be read');
  root = read.value;
  server = await makeLeaf({
    cn: HOST,
    issuer: serverRoot,
    extendedKeyUsage: 'serverAuth',
    extensions: [`subjectAltName = DNS:${HOST}`],
  });
  authority = await makeAuthority({ cn: 'Fleet root' });
  intermediate = await makeAuthority({ cn: 'Fleet CA', parent: authority });
});

/** A page of the relay's origin, which no browser runs here. */
class PageSocket extends WebSocket {
  constructor(address: string, protocols: string[]) {
    super(address, protocols, { headers: { origin: ORIGIN }, perMessageDeflate: false });
  }
}

describe.skipIf(obstacle !== undefined).each(['TLS 1.2', 'TLS 1.3'] as const)(
  `mosquitto that demands certificates, over %s${obstacle === undefined ? '' : ` (${obstacle})`}`,
  (version) => {
    let mosquitto: MosquittoTls;
    let relay: TestRelay;
    beforeAll(async () => {
      mosquitto = await startMosquittoTls({ version, server, clientAuthority: authority });
      relay = await openTestRelay({ named: [`${HOST}:${mosquitto.port}`], azure: false });
    });
    afterAll(async () => {
      await relay.dispose();
      await mosquitto.stop();
    });

    const dial = {
      async 'a bare socket'({ identity, onHandshake }: DialOptions): Promise<ByteSocket> {
        const raw = openNetByteSocket(connect({ host: '127.0.0.1', port: mosquitto.port, noDelay: true }));
        return createTlsByteSocket(raw, {
          ...{ openTls: openTlsConnection, crypto, clock, host: HOST, roots: [root] },
          ...(identity === undefined ? {} : { identity }),
          ...(onHandshake === undefined ? {} : { onReport: onHandshake }),
        });
      },
      'the relay': (options: DialOptions): Promise<ByteSocket> =>
        createRelayTransport({
          relay: () => Promise.resolve({ address: `ws://localhost:${relay.port}/relay`, token: TOKEN }),
          roots: () => Promise.resolve([root]),
          WebSocket: PageSocket as unknown as WebSocketConstructor,
          fetch,
          crypto,
          clock,
          ownOrigin: ORIGIN,
          loadTls: () => import('#core/tls/open-tls-connection'),
          portOf: () => mosquitto.port,
        }).dial({ host: HOST, service: 'hub' }, options),
    };

    const connectAs = async (clientId: string, socket: ByteSocket): Promise<MqttConnection> =>
      createMqttJsClient(clock).connect({
        ...{ socket, clientId, userName: 'not this one', password: undefined, cleanSession: true },
        ...{ keepAliveSeconds: 30, connectTimeoutMs: 10_000, onPacket: () => undefined },
      });

    /**
     * What a connection ends with that mosquitto does not take. It closes with bytes of the same flight unread, which its
     * system answers with a reset; where that is seen before the alert is read, another connection is asked, ten at most.
     */
    async function refusalOf(identity: ClientIdentity | undefined): Promise<SocketEnd['finding']> {
      let finding: SocketEnd['finding'];
      for (let tries = 0; tries < 10 && (finding === undefined || finding.code === 'tls/cut-off'); tries += 1) {
        const socket = await dial['a bare socket'](identity === undefined ? {} : { identity });
        finding = (await new Promise<SocketEnd>((resolve) => socket.onEnd(resolve))).finding;
      }
      return finding;
    }

    describe.each(Object.keys(dial) as (keyof typeof dial)[])('over %s', (road) => {
      test.each(KEYS)('knows a device with a key of the kind %s by its certificate, and echoes it', async (key) => {
        const name = `${version.replace(' ', '-')}-${road.split(' ')[1]}-${key}`;
        const leaf = await makeLeaf({ cn: name, issuer: intermediate, key });
        const identity = await openIdentity(leaf, [intermediate]);
        const reports: TlsReport[] = [];
        const socket = await dial[road]({ identity, onHandshake: (report) => reports.push(report) });
        const connection = await connectAs(`client-${name}`, socket);
        // The user name of the CONNECT counts for nothing.
        await mosquitto.logged(`as client-${name} (p2, c1, k30, u'${name}').`);
        const echoed = new Promise<Uint8Array>((resolve) => {
          connection.onPublication(({ payload }) => resolve(payload));
        });
        await connection.subscribe([{ topic: `echo/${name}`, qos: 1 }]);
        const payload = crypto.getRandomValues(new Uint8Array(40_000));
        await connection.publish({ topic: `echo/${name}`, payload, qos: 1 });
        expect(Buffer.from(await echoed).equals(payload)).toBe(true);
        await connection.end();
        expect(reports.at(-1)).toMatchObject({
          version,
          outcome: 'done',
          verdict: { kind: 'trusted' },
          sent: { chain: identity.chain },
          finding: undefined,
        });
      });
    });

    test('says that it wants a certificate from a device that has none', async () => {
      const name = version === 'TLS 1.2' ? 'handshake_failure' : 'certificate_required';
      expect(await refusalOf(undefined)).toMatchObject({ code: 'tls/alert', facts: { name, afterCertificate: false } });
    });

    test('refuses a certificate of a CA that it does not know', async () => {
      const stranger = await makeLeaf({ cn: 'dev', issuer: await makeAuthority({ cn: 'Stranger' }) });
      expect(await refusalOf(await openIdentity(stranger))).toMatchObject({
        code: 'tls/alert',
        facts: { name: 'unknown_ca', afterCertificate: true },
      });
    });

    test('refuses a certificate that ended', async () => {
      const ended = await makeLeaf({ cn: 'dev', issuer: authority, notAfter: Date.now() - 86_400_000 });
      expect(await refusalOf(await openIdentity(ended))).toMatchObject({
        code: 'tls/alert',
        facts: { name: 'certificate_expired', afterCertificate: true },
      });
    });

    test('refuses a certificate that is shown with another key', async () => {
      const [leaf, other] = await Promise.all([1, 2].map(() => makeLeaf({ cn: 'dev', issuer: authority })));
      expect(await refusalOf(await openIdentity(leaf!, [], other!.keyPem))).toMatchObject({
        code: 'tls/alert',
        facts: { name: 'decrypt_error', afterCertificate: true },
      });
    });
  },
);

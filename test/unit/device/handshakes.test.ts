import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encodeBase64 } from '#core/bytes/base64';
import type { TlsReport } from '#core/tls/tls-report';
import type { CertificateFacts } from '#core/x509/certificate-facts';
import { describeDer } from '#device/certificates/open-certificate';
import { createHandshakes, type Handshakes } from '#device/handshakes';
import { createJournal, type Journal } from '#device/journal';
import { createTraceRing, type TraceRing } from '#device/trace-ring';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { makeReal } from '../../support/kept-certificates.ts';

type Der = Uint8Array<ArrayBuffer>;

const derOf = (facts: CertificateFacts | undefined): Der =>
  Uint8Array.from(Buffer.from(facts?.derBase64 ?? '', 'base64'));

let root: Der;
let leaf: Der;
beforeAll(async () => {
  const issuer = await makeReal({ role: 'root', commonName: 'Root' });
  root = derOf(issuer.certificate.facts);
  leaf = derOf((await makeReal({ role: 'device', commonName: 'dev', issuer })).certificate.facts);
});

const report = (parts: Partial<TlsReport> = {}): TlsReport => ({
  host: 'h',
  startedAt: 0,
  tookMs: undefined,
  outcome: 'running',
  finding: undefined,
  version: undefined,
  cipherSuite: undefined,
  group: undefined,
  extendedMasterSecret: undefined,
  isRetried: false,
  serverChain: [],
  serverSignature: undefined,
  verdict: undefined,
  asked: undefined,
  sent: undefined,
  alerts: [],
  keyUpdates: 0,
  ...parts,
});

const done = (parts: Partial<TlsReport> = {}): TlsReport =>
  report({ outcome: 'done', tookMs: 9, version: 'TLS 1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256', ...parts });

let clock: FakeClock;
let trace: TraceRing;
let journal: Journal;
let handshakes: Handshakes;
let described: Der[];
beforeEach(() => {
  clock = createFakeClock();
  trace = createTraceRing();
  journal = createJournal(clock, trace, () => undefined);
  described = [];
  handshakes = createHandshakes(clock, journal, (der) => {
    described.push(der);
    return describeDer(crypto.subtle, der);
  });
});

const rows = (): readonly string[] => trace.read(0, 100).map(({ service, words }) => `${service} ${words}`);

/** Certificates are hashed by threads of the platform. */
async function tell(): Promise<void> {
  await clock.advance(16);
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
}

describe('handshakes', () => {
  test('are shown within a frame, the newest of each service, with the judged path and what was sent', async () => {
    handshakes.take('dps', report({ serverChain: [leaf] }));
    handshakes.take('hub', report({ host: 'hub' }));
    expect(journal.view.handshakes).toEqual([]);
    const newest = report({
      verdict: { kind: 'trusted', path: [leaf, root] },
      sent: { chain: [leaf], signature: 'ecdsa_secp256r1_sha256' },
    });
    handshakes.take('dps', newest);
    await tell();
    const [atDps, atHub] = journal.view.handshakes;
    expect(atDps?.report).toBe(newest);
    expect(atDps?.serverPath.map(({ derBase64 }) => derBase64)).toEqual([encodeBase64(leaf), encodeBase64(root)]);
    expect(atDps?.sentChain.map(({ commonName }) => commonName)).toEqual(['dev']);
    expect(atHub).toMatchObject({ service: 'hub', serverPath: [], sentChain: [] });
    expect(described).toEqual([leaf, root]);
  });

  test('show what the server sent where no path was judged, up to what cannot be read', async () => {
    handshakes.take('dps', report({ serverChain: [leaf, Uint8Array.of(1), root] }));
    await tell();
    expect(journal.view.handshakes[0]?.serverPath.map(({ commonName }) => commonName)).toEqual(['dev']);
  });

  test('are written down once, when they are done, with what became of our certificate', () => {
    const sent = { chain: [leaf], signature: 'ecdsa_secp256r1_sha256' };
    const asked = { signatureSchemes: [], authorities: [] };
    handshakes.take('dps', report());
    handshakes.take('dps', done({ asked, sent }));
    handshakes.take('dps', done({ asked, sent, keyUpdates: 1 }));
    handshakes.take('hub', done({ asked, sent: { chain: [], signature: undefined } }));
    handshakes.take('hub', done({ startedAt: 5, version: 'TLS 1.2' }));
    handshakes.take('hub', report({ startedAt: 6, outcome: 'failed' }));
    expect(rows()).toEqual([
      'dps TLS 1.3 stands, with TLS_AES_128_GCM_SHA256. The server asked for a certificate, and the one of the device was sent.',
      'hub TLS 1.3 stands, with TLS_AES_128_GCM_SHA256. The server asked for a certificate, and none was sent.',
      'hub TLS 1.2 stands, with TLS_AES_128_GCM_SHA256. The server did not ask for a certificate.',
    ]);
  });

  test('of an attempt before are forgotten: that at the hub, or both', async () => {
    handshakes.take('dps', done());
    handshakes.take('hub', done());
    await tell();
    handshakes.forget('hub');
    expect(journal.view.handshakes.map(({ service }) => service)).toEqual(['dps']);
    handshakes.forget('dps');
    expect(journal.view.handshakes).toEqual([]);
    await tell();
    expect(journal.view.handshakes).toEqual([]);
  });

  test('that were not TLS are proofs, told and forgotten in the same way', async () => {
    const proof = { host: 'h', provenAt: 0, chain: [leaf], scheme: 'ecdsa_secp256r1_sha256' } as const;
    handshakes.takeProof('dps', proof);
    await tell();
    expect(journal.view.proofs).toMatchObject([{ service: 'dps', report: proof, sentChain: [{ commonName: 'dev' }] }]);
    expect(rows()[0]).toMatch(/^dps The certificate was proven without TLS/);
    handshakes.forget('dps');
    expect(journal.view.proofs).toEqual([]);
  });
});

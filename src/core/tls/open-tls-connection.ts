import { concatBytes } from '../bytes/compare.ts';
import { makeFinding } from '../errors/workbench-error.ts';
import { exchangeHellos } from './exchange-hellos.ts';
import { createHandshake } from './handshake.ts';
import { finishHandshake12 } from './handshake-12.ts';
import { finishHandshake13 } from './handshake-13.ts';
import { createIncoming, type IncomingAlert } from './incoming.ts';
import { createKeyUpdates, type KeyUpdates } from './key-updates.ts';
import { ALERT, type AlertName, CONTENT, nameOf } from './protocol.ts';
import { createRecordWriter } from './record-writer.ts';
import type { TlsConnection, TlsConnectionOptions } from './tls-connection.ts';
import { failOrder, TlsFault } from './tls-fault.ts';
import type { TlsReport } from './tls-report.ts';

/** A handshake takes one or two times the way to the server and back. */
const HANDSHAKE_SECONDS = 20;
/** RFC 5246, 7.2; RFC 8446, 6.1: these are no faults. */
const WARNINGS: readonly AlertName[] = ['close_notify', 'user_canceled', 'no_renegotiation'];
/** The newest alerts, which the report tells: a server may send warnings between its data for ever. */
const TOLD_ALERTS = 100;

/** Opens a TLS connection: says hello at once, and is open when `onOpen` is called. */
export function openTlsConnection(options: TlsConnectionOptions): TlsConnection {
  const { host, clock } = options;
  let state: 'handshake' | 'open' | 'ended' = 'handshake';
  let report = makeReport(host, clock.now());
  let updates: KeyUpdates | undefined;
  /** Whether the server has sent any. */
  let hasData = false;
  /** Given to `send` in this turn. */
  let gathered: Uint8Array[] = [];
  let bufferedAmount = 0;
  const incoming = createIncoming(host, hear);
  const writer = createRecordWriter(options.transmit, end);
  const timer = clock.after(HANDSHAKE_SECONDS * 1000, () =>
    end(new TlsFault('user_canceled', makeFinding('tls/silent', { host, seconds: HANDSHAKE_SECONDS }))),
  );
  run().catch(end);

  async function run(): Promise<void> {
    updates = await shakeHands();
    // What the handshake ends with is on its way before anything else is.
    await writer.flushed();
    if (state === 'ended') return;
    state = 'open';
    timer.cancel();
    incoming.open();
    tell({ outcome: 'done', tookMs: clock.now() - report.startedAt });
    options.onOpen();
    for (;;) await readNext();
  }

  async function shakeHands(): Promise<KeyUpdates | undefined> {
    const handshake = createHandshake(options, incoming, writer, tell);
    const agreed = await exchangeHellos(handshake);
    const isModern = agreed.suite.version === 'TLS 1.3';
    const secrets = await (isModern ? finishHandshake13 : finishHandshake12)(handshake, agreed);
    handshake.forget();
    return secrets ? createKeyUpdates(handshake, secrets) : undefined;
  }

  async function readNext(): Promise<void> {
    const found = await incoming.next();
    if (found instanceof Uint8Array) {
      // Of what comes behind the end nothing is told.
      if (state === 'ended') return;
      hasData = true;
      options.onBytes(found);
      return;
    }
    const { name, reader } = found;
    const isUpdate = name === 'key_update';
    // RFC 8446, 4.6: tickets (4.6.1) may be left alone. In TLS 1.2 nothing comes any more.
    if (updates === undefined || !(isUpdate || name === 'new_session_ticket')) failOrder(name, ['application_data']);
    incoming.countIdle(name);
    if (isUpdate) updates.accept(reader);
  }

  function flush(): void {
    if (gathered.length === 0) return;
    const data = concatBytes(gathered);
    gathered = [];
    updates?.prepare();
    void writer.write(CONTENT.application_data, data).then(() => (bufferedAmount -= data.length));
  }

  /** Notes an alert; one that is the end gives the connection its finding. */
  function hear({ description, isFatal }: IncomingAlert): void {
    const name = nameOf(ALERT, description, 'alert');
    const { sent, alerts } = report;
    tell({ alerts: [...alerts.slice(1 - TOLD_ALERTS), { direction: 'received', description, name }] });
    if (!isFatal) return;
    const duringHandshake = state === 'handshake';
    const afterCertificate = (sent?.chain.length ?? 0) > 0;
    const finding = makeFinding('tls/alert', { description, name, duringHandshake, afterCertificate });
    // A server that wants a certificate says so before anything else, in TLS 1.3 behind the handshake.
    throw new TlsFault(undefined, hasData ? finding : (sent?.notTaken ?? finding));
  }

  /** Ends the connection: what was sent before goes out, then the alert, and nothing after it. */
  function end(error: unknown): void {
    if (state === 'ended') return;
    const isFault = error instanceof TlsFault;
    const { finding, alert } = isFault ? error : new TlsFault('internal_error', makeFinding('tls/internal', { host }));
    flush();
    if (state === 'handshake') report = { ...report, outcome: 'failed', tookMs: clock.now() - report.startedAt };
    if (alert !== undefined) {
      const description = ALERT[alert];
      void writer.write(CONTENT.alert, Uint8Array.of(WARNINGS.includes(alert) ? 1 : 2, description));
      report = { ...report, alerts: [...report.alerts, { direction: 'sent', description, name: alert }] };
    }
    writer.close();
    timer.cancel();
    state = 'ended';
    report = { ...report, finding };
    options.onReport?.(report);
    void writer.flushed().then(() => options.onEnd(finding));
  }

  /** Of a handshake that goes on behind the end nothing is told. */
  function tell(news: Partial<TlsReport>): void {
    if (state === 'ended') return;
    report = { ...report, ...news };
    options.onReport?.(report);
  }

  return {
    get bufferedAmount() {
      return bufferedAmount;
    },
    receive(bytes) {
      if (state !== 'ended') incoming.receive(bytes);
    },
    send(bytes) {
      if (state !== 'open' || bytes.length === 0) return;
      // All that is sent in one turn shares records: a record costs as much as kilobytes in it.
      if (gathered.length === 0) queueMicrotask(flush);
      gathered.push(bytes.slice());
      bufferedAmount += bytes.length;
    },
    close: () => end(new TlsFault('close_notify', undefined)),
    transportEnded: incoming.end,
  };
}

function makeReport(host: string, startedAt: number): TlsReport {
  return {
    host,
    startedAt,
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
  };
}

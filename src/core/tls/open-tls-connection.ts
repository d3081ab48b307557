import { concatBytes } from '../bytes/compare.ts';
import { makeFinding } from '../errors/workbench-error.ts';
import type { Timer } from '../ports/clock.ts';
import { exchangeHellos } from './exchange-hellos.ts';
import { finishHandshake12 } from './handshake-12.ts';
import { finishHandshake13 } from './handshake-13.ts';
import { HandshakeContext } from './handshake-context.ts';
import { Incoming, type IncomingAlert } from './incoming.ts';
import { KeyUpdates } from './key-updates.ts';
import { ALERT, type AlertName, CONTENT, nameOf } from './protocol.ts';
import { RecordWriter } from './record-writer.ts';
import type { TlsConnection, TlsConnectionOptions } from './tls-connection.ts';
import { fail, failOrder, TlsFault } from './tls-fault.ts';
import type { TlsReport } from './tls-report.ts';

/** A handshake takes one or two times the way to the server and back. */
const HANDSHAKE_LIMIT_MS = 20_000;
/** RFC 5246, 7.2; RFC 8446, 6.1: these two are no faults. */
const WARNINGS: readonly AlertName[] = ['close_notify', 'no_renegotiation'];

/** Opens a TLS connection: says hello at once, and is open when `onOpen` is called. */
export function openTlsConnection(options: TlsConnectionOptions): TlsConnection {
  return new Connection(options);
}

class Connection implements TlsConnection {
  readonly #options: TlsConnectionOptions;
  readonly #incoming: Incoming;
  readonly #writer: RecordWriter;
  readonly #context: HandshakeContext;
  readonly #timer: Timer;
  #report: TlsReport;
  #updates: KeyUpdates | undefined;
  #state: 'handshake' | 'open' | 'ended' = 'handshake';
  /** Given to `send` in this turn. */
  #gathered: Uint8Array[] = [];
  #buffered = 0;

  constructor(options: TlsConnectionOptions) {
    const { host, clock } = options;
    this.#options = options;
    this.#report = { ...EMPTY_REPORT, host, startedAt: clock.now() };
    this.#incoming = new Incoming(host, (alert) => this.#hear(alert));
    this.#writer = new RecordWriter(options.transmit, (error) => this.#fail(error));
    this.#context = new HandshakeContext(options, this.#incoming, this.#writer, (news) => this.#tell(news));
    const seconds = HANDSHAKE_LIMIT_MS / 1000;
    this.#timer = clock.after(HANDSHAKE_LIMIT_MS, () => {
      this.#fail(new TlsFault('user_canceled', makeFinding('tls/silent', { host, seconds })));
    });
    this.#run().catch((error: unknown) => this.#fail(error));
  }

  get bufferedAmount(): number {
    return this.#buffered;
  }

  receive(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#state !== 'ended') this.#incoming.receive(bytes);
  }

  send(bytes: Uint8Array): void {
    if (this.#state !== 'open' || bytes.length === 0) return;
    // All that is sent in one turn shares records: a record costs as much as a kilobyte in it.
    if (this.#gathered.length === 0) queueMicrotask(() => this.#flush());
    this.#gathered.push(bytes.slice());
    this.#buffered += bytes.length;
  }

  close(): void {
    this.#fail(new TlsFault('close_notify', undefined));
  }

  transportEnded(): void {
    this.#incoming.end();
  }

  async #run(): Promise<void> {
    const context = this.#context;
    const hello = await exchangeHellos(context);
    const isModern = hello.suite.version === 'TLS 1.3';
    if (isModern) this.#updates = new KeyUpdates(context, await finishHandshake13(context, hello));
    else await finishHandshake12(context, hello);
    // What the handshake ends with is on its way before anything else is.
    await this.#writer.flushed();
    if (this.#state === 'ended') return;
    this.#state = 'open';
    this.#timer.cancel();
    this.#incoming.open();
    this.#tell({ outcome: 'done', tookMs: this.#elapsed() });
    this.#options.onOpen();
    await this.#readOn();
  }

  async #readOn(): Promise<void> {
    for (;;) {
      const found = await this.#incoming.next();
      if (this.#state === 'ended') return;
      if (found instanceof Uint8Array) {
        if (found.length > 0) this.#options.onBytes(found);
      } else if (this.#updates !== undefined && found.name === 'key_update') {
        this.#incoming.countIdle(found.name);
        this.#updates.accept(found.body);
      } else if (this.#updates !== undefined && found.name === 'new_session_ticket') {
        // RFC 8446, 4.6.1: a ticket may be left alone.
        this.#incoming.countIdle(found.name);
      } else if (found.name === 'hello_request') {
        // RFC 5246, 7.4.1.1: there is no second handshake.
        fail('no_renegotiation', 'tls/renegotiation', {});
      } else failOrder(found.name, ['application_data']);
    }
  }

  #flush(): void {
    if (this.#gathered.length === 0) return;
    const data = concatBytes(this.#gathered);
    this.#gathered = [];
    this.#updates?.prepare();
    void this.#writer.write(CONTENT.application_data, data).then(() => (this.#buffered -= data.length));
  }

  /** Notes an alert; one that is the end gives the connection its finding. */
  #hear({ description, isFatal }: IncomingAlert): void {
    const name = nameOf(ALERT, description, 'alert');
    const { sent, alerts } = this.#report;
    this.#tell({ alerts: [...alerts, { direction: 'received', description, name }] });
    if (!isFatal) return;
    const duringHandshake = this.#state === 'handshake';
    const afterCertificate = (sent?.chain.length ?? 0) > 0;
    const finding = makeFinding('tls/alert', { description, name, duringHandshake, afterCertificate });
    throw new TlsFault(undefined, sent?.notTaken ?? finding);
  }

  /** Ends the connection: what was sent before goes out, then the alert, and nothing after it. */
  #fail(error: unknown): void {
    if (this.#state === 'ended') return;
    const internal = makeFinding('tls/internal', { host: this.#options.host });
    const { finding, alert } = error instanceof TlsFault ? error : new TlsFault('internal_error', internal);
    this.#flush();
    const outcome = this.#state === 'open' ? {} : ({ outcome: 'failed', tookMs: this.#elapsed() } as const);
    this.#state = 'ended';
    this.#timer.cancel();
    if (alert !== undefined) this.#sendAlert(alert);
    this.#writer.close();
    this.#publish({ ...outcome, finding });
    void this.#writer.flushed().then(() => this.#options.onEnd(finding));
  }

  #sendAlert(name: AlertName): void {
    const description = ALERT[name];
    void this.#writer.write(CONTENT.alert, Uint8Array.of(WARNINGS.includes(name) ? 1 : 2, description));
    this.#report = {
      ...this.#report,
      alerts: [...this.#report.alerts, { direction: 'sent', description, name }],
    };
  }

  /** Of a handshake that goes on behind the end nothing is told. */
  #tell(news: Partial<TlsReport>): void {
    if (this.#state !== 'ended') this.#publish(news);
  }

  #publish(news: Partial<TlsReport>): void {
    this.#report = { ...this.#report, ...news };
    this.#options.onReport?.(this.#report);
  }

  #elapsed(): number {
    return this.#options.clock.now() - this.#report.startedAt;
  }
}

const EMPTY_REPORT: Omit<TlsReport, 'host' | 'startedAt'> = {
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

import type { JsonObject } from '#core/bytes/json';
import { WorkbenchError, type Finding } from '#core/errors/workbench-error';
import type { DeviceRecord, DeviceSecret } from '#core/identity/device-record';
import type { RoadFacts } from '#core/identity/road';
import type { Transport } from '#core/ports/byte-socket';
import type { Clock } from '#core/ports/clock';
import type { Locks } from '#core/ports/locks';
import type { MqttClient } from '#core/ports/mqtt-client';
import type { Network } from '#core/ports/network';
import type { Vault } from '#core/ports/vault';
import type { DeviceNote } from '#core/words/en/device-notes';
import { randomFraction } from './backoff.ts';
import type { Behaviour } from './behaviour/behaviour.ts';
import { createQuiet } from './behaviour/quiet.ts';
import { createRaw } from './behaviour/raw.ts';
import { createThermostat } from './behaviour/thermostat.ts';
import { createCertificateWatch } from './certificate-watch.ts';
import type { KeepIssued } from './certificates/request-certificate.ts';
import { DeviceRun } from './device-run.ts';
import { isRunning, type RunView } from './device-view.ts';
import { createHandshakes } from './handshakes.ts';
import { createHeldLocks } from './held-locks.ts';
import { createInterruption } from './interruption.ts';
import { createIssuedCertificates, type IssuedCertificates } from './issued-certificates.ts';
import { createJournal, type Journal } from './journal.ts';
import { createSurroundings } from './knowledge.ts';
import type { CertificateProof } from './proof.ts';
import { createRoadInUse } from './road-in-use.ts';
import { createTelemetry, type Telemetry } from './telemetry.ts';
import { createTelemetryRings, type TelemetryRings } from './telemetry-rings.ts';
import { createTraceRing, type TraceRing } from './trace-ring.ts';
import { createTwin } from './twin.ts';

/** The world as a device sees it. */
export interface DevicePorts {
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly mqtt: MqttClient;
  readonly vault: Vault;
  readonly transportFor: (facts: RoadFacts) => Transport;
  /** Gives the record as it is kept now: its road may have been changed since the start. */
  readonly readRecord: () => DeviceRecord;
  readonly keepIssued: KeepIssued;
  readonly locks: Locks;
  readonly network: Network;
  /** Gives the ID scope that the device's local cloud has now, or undefined when nobody says; never rejects. */
  readonly readLocalIdScope: () => Promise<string | undefined>;
}

/** Two seconds: soon enough for a chart to move, and far below what any service allows a device. */
export const DEFAULT_INTERVAL_MS = 2000;

/** One virtual device: at most one run at a time, and what all its runs left behind. */
export interface VirtualDevice {
  readonly view: RunView;
  readonly lastSeenAt: number | undefined;
  readonly trace: TraceRing;
  readonly rings: TelemetryRings;
  /** Starts with these keys, or ends the wait of a run that goes on. `onAccepted`: the service took a key. */
  start(record: DeviceRecord, secret: DeviceSecret, onAccepted?: () => void): void;
  /** Resolves when the connection is closed and the locks are free. */
  stop(): Promise<void>;
  /** Resolves at the acknowledgement. Throws `device/not-online`, `device/…-too-large`. */
  sendTelemetry(body: string, properties: Readonly<Record<string, string>>): Promise<void>;
  /** Throws `device/not-online`, `twin/refused`, `twin/silent`. */
  report(patch: JsonObject): Promise<void>;
  setInterval(intervalMs: number): void;
  /** Shows this certificate of its pair from now on; what it is connected with ends and is made anew. */
  useCertificate(proof: CertificateProof): void;
  /** Writes down what was decided outside of a run. */
  note(note: DeviceNote): void;
  /** Writes down that something went wrong beside the connection, and shows `warning` until the next start. */
  warn(note: DeviceNote, warning: Finding): void;
}

interface Running {
  readonly run: DeviceRun;
  readonly telemetry: Telemetry;
  readonly finished: Promise<void>;
}

/** Gives a device that is idle. `onChange` is called after each change of its view, trace or points. */
export function createVirtualDevice(ports: DevicePorts, onChange: () => void): VirtualDevice {
  const trace = createTraceRing();
  const rings = createTelemetryRings();
  const journal = createJournal(ports.clock, trace, onChange);
  const handshakes = createHandshakes(ports.clock, journal, async (der) => {
    const { describeDer } = await import('./certificates/open-certificate.ts');
    return describeDer(ports.crypto.subtle, der);
  });
  let running: Running | undefined;

  const begin = (record: DeviceRecord, secret: DeviceSecret, onAccepted: () => void): Running => {
    const { clock, crypto, mqtt, network, vault, readLocalIdScope } = ports;
    const road = createRoadInUse(ports, record, journal);
    const behaviour = createBehaviour(record, ports);
    const telemetry = createTelemetry({
      clock,
      behaviour,
      journal,
      rings,
      intervalMs: record.intervalMs ?? DEFAULT_INTERVAL_MS,
      onReport: (patch) => run.reportBeat(patch),
    });
    const interruption = createInterruption();
    const surroundings = createSurroundings({
      record,
      secret,
      clock,
      network,
      transport: () => road.transport,
      readLocalIdScope,
    });
    const run = new DeviceRun({
      record,
      secret,
      network,
      behaviour,
      telemetry,
      twin: createTwin(),
      locks: createHeldLocks(ports.locks, clock),
      vault,
      onAccepted,
      chooseRoad: road.choose,
      issued: createIssued(ports, record, secret, journal),
      watch: createCertificateWatch(clock, journal),
      makeTools: (knowledge) => ({
        clock,
        crypto,
        mqtt,
        get transport() {
          return road.transport;
        },
        interruption,
        journal,
        handshakes,
        surroundings,
        knowledge,
      }),
    });
    const finish = async (): Promise<void> => {
      try {
        await run.run();
      } finally {
        if (running?.run === run) running = undefined;
        // Only a mistake of ours ends a run in the midst of its work; the device must not look as if it went on.
        if (!interruption.isSet && isRunning(journal.view.state)) journal.patch({ state: { kind: 'stopped' } });
      }
    };
    return { run, telemetry, finished: finish() };
  };

  return {
    get view() {
      return journal.view;
    },
    get lastSeenAt() {
      return journal.lastSeenAt;
    },
    trace,
    rings,
    start(record, secret, onAccepted = () => undefined) {
      if (running === undefined) running = begin(record, secret, onAccepted);
      else running.run.retryNow();
    },
    async stop() {
      const stopping = running;
      stopping?.run.stop();
      await stopping?.finished;
      if (journal.view.state.kind === 'idle' || journal.view.state.kind === 'stopped') return;
      if (isRunning(journal.view.state)) journal.note('hub', { kind: 'stopped' });
      journal.end('failed');
      journal.patch({ state: { kind: 'stopped' } });
    },
    sendTelemetry: (body, properties) =>
      running?.telemetry.send(body, properties) ?? Promise.reject(new WorkbenchError('device/not-online', {})),
    report: (patch) => running?.run.report(patch) ?? Promise.reject(new WorkbenchError('device/not-online', {})),
    setInterval: (intervalMs) => running?.telemetry.setInterval(intervalMs),
    useCertificate: (proof) => running?.run.useCertificate(proof),
    note: (note) => journal.note('dps', note),
    warn(note, warning) {
      journal.note('dps', note, true);
      journal.patch({ warning });
    },
  };
}

/** A record of a later version may name a behaviour that is not known here; such a device must not make values up. */
function createBehaviour({ behaviour }: DeviceRecord, { clock, crypto }: DevicePorts): Behaviour {
  const random = (): number => randomFraction(crypto);
  if (behaviour === 'thermostat') return createThermostat(clock.now(), random);
  return behaviour === 'raw' ? createRaw(random) : createQuiet();
}

function createIssued(
  { clock, crypto, vault, keepIssued }: DevicePorts,
  { route, wantsCertificate }: DeviceRecord,
  { issued }: DeviceSecret,
  journal: Journal,
): IssuedCertificates | undefined {
  if (wantsCertificate !== true || route.kind !== 'dps') return undefined;
  const { registrationId } = route;
  return createIssuedCertificates({ clock, crypto, vault, journal, registrationId, kept: issued, keep: keepIssued });
}

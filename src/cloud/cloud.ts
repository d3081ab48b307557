import { encodeBase64 } from '#core/bytes/base64';
import { encodeHex } from '#core/bytes/hex';
import type { Json } from '#core/bytes/json';
import type { ModelVerdict } from '#core/model/model-finding';
import type { Clock } from '#core/ports/clock';
import type { ParseCsv } from '#core/ports/csv-parser';
import type { RestRequest, RestResponse } from '#core/ports/rest';
import { createAttemptLog } from './attempts.ts';
import type { CloudContext } from './cloud-context.ts';
import { createEventFeed, type CloudEvent } from './cloud-events.ts';
import { createActiveFaults, type ActiveFaults } from './faults/active-faults.ts';
import { createKeeping } from './keeping.ts';
import { createDataExporter, type DataExporter } from './export/data-export.ts';
import { printExportLine } from './export/export-body.ts';
import type { PostWebhook } from './export/webhook-queue.ts';
import { createJobRunner, type JobRunner } from './jobs/job-runner.ts';
import { createJobScheduler, type JobScheduler } from './jobs/job-scheduler.ts';
import type { Link } from './link.ts';
import { createConnection, type Connection } from './mqtt/connection.ts';
import { answerError } from './rest/rest-response.ts';
import { answerRest, findBodyRule, type BodyRule } from './rest/router.ts';
import { createApplication } from './services/application.ts';
import { createAuthorities } from './services/authorities.ts';
import { createIssuers } from './services/issuers.ts';
import { createFileShelf } from './services/file-shelf.ts';
import { createHubConfigurations, type HubConfigurations } from './services/hub-configurations.ts';
import { createHubJobs, type HubJobs } from './services/hub-jobs.ts';
import { createEnrollments, makeDefaultGroups } from './services/enrollments.ts';
import { createMessageFeedback, type MessageFeedback } from './services/message-feedback.ts';
import { nameSecondHub } from './services/hubs.ts';
import { makeDefaultPolicies, printPolicyString } from './services/policies.ts';
import { stopMessages } from './services/messages.ts';
import { endAllCalls } from './services/methods.ts';
import { makeGuid, makeRandomBytes } from './services/random.ts';
import { createRegistry } from './services/registry.ts';
import { addModels } from './services/template-models.ts';
import { DEFAULT_SETTINGS, type CloudSettings } from './settings.ts';
import { EMPTY_APPLICATION } from './state/read-application-state.ts';
import { readChange, takeSnapshot } from './snapshot.ts';
import type { CloudState, SymmetricKeyAttestation } from './state/cloud-state.ts';
import type { KeepChanges } from './state/kept-change.ts';

/** What a cloud is made from. */
export interface CloudOptions {
  readonly clock: Clock;
  readonly crypto: Crypto;
  /** Reads the tables that an operator imports. */
  readonly parseCsv: ParseCsv;
  /** The name that devices are told as their hub. */
  readonly host: string;
  /** The name of the other hub, to which devices can be moved; by default `hub-2.` and the host. */
  readonly secondHost?: string;
  /** Over those of `state`, and over the defaults. */
  readonly settings?: Partial<CloudSettings>;
  /** Takes every bearer token in place of a token of this cloud, unjudged, and marks it in the log. */
  readonly acceptAnyBearer?: boolean;
  /** Sends data to webhooks; without it there can be no destinations of data exports. */
  readonly postWebhook?: PostWebhook;
  /** Of a new cloud; without it, one is made. */
  readonly idScope?: string | undefined;
  /** As `readCloudState` gave it; without it the cloud makes a new ID scope and new keys. */
  readonly state?: CloudState | undefined;
  /** Keeps what should outlive the host; it holds keys. Who was promised a change hears of it once this has resolved. */
  readonly keep?: KeepChanges;
}

/** What a host shows of its cloud. It holds keys. */
export interface CloudDescription {
  readonly host: string;
  /** The names of both hubs; the first is the host. */
  readonly hubs: readonly [string, string];
  readonly idScope: string;
  /** The whole value of the operator's Authorization header. */
  readonly operatorToken: string;
  /** Of the policy `iothubowner`, for service SDKs. */
  readonly serviceConnectionString: string;
  /** Of the policy `provisioningserviceowner`. */
  readonly provisioningConnectionString: string;
  /** Those with certificates have no keys. */
  readonly enrollmentGroups: readonly (
    | ({ readonly id: string } & SymmetricKeyAttestation)
    | { readonly id: string; readonly type: 'x509'; readonly primaryKey?: undefined; readonly secondaryKey?: undefined }
  )[];
}

/** A cloud of one DPS instance and one hub, for any number of links. */
export interface Cloud {
  /** Serves a client; the user name of its CONNECT tells DPS from the hub. */
  accept(link: Link): void;
  /** Answers the operator. Never rejects. */
  rest(request: RestRequest): Promise<RestResponse>;
  /** Says how the body of a request is to be read, before anything is read of it. */
  bodyRule(request: Pick<RestRequest, 'method' | 'url'>): BodyRule;
  /** Tells what happens from now on. Returns a function that stops it. */
  follow(listener: (event: CloudEvent) => void): () => void;
  /**
   * Gives an event’s telemetry as a line of JSON in the form of IoT Central’s data export, without a line end; undefined
   * for every other event.
   */
  printExportLine(event: CloudEvent): string | undefined;
  describe(): CloudDescription;
  /**
   * Adds DTDL interfaces to the local model repository, one or an array of them, all or none. Gives their IDs, or what is
   * wrong with them (words: `describeModelFinding`).
   */
  addModels(documents: Json): ModelVerdict<readonly string[]>;
  /** Gives the state to keep, as plain JSON of its own. */
  snapshot(): CloudState;
  /** Closes every link and stops every timer. */
  dispose(): void;
}

/** Gives a running cloud. */
export async function createCloud(options: CloudOptions): Promise<Cloud> {
  const connections = new Set<Connection>();
  const events = createEventFeed();
  const onSettings = (): void => {
    for (const connection of connections) connection.settingsChanged();
  };
  const reset = async (): Promise<boolean> => {
    const { operatorToken, keeping } = context;
    context.dispose();
    for (const connection of connections) connection.dispose();
    connections.clear();
    const { state: _state, idScope: _idScope, ...others } = options;
    context = createContext(others, { events, onSettings, reset, operatorToken, before: keeping?.kept() });
    context.keeping?.changed(['cloud']);
    events.tell({ type: 'reset', at: options.clock.now() });
    return context.keeping?.kept() ?? true;
  };
  let context = createContext(options, { events, onSettings, reset });
  let disposed = false;
  return {
    accept(link) {
      if (disposed) return link.close();
      const connection = createConnection(context, link, () => connections.delete(connection));
      connections.add(connection);
    },
    rest: (request) => answerSafely(context, request),
    bodyRule: (request) => findBodyRule(context, request),
    follow: (listener) => events.follow(listener),
    printExportLine: (event) => printExportLine(context, event),
    describe: () => describeCloud(context),
    addModels: (documents) => addModels(context, documents),
    snapshot: () => takeSnapshot(context),
    dispose() {
      disposed = true;
      for (const connection of connections) connection.dispose();
      context.dispose();
      events.dispose();
    },
  };
}

async function answerSafely(context: CloudContext, request: RestRequest): Promise<RestResponse> {
  try {
    return await answerRest(context, request);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'unknown';
    return answerError(context, 500, 'InternalServerError', `The local cloud made a mistake: ${message}`);
  }
}

function describeCloud(context: CloudContext): CloudDescription {
  const { host, hubs, idScope, operatorToken, enrollments, policies } = context;
  const enrollmentGroups = enrollments.groups().map(({ id, attestation }) => {
    return attestation.type === 'symmetricKey' ? { id, ...attestation } : { id, type: attestation.type };
  });
  return {
    host,
    hubs,
    idScope,
    operatorToken,
    serviceConnectionString: printPolicyString(host, policies, 'hub'),
    provisioningConnectionString: printPolicyString(host, policies, 'dps'),
    enrollmentGroups,
  };
}

/** What a cloud is told by what is around it, which a reset does not change. */
interface Surroundings extends Pick<CloudContext, 'events' | 'reset'> {
  readonly onSettings: () => void;
  /** Of whoever operates the cloud already. */
  readonly operatorToken?: string;
  /** Once this is over, nothing is written any more of the cloud that was here before. */
  readonly before?: Promise<boolean> | undefined;
}

function createContext(options: CloudOptions, around: Surroundings): CloudContext & { dispose(): void } {
  const { events, onSettings, reset, before } = around;
  const { clock, crypto, parseCsv, host } = options;
  const kept = structuredClone(options.state);
  let settings: CloudSettings = { ...DEFAULT_SETTINGS, ...kept?.settings, ...options.settings };
  const { keep } = options;
  let faults: ActiveFaults | undefined;
  let hubJobs: HubJobs | undefined;
  let hubConfigurations: HubConfigurations | undefined;
  const keeping =
    keep &&
    createKeeping(clock, async (changes) => {
      await before;
      if (isOver) return;
      await keep(
        changes.map((change) => readChange(context, change)),
        () => takeSnapshot(context),
      );
    });
  let isOver = false;
  let exporter: DataExporter | undefined;
  let feedback: MessageFeedback | undefined;
  let jobRunner: JobRunner | undefined;
  let jobScheduler: JobScheduler | undefined;
  const context: CloudContext & { dispose(): void } = {
    clock,
    crypto,
    parseCsv,
    host,
    hubs: [host, options.secondHost ?? nameSecondHub(host)],
    idScope: kept?.idScope ?? options.idScope ?? `0ne${encodeHex(makeRandomBytes(crypto, 4)).toUpperCase()}`,
    operatorToken: kept?.operatorToken ?? around.operatorToken ?? makeOperatorToken(crypto, clock.now()),
    enrollments: createEnrollments(
      kept?.enrollmentGroups ?? makeDefaultGroups(crypto, clock.now()),
      kept?.individualEnrollments ?? [],
    ),
    policies: kept?.policies ?? makeDefaultPolicies(crypto),
    registry: createRegistry(kept?.identities ?? []),
    authorities: createAuthorities(kept?.authorities ?? []),
    issuers: createIssuers(kept?.issuers ?? []),
    files: createFileShelf(crypto),
    get feedback(): MessageFeedback {
      return (feedback ??= createMessageFeedback(context, kept?.feedback ?? []));
    },
    get hubConfigurations(): HubConfigurations {
      return (hubConfigurations ??= createHubConfigurations(context, kept?.hubConfigurations ?? []));
    },
    get hubJobs(): HubJobs {
      return (hubJobs ??= createHubJobs(context, kept?.hubJobs ?? []));
    },
    acceptsAnyBearer: options.acceptAnyBearer ?? false,
    application: createApplication(kept ?? EMPTY_APPLICATION, (book, id) => context.changed(book, id)),
    get dataExporter(): DataExporter {
      return (exporter ??= createDataExporter(context, options.postWebhook));
    },
    get jobRunner(): JobRunner {
      return (jobRunner ??= createJobRunner(context));
    },
    get jobScheduler(): JobScheduler {
      return (jobScheduler ??= createJobScheduler(context));
    },
    attempts: createAttemptLog(),
    events,
    reset,
    operations: new Map(),
    get settings() {
      return settings;
    },
    get faults(): ActiveFaults {
      return (faults ??= createActiveFaults(context));
    },
    changeSettings(patch, concernsConnections = true) {
      settings = { ...settings, ...patch };
      context.changed('settings');
      context.faults.settingsChanged();
      if (concernsConnections) onSettings();
      context.events.tell({ type: 'settings', at: clock.now() });
    },
    now: () => clock.now() + settings.clockSkewSeconds * 1000,
    keeping,
    changed(...change) {
      keeping?.changed(change);
      hubConfigurations?.changed(change);
    },
    dispose() {
      context.hubJobs.dispose();
      context.hubConfigurations.dispose();
      for (const identity of context.registry.list()) {
        stopMessages(identity);
        endAllCalls(identity);
      }
      context.dataExporter.dispose();
      context.jobRunner.dispose();
      context.jobScheduler.dispose();
      context.faults.dispose();
      keeping?.dispose();
      isOver = true;
    },
  };
  context.faults.settingsChanged();
  context.dataExporter.changed();
  context.jobRunner.resumeAll();
  context.jobScheduler.changed();
  context.hubJobs.resume();
  context.hubConfigurations.resume();
  return context;
}

/** Gives a token in the form of IoT Central's API tokens; it is looked up, never computed again. */
function makeOperatorToken(crypto: Crypto, nowMs: number): string {
  const signature = encodeURIComponent(encodeBase64(makeRandomBytes(crypto, 32)));
  const yearMs = 31_536_000_000;
  return `SharedAccessSignature sr=${makeGuid(crypto)}&sig=${signature}&skn=operator&se=${nowMs + yearMs}`;
}

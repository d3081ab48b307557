import type { Json } from '#core/bytes/json';
import type { ModelVerdict } from '#core/model/model-finding';
import type { Clock } from '#core/ports/clock';
import type { ParseCsv } from '#core/ports/csv-parser';
import type { RestRequest, RestResponse } from '#core/ports/rest';
import type { ProofFault } from '#core/wire/certificate-proof';
import type { AttemptOrigin } from './attempts.ts';
import { describeProofFault } from './auth/proof-cause.ts';
import { logAttempt, type CloudContext } from './cloud-context.ts';
import { createEventFeed, type CloudEvent } from './cloud-events.ts';
import { printExportLine } from './export/export-body.ts';
import type { PostWebhook } from './export/webhook-queue.ts';
import type { Link } from './link.ts';
import { createConnection, type Connection } from './mqtt/connection.ts';
import { answerError } from './rest/rest-response.ts';
import { answerRest, findBodyRule, type BodyRule } from './rest/router.ts';
import { printPolicyString } from './services/policies.ts';
import { addModels } from './services/template-models.ts';
import type { CloudSettings } from './settings.ts';
import { takeSnapshot } from './snapshot.ts';
import type { CloudState, SymmetricKeyAttestation } from './state/cloud-state.ts';
import type { KeepChanges } from './state/kept-change.ts';
import { createContext } from './create-context.ts';

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
  /** Notes why its host let a client go that did not prove its certificate, before there was a link. */
  turnAway(client: AttemptOrigin & { readonly service: 'dps' | 'hub' }, fault: ProofFault): void;
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
    turnAway: ({ service, ...facts }, fault) =>
      logAttempt(context, { service, identity: '', facts }, 'refused', describeProofFault(fault)),
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

import type { Clock } from '#core/ports/clock';
import type { ParseCsv } from '#core/ports/csv-parser';
import type { Attempt, AttemptFinding, AttemptLog, AttemptOrigin } from './attempts.ts';
import type { EventFeed } from './cloud-events.ts';
import type { DataExporter } from './export/data-export.ts';
import type { ActiveFaults } from './faults/active-faults.ts';
import type { JobRunner } from './jobs/job-runner.ts';
import type { JobScheduler } from './jobs/job-scheduler.ts';
import type { Application } from './services/application.ts';
import type { Keeping } from './keeping.ts';
import type { Authorities } from './services/authorities.ts';
import type { Enrollments } from './services/enrollments.ts';
import type { FileShelf } from './services/file-shelf.ts';
import type { HubConfigurations } from './services/hub-configurations.ts';
import type { HubJobs } from './services/hub-jobs.ts';
import type { Issuers } from './services/issuers.ts';
import type { MessageFeedback } from './services/message-feedback.ts';
import type { Operation } from './services/provisioning.ts';
import type { Registry } from './services/registry.ts';
import type { CloudSettings } from './settings.ts';
import type { SharedAccessPolicy, StateBook } from './state/cloud-state.ts';

/** What the parts of one cloud share. */
export interface CloudContext {
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly parseCsv: ParseCsv;
  /** The name that devices are told as their hub. */
  readonly host: string;
  /** The names of the two hubs that DPS is linked with; the first is `host`. */
  readonly hubs: readonly [string, string];
  readonly idScope: string;
  readonly operatorToken: string;
  /** Tokens of Microsoft Entra ID, which nothing here can judge, are taken from everybody. */
  readonly acceptsAnyBearer: boolean;
  /** Of IoT Central. */
  readonly application: Application;
  readonly dataExporter: DataExporter;
  readonly jobRunner: JobRunner;
  readonly jobScheduler: JobScheduler;
  readonly enrollments: Enrollments;
  /** Of the hub and of DPS, for back ends. */
  readonly policies: readonly SharedAccessPolicy[];
  readonly registry: Registry;
  readonly authorities: Authorities;
  readonly issuers: Issuers;
  /** Jobs of the hub; those of IoT Central stand in `application`. */
  readonly hubJobs: HubJobs;
  readonly hubConfigurations: HubConfigurations;
  /** For back ends of the hub. */
  readonly feedback: MessageFeedback;
  /** What devices uploaded. */
  readonly files: FileShelf;
  readonly attempts: AttemptLog;
  readonly events: EventFeed;
  /** Registrations that go on, or ended lately, by lower-case registration ID. */
  readonly operations: Map<string, Operation>;
  readonly settings: CloudSettings;
  readonly faults: ActiveFaults;
  /** Every connection looks again what is due, unless the change concerns none of them. */
  changeSettings(patch: Partial<CloudSettings>, concernsConnections?: boolean): void;
  /** The cloud's own idea of the time, in milliseconds: the clock, put wrong by the settings. */
  now(): number;
  /**
   * Makes the cloud new: another ID scope, other keys, nothing and nobody in it, and every connection ended. Whoever
   * operates it goes on with the token there is. Resolves with true when the new one is durable.
   */
  reset(): Promise<boolean>;
  /** What becomes of changes; undefined where nothing is kept. */
  readonly keeping: Keeping | undefined;
  /** Says that an entry of a list of the state was added, changed or removed, or that the settings were changed. */
  changed(...change: StateChange): void;
}

/**
 * A list of the state and what its entry is known by there; or the settings, which are one thing; or the whole cloud,
 * which is another one now.
 */
export type StateChange = readonly [book: StateBook, id: string] | readonly [book: 'settings' | 'cloud'];

/** Who tried something, for the log. */
export interface AttemptHead {
  readonly service: Attempt['service'];
  readonly identity: string;
  readonly facts: AttemptOrigin;
}

/**
 * Writes a line of the log and tells it to the followers. `counted`: the refusal counts for its device, as opposed to
 * the end of a connection that had been accepted.
 */
export function logAttempt(
  context: CloudContext,
  head: AttemptHead,
  outcome: 'accepted' | 'refused' | 'ended',
  finding: AttemptFinding,
): void {
  const at = context.clock.now();
  const { service, identity, facts } = head;
  const entry = {
    at,
    service,
    identity,
    outcome: outcome === 'accepted' ? outcome : 'refused',
    ...roadOf(facts),
  } as const;
  const attempt = context.attempts.add(entry, finding);
  const known = service === 'dps' ? context.registry.findRegistration(identity) : context.registry.find(identity);
  if (known !== undefined && outcome === 'refused') known.refusals += 1;
  const deviceId = known?.state.deviceId;
  context.events.tell({ type: 'attempt', at, attempt, ...(deviceId === undefined ? {} : { deviceId }) });
}

function roadOf({ road, remote }: AttemptOrigin): AttemptOrigin {
  return { road, remote };
}

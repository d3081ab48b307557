import { encodeHex } from '#core/bytes/hex';
import { createAttemptLog } from './attempts.ts';
import { makeOperatorToken } from './auth/operator.ts';
import type { CloudContext } from './cloud-context.ts';
import { createActiveFaults, type ActiveFaults } from './faults/active-faults.ts';
import { createKeeping } from './keeping.ts';
import { createDataExporter, type DataExporter } from './export/data-export.ts';
import { createJobRunner, type JobRunner } from './jobs/job-runner.ts';
import { createJobScheduler, type JobScheduler } from './jobs/job-scheduler.ts';
import { createApplication } from './services/application.ts';
import { createAuthorities } from './services/authorities.ts';
import { createIssuers } from './services/issuers.ts';
import { createFileShelf } from './services/file-shelf.ts';
import { createHubConfigurations, type HubConfigurations } from './services/hub-configurations.ts';
import { createHubJobs, type HubJobs } from './services/hub-jobs.ts';
import { createEnrollments, makeDefaultGroups } from './services/enrollments.ts';
import { createMessageFeedback, type MessageFeedback } from './services/message-feedback.ts';
import { nameSecondHub } from './services/hubs.ts';
import { makeDefaultPolicies } from './services/policies.ts';
import { stopMessages } from './services/messages.ts';
import { endAllCalls } from './services/methods.ts';
import { makeRandomBytes } from './services/random.ts';
import { createRegistry } from './services/registry.ts';
import { DEFAULT_SETTINGS, type CloudSettings } from './settings.ts';
import { EMPTY_APPLICATION } from './state/read-application-state.ts';
import { readChange, takeSnapshot } from './snapshot.ts';
import type { CloudOptions } from './cloud.ts';

/** What a cloud is told by what is around it, which a reset does not change. */
export interface Surroundings extends Pick<CloudContext, 'events' | 'reset'> {
  readonly onSettings: () => void;
  /** Of whoever operates the cloud already. */
  readonly operatorToken?: string;
  /** Once this is over, nothing is written any more of the cloud that was here before. */
  readonly before?: Promise<boolean> | undefined;
}

/** Gives what the parts of a cloud share, with all that was kept in it, and everything that goes on by itself begun. */
export function createContext(options: CloudOptions, around: Surroundings): CloudContext & { dispose(): void } {
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

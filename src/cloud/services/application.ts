import type { ApplicationState } from '../state/application-state.ts';

/** The entries of one list of the state, by their IDs, which are compared without case. */
export interface Book<Entry extends { readonly id: string }> {
  /** In the order in which they were first put. */
  list(): readonly Entry[];
  find(id: string): Entry | undefined;
  /** Adds an entry, or puts it in the place of the one of its ID. */
  put(entry: Entry): void;
  /** Says that an entry was changed where it stands. */
  touch(entry: Entry): void;
  remove(id: string): void;
}

/** Every list of an IoT Central application. */
export type Application = { readonly [Name in keyof ApplicationState]: Book<ApplicationState[Name][number]> };

/** Gives the lists of `state`; `changed` is told of each entry that is put, changed or removed. */
export function createApplication(
  state: ApplicationState,
  changed: (book: keyof ApplicationState, id: string) => void,
): Application {
  const open = <Name extends keyof ApplicationState>(name: Name): Book<ApplicationState[Name][number]> => {
    return createBook<ApplicationState[Name][number]>(state[name], (id) => changed(name, id));
  };
  return {
    templates: open('templates'),
    models: open('models'),
    deviceGroups: open('deviceGroups'),
    jobs: open('jobs'),
    scheduledJobs: open('scheduledJobs'),
    apiTokens: open('apiTokens'),
    relationships: open('relationships'),
    exportDestinations: open('exportDestinations'),
    dataExports: open('dataExports'),
    fileUploads: open('fileUploads'),
  };
}

/** Gives the lists as they are to be kept. */
export function snapshotApplication(application: Application): ApplicationState {
  return {
    templates: application.templates.list(),
    models: application.models.list(),
    deviceGroups: application.deviceGroups.list(),
    jobs: application.jobs.list(),
    scheduledJobs: application.scheduledJobs.list(),
    apiTokens: application.apiTokens.list(),
    relationships: application.relationships.list(),
    exportDestinations: application.exportDestinations.list(),
    dataExports: application.dataExports.list(),
    fileUploads: application.fileUploads.list(),
  };
}

/** Gives a list of entries; `changed` is told the ID of each that is put, changed or removed. */
export function createBook<Entry extends { readonly id: string }>(
  entries: readonly Entry[],
  changed: (id: string) => void,
): Book<Entry> {
  const byId = new Map(entries.map((entry) => [entry.id.toLowerCase(), entry]));
  return {
    list: () => [...byId.values()],
    find: (id) => byId.get(id.toLowerCase()),
    put(entry) {
      byId.set(entry.id.toLowerCase(), entry);
      changed(entry.id);
    },
    touch: (entry) => changed(entry.id),
    remove(id) {
      if (byId.delete(id.toLowerCase())) changed(id);
    },
  };
}

/** Gives the ID of the application: a GUID, which its tokens are for. */
export function applicationId({ operatorToken }: { readonly operatorToken: string }): string {
  return /[ &]sr=([^&]+)/.exec(operatorToken)?.[1] ?? '';
}

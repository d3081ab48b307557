import type { CloudContext, StateChange } from './cloud-context.ts';
import { snapshotApplication } from './services/application.ts';
import type { Identity } from './services/identity.ts';
import { STATE_SCHEMA, type CloudState, type IdentityState, type StateBook } from './state/cloud-state.ts';
import { changeId, type KeptChange } from './state/kept-change.ts';

/** Gives the whole state of a cloud, as plain JSON of its own. */
export function takeSnapshot(context: CloudContext): CloudState {
  const { idScope, operatorToken, settings, enrollments, policies, registry, authorities, issuers } = context;
  return structuredClone({
    schema: STATE_SCHEMA,
    idScope,
    operatorToken,
    settings,
    enrollmentGroups: enrollments.groups(),
    individualEnrollments: enrollments.individuals(),
    policies,
    identities: registry.list().map(stateOf),
    authorities: [...authorities.list('dps'), ...authorities.list('hub')],
    hubJobs: context.hubJobs.list(),
    hubConfigurations: context.hubConfigurations.list(),
    issuers: issuers.list(),
    feedback: context.feedback.list(),
    ...snapshotApplication(context.application),
  });
}

type FindEntry<Book extends StateBook> = (context: CloudContext, id: string) => CloudState[Book][number] | undefined;

/** Finds an entry of each list by what `context.changed` calls it. */
const FINDERS: { readonly [Book in StateBook]: FindEntry<Book> } = {
  enrollmentGroups: ({ enrollments }, id) => enrollments.findGroup(id),
  individualEnrollments: ({ enrollments }, id) => enrollments.findIndividual(id),
  identities({ registry }, id) {
    const identity = registry.find(id);
    return identity && stateOf(identity);
  },
  authorities: ({ authorities }, id) => authorities.findByKey(id),
  hubJobs: ({ hubJobs }, id) => hubJobs.find(id),
  hubConfigurations: ({ hubConfigurations }, id) => hubConfigurations.find(id),
  issuers: ({ issuers }, id) => issuers.find(id),
  feedback: ({ feedback }, id) => feedback.find(id),
  templates: ({ application }, id) => application.templates.find(id),
  models: ({ application }, id) => application.models.find(id),
  deviceGroups: ({ application }, id) => application.deviceGroups.find(id),
  jobs: ({ application }, id) => application.jobs.find(id),
  scheduledJobs: ({ application }, id) => application.scheduledJobs.find(id),
  apiTokens: ({ application }, id) => application.apiTokens.find(id),
  relationships: ({ application }, id) => application.relationships.find(id),
  exportDestinations: ({ application }, id) => application.exportDestinations.find(id),
  dataExports: ({ application }, id) => application.dataExports.find(id),
  fileUploads: ({ application }, id) => application.fileUploads.find(id),
};

/** Gives what became of an entry that was changed; its value is the living one, to be read at once. */
export function readChange(context: CloudContext, change: StateChange): KeptChange {
  const [book, id = ''] = change;
  if (book === 'settings') return { book, id, value: context.settings };
  if (book === 'cloud') return { book, id, value: null };
  return { book, id: changeId(book, id), value: FINDERS[book](context, id) ?? null };
}

function stateOf({ state, lastActivityAt }: Identity): IdentityState {
  return { ...state, lastActivityAt };
}

/** What a role lets its holder do in IoT Central. */
export interface Role {
  /** The same in every application. */
  readonly id: string;
  readonly displayName: string;
  /** Areas of the API, in lower case: the part of the path behind `/api`. */
  readonly areas: 'all' | readonly string[];
  /** Those of them that can be read and not changed. */
  readonly readOnly: readonly string[];
}

const WORK = ['devices', 'devicegroups', 'jobs', 'scheduledjobs', 'devicetemplates'];

/**
 * The roles that every application has ("Manage users and roles" in the documentation of IoT Central): a builder may do
 * everything but administer the application and its data export, to which enrollment groups, API tokens, roles and file
 * upload belong; an operator, besides, may not change templates.
 */
export const ROLES: readonly Role[] = [
  { id: 'ca310b8d-2f4a-44e0-a36e-957c202cd8d4', displayName: 'Administrator', areas: 'all', readOnly: [] },
  { id: '344138e9-8de4-4497-8c54-5237e96d6aaf', displayName: 'Builder', areas: WORK, readOnly: [] },
  { id: 'ae2c9854-393b-4f97-8c42-479d70ce626e', displayName: 'Operator', areas: WORK, readOnly: ['devicetemplates'] },
];

/** Gives the role of an ID. */
export function findRole(id: string): Role | undefined {
  return ROLES.find((role) => role.id === id.toLowerCase());
}

/** Whether a role may use a verb in an area of the API. */
export function mayUse({ areas, readOnly }: Role, method: string, area: string): boolean {
  if (areas === 'all') return true;
  return areas.includes(area) && (method === 'GET' || !readOnly.includes(area));
}

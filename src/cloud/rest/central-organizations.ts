import type { Json } from '#core/bytes/json';

/** IDs of organizations, as IoT Central takes them: lower case, 2 to 49 characters, no hyphen at either end. */
const ORGANIZATION_ID = /^(?!-)[a-z0-9-]{1,48}[a-z0-9]$/;

/**
 * Says what is wrong with the organizations of a device, a group or a job, or gives undefined. They are kept and told;
 * nobody’s rights depend on them here. IoT Central takes one.
 */
export function findWrongOrganizations(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) return 'organizations must be an array.';
  if (value.length > 1) return 'organizations can name one organization.';
  const bad = value.find((id: Json) => typeof id !== 'string' || !ORGANIZATION_ID.test(id));
  return bad === undefined
    ? undefined
    : 'The ID of an organization has 2 to 49 letters in lower case, digits and hyphens, which do not stand at its ends.';
}

/** Gives the organizations of a body that was found right. */
export function readOrganizations(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((id: Json) => typeof id === 'string') : [];
}

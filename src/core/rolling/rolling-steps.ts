/**
 * What is rolled, and why: the leaf of an individual enrollment or the CA of a group, before it ends or because its key
 * may be in other hands (Azure documentation, "How to roll X.509 device certificates").
 */
export const ROLLING_KINDS = ['leaf-end', 'leaf-breach', 'authority-end', 'authority-breach'] as const;
export type RollingKind = (typeof ROLLING_KINDS)[number];

/** One thing that a person or this app does. */
export type RollingStep =
  | 'make-new'
  | 'add-secondary'
  | 'deploy'
  | 'watch-devices'
  | 'replace-primary'
  | 'remove-secondary'
  | 'replace-both'
  | 'disable'
  | 'remove-from-hub'
  | 'enable'
  | 'prove'
  | 'issue-leaves';

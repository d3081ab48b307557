import type { CertificateRole } from '../issuing/certificate-plan.ts';

/**
 * What is rolled, and why: the leaf of an individual enrollment, a leaf of a group, or the CA of a group; before it ends,
 * or because its key may be in other hands (Azure documentation, "How to roll X.509 device certificates").
 */
export const ROLLING_KINDS = [
  'leaf-end',
  'leaf-breach',
  'group-leaf-end',
  'group-leaf-breach',
  'authority-end',
  'authority-breach',
] as const;
export type RollingKind = (typeof ROLLING_KINDS)[number];

/** One thing that a person or this app does. `old` and `new` are certificates in an enrollment, which has two places. */
export type RollingStep =
  | 'make-new'
  | 'prove'
  | 'add-new'
  | 'replace-old'
  | 'remove-old'
  | 'disable'
  | 'enable'
  | 'remove-from-hub'
  | 'issue-leaves'
  | 'deploy'
  | 'watch-devices';

/**
 * Gives the steps in the order of the documentation. A root is deleted from the service, and the next one proven; an
 * intermediate is only exchanged in its group, for it is signed by a root that was proven before.
 */
export function stepsOf(kind: RollingKind, role: CertificateRole): readonly RollingStep[] {
  switch (kind) {
    case 'leaf-end':
      return ['make-new', 'add-new', 'deploy', 'watch-devices', 'remove-old'];
    case 'leaf-breach':
      return ['make-new', 'replace-old', 'remove-from-hub', 'deploy', 'watch-devices'];
    case 'group-leaf-end':
      // The group knows the CA and no leaf: nothing changes there while the CA stays.
      return ['make-new', 'deploy', 'watch-devices'];
    case 'group-leaf-breach':
      // "Disallow specific devices in an enrollment group": an entry of its own, which goes before the group's.
      return ['disable', 'remove-from-hub', 'make-new', 'enable', 'deploy', 'watch-devices'];
    case 'authority-end':
      return role === 'root'
        ? ['make-new', 'prove', 'add-new', ...TO_ALL_DEVICES, 'remove-old']
        : ['make-new', 'add-new', ...TO_ALL_DEVICES, 'remove-old'];
    case 'authority-breach':
      return role === 'root'
        ? ['remove-old', 'make-new', 'prove', 'replace-old', 'remove-from-hub', ...TO_ALL_DEVICES]
        : ['make-new', 'replace-old', 'remove-from-hub', ...TO_ALL_DEVICES];
  }
}

const TO_ALL_DEVICES = ['issue-leaves', 'deploy', 'watch-devices'] as const;

/**
 * Gives the kinds that fit a certificate, the most likely first; none for those that no enrollment knows. A leaf that a CA
 * signed may belong to a group or have an enrollment of its own, which only its owner can tell.
 */
export function kindsFor(role: CertificateRole): readonly RollingKind[] {
  switch (role) {
    case 'root':
    case 'intermediate':
      return ['authority-end', 'authority-breach'];
    case 'self-signed':
      return ['leaf-end', 'leaf-breach'];
    case 'device':
      return ['group-leaf-end', 'group-leaf-breach', 'leaf-end', 'leaf-breach'];
    case 'module':
    case 'edge-ca':
    case 'verification':
      return [];
  }
}

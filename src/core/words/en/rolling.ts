import type { CertificateRole } from '../../issuing/certificate-plan.ts';
import type { PairSlot } from '../../ports/certificate-maker.ts';
import type { TimelineEntry } from '../../rolling/make-timeline.ts';
import type { RollingKind, RollingStep } from '../../rolling/rolling-steps.ts';
import { describeCount } from '../duration.ts';
import type { Sentence } from '../described.ts';

/** What is rolled. */
export interface RollingFacts {
  readonly kind: RollingKind;
  readonly role: CertificateRole;
  readonly commonName: string;
  /** Where the old certificate stands in its enrollment. */
  readonly oldPlace: PairSlot;
}

/** A step in words: what is to be done, and where in the Azure portal. */
export interface DescribedStep {
  readonly title: string;
  readonly explanation: string;
  /** Undefined for what is not done in the portal. */
  readonly portal: string | undefined;
}

/** Why somebody rolls, to choose from. */
export const rollingKindWords: Readonly<Record<RollingKind, { readonly title: string; readonly explanation: string }>> =
  {
    'leaf-end': {
      title: 'It ends soon: enrollment of its own',
      explanation: 'The new certificate goes into the second place of the enrollment. The device is never locked out.',
    },
    'leaf-breach': {
      title: 'Key in other hands: enrollment of its own',
      explanation: 'The certificate is replaced at once, and the device is removed from its hub.',
    },
    'group-leaf-end': {
      title: 'It ends soon: enrollment group',
      explanation: 'The group knows the authority alone, so the device gets a new certificate and the group stays.',
    },
    'group-leaf-breach': {
      title: 'Key in other hands: enrollment group',
      explanation: 'The device is locked out by an enrollment of its own, and let in again with a new certificate.',
    },
    'authority-end': {
      title: 'It ends soon',
      explanation: 'The next authority stands beside it in the enrollment group until every device has moved.',
    },
    'authority-breach': {
      title: 'Key in other hands',
      explanation: 'It is taken out of the service at once. Devices stay away until they have new certificates.',
    },
  };

interface StepWords {
  readonly title: Sentence<RollingFacts>;
  readonly explanation: Sentence<RollingFacts>;
  readonly portal?: Sentence<RollingFacts>;
}

const OTHER: Readonly<Record<PairSlot, PairSlot>> = { primary: 'secondary', secondary: 'primary' };

const STEPS: Readonly<Record<RollingStep, StepWords>> = {
  'make-new': { title: 'Make the new certificate', explanation: explainMaking },
  prove: {
    title: 'Prove the new root to the service',
    explanation:
      'Add the new root, and have the service make a verification code. The Certificates room makes the certificate that answers it.',
    portal:
      'In the provisioning service under “Certificates”: “Add”, and choose the file. Then choose its name, “Generate verification code”, and upload the answer.',
  },
  'add-new': {
    title: 'Put it beside the old one',
    explanation: ({ oldPlace }) =>
      `An enrollment has two places, and certificates in either are taken. The new one goes into the ${OTHER[oldPlace]} place.`,
    portal: (facts) =>
      `${findEnrollment(facts)}, under “${capitalize(OTHER[facts.oldPlace])} certificate” choose the new one, “Save”.`,
  },
  'replace-old': {
    title: 'Replace it in the enrollment',
    explanation: ({ role }) =>
      role === 'intermediate'
        ? 'The new one takes the place of the old one. If a group with the root or another intermediate above would still take the old one, make a group for the old one too, and disable it.'
        : 'The new one takes the place of the old one. If the keys of both places may be in other hands, replace both.',
    portal: (facts) =>
      `${findEnrollment(facts)}, remove the current ${facts.oldPlace} certificate, choose the new one, “Save”.`,
  },
  'remove-old': { title: 'Remove the old one', explanation: explainRemoving, portal: findOld },
  disable: {
    title: 'Lock the device out',
    explanation:
      'Give the device an enrollment of its own, with the old certificate, and disable it. It counts before that of the group.',
    portal: ({ commonName }) =>
      `“Manage enrollments”, “Individual enrollments”, “Add”: X.509, the old certificate, the ID “${commonName}”. Clear “Enable this enrollment”, “Save”.`,
  },
  enable: {
    title: 'Let the device in with the new certificate',
    explanation:
      'Exchange the certificate in the enrollment of the device, and enable it. Keep this enrollment until the old certificate has ended: without it, the group would take that one again.',
    portal: (facts) => `${findEnrollment(facts)}, choose the new certificate, enable the enrollment, “Save”.`,
  },
  'remove-from-hub': {
    title: ({ role }) => (isAuthority(role) ? 'Remove its devices from the hub' : 'Remove the device from the hub'),
    explanation:
      'Until this is done, the old certificate still connects: the hub does not ask the provisioning service. Registering again makes the device anew, without its twin. A device that registers again at once needs no removing, for its certificate is replaced then.',
    portal: 'In the IoT hub under “Devices”: choose, “Delete”.',
  },
  'issue-leaves': {
    title: 'Issue new certificates for the devices',
    explanation: ({ commonName }) =>
      `Every device below “${commonName}” needs a certificate of the new authority, with the same common name as before.`,
  },
  deploy: { title: 'Bring it to the device', explanation: explainDeploying },
  'watch-devices': {
    title: 'See that devices come back',
    explanation: ({ kind }) =>
      kind === 'group-leaf-end'
        ? 'Wait until the device has connected with the new certificate before the old one is thrown away.'
        : 'Wait until each has registered again. One that stays away has the old certificate, or does not register when its hub refuses it.',
    portal: (facts) => `${findEnrollment(facts)}, “Registration records”.`,
  },
};

/** Gives a step in words. */
export function describeStep(step: RollingStep, facts: RollingFacts): DescribedStep {
  const { title, explanation, portal } = STEPS[step];
  const say = (sentence: Sentence<RollingFacts>) => (typeof sentence === 'string' ? sentence : sentence(facts));
  const isInPortal = portal !== undefined && !(step === 'watch-devices' && facts.kind === 'group-leaf-end');
  return { title: say(title), explanation: say(explanation), portal: isInPortal ? say(portal) : undefined };
}

function explainMaking({ kind, role, commonName }: RollingFacts): string {
  if (role === 'root') return 'Give the new root a name of its own, so that nobody takes one for the other.';
  if (role === 'intermediate') {
    return 'Have it signed by a root that the service has verified, and give it a name of its own.';
  }
  const key = kind.endsWith('breach') ? 'a new key' : 'a new key or the same';
  return `It has the same common name, “${commonName}”, and ${key}. With another name it would be another device.`;
}

function explainRemoving({ kind, role }: RollingFacts): string {
  if (kind === 'authority-breach') {
    return 'This comes first: until it is gone, whoever has the key can let in any device.';
  }
  if (role === 'root') return 'When it has ended, take it out of the group, and delete it from the service.';
  return 'When it has ended, take it out of the enrollment. The next one goes into its place.';
}

function explainDeploying({ kind, role }: RollingFacts): string {
  const whose = isAuthority(role) ? 'each device' : 'the device';
  const files = `Put the certificate, its chain and its key on ${whose}, in place of the old ones.`;
  return kind === 'group-leaf-end'
    ? `${files} The hub takes it while the authority stays the same.`
    : `${files} The hub refuses it until the device has registered with the provisioning service again.`;
}

function findOld(facts: RollingFacts): string {
  if (facts.role === 'root') return 'In the provisioning service under “Certificates”: choose it, “Delete”.';
  return `${findEnrollment(facts)}, remove the current ${facts.oldPlace} certificate, “Save”.`;
}

function findEnrollment({ role, commonName }: RollingFacts): string {
  return isAuthority(role)
    ? '“Manage enrollments”, “Enrollment groups”, the name of the group'
    : `“Manage enrollments”, “Individual enrollments”, “${commonName}”`;
}

function isAuthority(role: CertificateRole): boolean {
  return role === 'root' || role === 'intermediate';
}

function capitalize(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}

/** What stands in a calendar, about one end. */
export const calendarWords = {
  summary: ({ kind, count, commonName, role, slot }: TimelineEntry): string => {
    if (kind === 'issued') {
      return `${describeCount(count, 'certificate', 'certificates')} of “${commonName}” ${count === 1 ? 'ends' : 'end'}`;
    }
    if (slot !== undefined) return `${capitalize(slot)} certificate of “${commonName}” ends`;
    return `${isAuthority(role) ? 'Authority' : 'Certificate'} “${commonName}” ends`;
  },
  description: ({ endsWith, dependents, issuedCount, replacedBy }: TimelineEntry): string =>
    [
      endsWith === undefined ? '' : `It ends with its issuer “${endsWith}”.`,
      dependents.length + issuedCount === 0
        ? ''
        : `${describeCount(dependents.length + issuedCount, 'certificate', 'certificates')} below it will not be taken any more.`,
      replacedBy === undefined ? 'Make the next one in the Certificates room.' : 'There is a next one already.',
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
};

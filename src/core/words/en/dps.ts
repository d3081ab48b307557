import type { Cause, RankedCause, ServiceWords } from '../../errors/facts.ts';
import type { WordsOf } from '../described.ts';
import { describeDuration } from '../duration.ts';
import { causeWords } from './causes.ts';

/** Gives the next step for the cause that leads the list, or `otherwise` when every cause was ruled out. */
export function remedyOfFirst(otherwise: string): (facts: { causes: readonly RankedCause[] }) => string {
  return ({ causes }) => {
    const first: Cause | undefined = causes[0]?.cause;
    return first === undefined ? otherwise : causeWords[first].remedy;
  };
}

const FAILURES: Readonly<Record<number, string>> = {
  400207:
    'The enrollment leaves the choice of a hub to a function of its owner, and that function answered with an error. The device itself is in order.',
  400208: 'The enrollment has no hub that it could give to the device.',
  400209:
    'The device is known, but it is not let in. It waits for approval, or an operator has blocked it; the service does not say which.',
};

const explainFailure = ({ said }: { said: ServiceWords }): string =>
  FAILURES[said.errorCode ?? 0] ?? 'The service began to assign a hub and then gave up, without a reason that we know.';

const remedyOfKey = remedyOfFirst('Compare the ID, the ID scope and the key with those of the enrollment.');

const remedyOfCertificate = remedyOfFirst('Compare the ID, the ID scope and the certificate with the enrollment.');

/** Words for the answers of the Device Provisioning Service. */
export const dpsWords: WordsOf<'dps'> = {
  'dps/unauthorized': {
    title: 'DPS did not accept the key',
    explanation:
      'The service did not accept the key for this ID and this ID scope. It does not say which of the three is the reason.',
    remedy: (facts) =>
      facts.localIdScope === undefined
        ? remedyOfKey(facts)
        : `The local cloud has another ID scope now: it was restarted without its state. Add the device again with the ID scope ${facts.localIdScope} and a key of this cloud.`,
    action: ({ mayBeGroupKey }) =>
      mayBeGroupKey
        ? { kind: 'try-as-group-key', label: 'Try it as a group key' }
        : { kind: 'edit-keys', label: 'Check the keys' },
  },
  'dps/certificate-refused': {
    title: 'DPS did not accept the certificate',
    explanation:
      'The service did not accept the certificate for this ID and this ID scope. It does not say which of the three is the reason.',
    remedy: (facts) =>
      facts.localIdScope === undefined
        ? remedyOfCertificate(facts)
        : `The local cloud has another ID scope now: it was restarted without its state. Enroll the certificate there again, and add the device again with the ID scope ${facts.localIdScope}.`,
  },
  'dps/not-found': {
    title: 'DPS does not find this device',
    explanation:
      'The service has no enrollment for this ID, or nothing under this ID scope. The service does not say which.',
    remedy: remedyOfFirst('Compare the ID scope and the ID with those of the enrollment.'),
  },
  'dps/failed': {
    title: 'DPS gave the device no hub',
    explanation: explainFailure,
    remedy: remedyOfFirst('Start again in a moment, and ask the owner of the enrollment if it stays so.'),
    action: { kind: 'start-again', label: 'Register again' },
  },
  'dps/disabled': {
    title: 'The enrollment is switched off',
    explanation: 'The service knows this device, and its enrollment is disabled, so no hub is given to it.',
    remedy: 'Ask an operator to enable the enrollment of this device or of its group, then start again.',
    action: { kind: 'start-again', label: 'Register again' },
  },
  'dps/bad-request': {
    title: 'DPS could not use the registration',
    explanation: ({ wantedCertificate }) =>
      wantedCertificate === true
        ? 'The service does not take the registration in this form. The device asked for a certificate with it, which is issued only where the enrollment is linked to a certificate authority.'
        : 'The service answered that the registration has a form it does not take. The ID or the payload is most often the reason.',
    remedy: ({ wantedCertificate }) =>
      wantedCertificate === true
        ? 'Have the enrollment linked to a certificate authority, or add the device anew without asking for a certificate. If it is linked, check the ID and the payload.'
        : 'Check the ID, and take an edited payload back to the one that is made from the model ID.',
  },
  'dps/throttled': {
    title: 'DPS asks for a pause',
    explanation: 'More devices are registering than this DPS instance takes in a minute.',
    remedy: ({ retryAfterSeconds }) =>
      `Nothing needs to be done: the device tries again after ${describeDuration(retryAfterSeconds)}, as the service asked.`,
  },
  'dps/unavailable': {
    title: 'DPS is not available just now',
    explanation: 'The service answered that it cannot work at the moment, which has nothing to do with this device.',
    remedy: ({ retryAfterSeconds }) =>
      `Nothing needs to be done: the device tries again after ${describeDuration(retryAfterSeconds)}.`,
  },
  'dps/refused': {
    title: 'DPS refused the connection',
    explanation:
      'The service was reached and ended the MQTT connection before the device could register. It does not say why.',
    remedy: remedyOfFirst('Compare the ID, the ID scope and the DPS endpoint with those of the enrollment.'),
  },
  'dps/silent': {
    title: 'DPS does not answer',
    explanation: ({ seconds }) =>
      `The connection stands, but no answer to the registration came within ${describeDuration(seconds)}.`,
    remedy: 'Start again; if it stays so, look for a proxy or a firewall that holds messages back.',
    action: { kind: 'start-again', label: 'Start again' },
  },
  'dps/answer-form': {
    title: 'The answer is not one of DPS',
    explanation: 'Something answered the registration in a form that DPS does not use.',
    remedy: 'Check that the DPS endpoint is the right host, and look at the answer in the trace.',
  },
};

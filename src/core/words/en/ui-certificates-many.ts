import type { BatchForm } from '../../ports/certificate-maker.ts';
import { describeCount, describeDuration } from '../duration.ts';

const devices = (count: number): string => describeCount(count, 'device', 'devices');
const certificates = (count: number): string => describeCount(count, 'certificate', 'certificates');

/** Sentences of the Certificates room's many at once. */
export const uiManyCertificatesWords = {
  intro: 'A certificate and a key for each device of a list, signed by one authority, as one archive.',
  noSigner: {
    heading: 'There is no authority that could sign them',
    text: 'Many devices are signed by one authority whose key is kept here. Make one, then come back.',
    make: 'Make a root',
  },

  /** What the IDs of a list get. */
  fate: {
    good: (count: number): string =>
      count === 1 ? '1 device gets a certificate' : `${devices(count)} get certificates`,
    none: 'No device gets a certificate',
    column: 'Certificate',
    gets: 'gets one',
  },

  form: {
    devices: 'Devices',
    certificates: 'Certificates',
    archive: 'Archive',
    drop: 'Drop the file to read its device IDs',
    form: 'What each device gets',
    forms: {
      'encrypted-key': {
        label: 'Certificate and encrypted key',
        text: 'PEM files: the certificate with its chain, and the key under the password.',
      },
      pfx: { label: 'PFX', text: 'One file with certificate, chain and key, under the password.' },
      'plain-key': {
        label: 'Certificate and bare key',
        text: 'PEM files, without a password. For programs that can open nothing else.',
      },
    } satisfies Record<BatchForm, { label: string; text: string }>,
    plainWarning:
      'Whoever gets hold of this archive, or of a copy of it, can be every device in it. Keep it only where you would keep the devices themselves, and delete it afterwards.',
    passwordWay: 'Password',
    passwordWays: { made: 'Made for you', typed: 'Your own' },
    madeHint: 'Nobody guesses it. It is shown here, this once: no key can be opened without it.',
    madeLabel: 'Password of the archive’s keys',
    kept: { label: 'I have kept it', hint: 'In a password manager, or where your secrets are.' },
    notKept: 'Keep the password first, and say so. Without it the keys are lost.',
    typedLabel: 'Your password',
    typedHint: 'Of every key in the archive. It is kept sealed until the last one is made, and then forgotten.',
    typedMissing: 'Type a password, or take the one that was made for you.',
    typedShort: (length: number): string =>
      `A password of fewer than ${length} characters is found by trying. Take a longer one, or the one that was made for you.`,
    again: 'Make them anyway',
    make: (count: number): string => (count === 0 ? 'Make certificates' : `Make ${certificates(count)}`),
    estimate: (milliseconds: number): string =>
      milliseconds < 10_000
        ? 'Takes some seconds.'
        : `Takes about ${describeDuration(milliseconds / 1000)} on a usual computer. It can be paused.`,
    rsa: 'RSA keys are found by trial: how long that takes is a matter of luck. Keys on P-256 take a hundredth of it.',
    prepared: (count: number): string => `${certificates(count)} are being made`,
  },

  batches: {
    heading: 'Batches',
    range: (first: string, last: string): string => (first === last ? first : `${first} … ${last}`),
    facts: (count: number, authority: string, key: string, form: string): string =>
      [devices(count), authority, key, form].join(' · '),
    gone: 'Its authority was removed',
    forms: { 'encrypted-key': 'encrypted keys', pfx: 'PFX', 'plain-key': 'bare keys' } satisfies Record<
      BatchForm,
      string
    >,
    made: 'Made',
    making: 'Making certificates',
    pausing: 'Finishing what was begun',
    saving: 'Writing the archive',
    remaining: (milliseconds: number): string =>
      milliseconds < 1000 ? 'Almost done' : `About ${describeDuration(milliseconds / 1000)} left`,
    whole: 'All are made',
    waits: (count: number): string => `${count.toLocaleString('en')} are yet to be made`,
    goOn: 'Go on',
    pause: 'Pause',
    save: 'Save the archive',
    saveSome: 'Save what is made',
    remove: 'Remove',
    menu: (name: string): string => `Actions for the batch ${name}`,
    done: (count: number): string => `${certificates(count)} were made`,
    saved: (name: string): string => `${name} was saved`,
    question: {
      title: (name: string): string => `Remove the batch ${name}?`,
      text: 'Its certificates and keys are deleted from this browser. What was saved, and the log of the authority, stay.',
      unsaved: 'It has keys that are nowhere else if its archive was not saved.',
    },
    removed: (name: string): string => `The batch ${name} was removed`,
  },
  cancel: 'Cancel',
} as const;

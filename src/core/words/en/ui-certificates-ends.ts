import type { PairSlot } from '../../ports/certificate-maker.ts';
import { describeCount } from '../duration.ts';

const certificates = (count: number): string => describeCount(count, 'certificate', 'certificates');

/** Sentences of the Certificates room's ends: what ends when, renewing, and rolling step by step. */
export const uiCertificateEndsWords = {
  intro: 'What ends next, and what depends on it. At 80\u00a0% of a life it is time for the next one.',
  saveAll: 'Save as a calendar',
  empty: {
    heading: 'Nothing here has an end',
    text: 'Every certificate ends on a day. Those that are made or imported here are listed by it, and you are told in time.',
  },
  groups: {
    ended: { heading: 'Ended', hint: 'Services refuse them.' },
    soon: { heading: 'Time for the next one', hint: 'More than 80\u00a0% of their life is over.' },
    good: { heading: 'Good', hint: 'What ends first stands first.' },
  },
  columns: { name: 'Name', ends: 'Ends', life: 'Life', depends: 'What depends on it', actions: 'Actions' },
  issued: (count: number): string => `${certificates(count)} issued`,
  issuedBy: (name: string): string => `by ${name}`,
  endsWith: (issuer: string): string => `with ${issuer}`,
  passed: (percent: number): string => `${percent} % used`,
  depends: {
    below: (count: number): string => `${certificates(count)} below it`,
    issued: (count: number): string => `${count.toLocaleString('en')} issued`,
    half: 'The other of its pair is good longer',
    replaced: 'Replaced',
  },
  pages: 'Certificates',
  /** The two of a pair have one name. */
  menu: (name: string, slot?: PairSlot): string => `Actions for ${name}${slot === undefined ? '' : ` (${slot})`}`,
  renew: 'Renew',
  roll: 'Roll step by step',
  goOn: 'Go on with the rolling',
  saveOne: 'Save its end for a calendar',
  calendarFile: 'certificate-ends.ics',
  calendarFileOf: (name: string, slot?: PairSlot): string =>
    `end-of-${name}${slot === undefined ? '' : `-${slot}`}.ics`,
  calendarSaved: (name: string): string => `${name} was saved`,

  renewal: {
    title: (name: string): string => `Renew ${name}`,
    text: (hasEnded: boolean): string =>
      `The new certificate has the same name, and takes the place of this one here.${hasEnded ? '' : ' This one stays good until its end.'}`,
    keyPlaceHint:
      'A device elsewhere gets its key as a file: for that it has to be exportable. A virtual device here takes any of them.',
    key: 'Key',
    keys: { same: 'The same key', new: 'A new key' },
    keyHints: {
      device: {
        same: 'Only the certificate is brought to the device. Not for a key that may be in other hands.',
        new: 'Certificate and key are brought to the device.',
      },
      authority: {
        same: 'What it signed holds below the new certificate, too. Not for a key that may be in other hands.',
        new: 'Everything that it signed has to be issued anew.',
      },
    },
    keyElsewhere: 'Its key is not here, and what signs itself can keep only a key that is.',
    submit: 'Renew',
    done: (name: string): string => `${name} was renewed`,
  },

  starting: {
    title: (name: string): string => `Roll ${name} step by step`,
    why: 'Why, and how is it enrolled',
    submit: 'Begin',
  },

  guides: {
    heading: 'Rollings under way',
    finished: 'Rollings that are done',
    steps: (done: number, total: number): string => `${done} of ${describeCount(total, 'step', 'steps')}`,
    columns: { name: 'Certificate', kind: 'Why', progress: 'Done', started: 'Begun' },
  },

  guide: {
    gone: 'The certificate that is rolled was removed.',
    menu: (name: string): string => `Actions for the rolling of ${name}`,
    remove: 'End this rolling',
    removed: 'The rolling was ended. What was done stays done.',
    old: 'The one that goes',
    next: 'The one that comes',
    noNext: 'Not made yet',
    until: (day: string): string => `Good until ${day}`,
    steps: 'Steps',
    portal: 'In the Azure portal',
    command: 'With the Azure CLI',
    commandHint: (names: string): string => `Set ${names} first.`,
    done: 'Done',
    markDone: 'Mark as done',
    takeBack: 'Take back',
    takenBack: 'It counts as not done again. What was changed elsewhere stays as it is.',
    needsNext: 'Make the new certificate first.',
    makeNew: 'Renew it here',
    makeRoot: 'Make a root',
    makeIntermediate: 'Make an intermediate',
    useOtherHalf: (day: string): string => `Take the other of the pair, good until ${day}`,
    choose: 'The new authority',
    chooseNone: 'Choose it once it is made',
    prove: 'Prove it',
    files: 'Show its files',
    issueOne: 'Issue one',
    issueMany: 'Issue many',
    cloud: 'Open the Cloud room',
    inCloud: 'Do it in the local cloud',
    inCloudDone: {
      enrollment: (name: string): string => `The enrollment of ${name} was changed`,
      group: (name: string): string => `The enrollment group ${name} was changed`,
      authority: (name: string): string => `The CA certificate ${name} was deleted`,
      device: (name: string): string => `${name} was deleted from the hub`,
    },
    nowhere: {
      title: 'No local cloud knows it',
      explanation:
        'Neither the cloud of this server nor the one in this browser has an enrollment with the certificate that goes, or a device of its name.',
      remedy: 'Do the step where the certificate is enrolled, and mark it as done.',
    },
    summary: {
      heading: (name: string): string => `${name} is rolled`,
      text: 'Every step is done.',
      oldEnds: (day: string): string => `The old certificate is good until ${day}: keep or remove it here as you like.`,
      newEnds: (day: string): string => `The new one is good until ${day}.`,
      open: 'Show the new certificate',
    },
  },
} as const;

import type { PassphraseStrength } from '../../qr/passphrase-strength.ts';
import { describeCount } from '../duration.ts';

/** Sentences of the air gap: sending an identity as codes, and receiving one. */
export const uiTransferWords = {
  ways: {
    label: 'Which way',
    send: 'Send from here',
    receive: 'Receive here',
  },

  send: {
    heading: 'An identity to another machine',
    hint: 'Its keys, certificates and settings are encrypted here and shown as codes. The other machine reads them with its camera. No network is used.',
    subject: 'What is sent',
    choose: 'Choose a device or a certificate',
    groups: { device: 'Devices', certificate: 'Certificates' },
    keyStays: (name: string): string => `${name} (its key stays here)`,
    notes: {
      certificates: 'The certificates that it connects with go along, with their private keys.',
      issued: 'What DPS issued to it stays here. At its next registration it is issued another one.',
      group: 'It has the key of a whole group, which makes the keys of all its devices.',
      authority: 'It is an authority: whoever has its key can make certificates for any device below it.',
    },
    passphrase: 'Passphrase',
    passphraseHint: 'It is typed on the other machine. Pass it on by another way than the codes.',
    strength: {
      weak: 'Guessed soon by whoever films the codes: words, names and years are tried first.',
      fair: 'Holds for a while. One word more, or a made one, holds longer.',
      strong: 'Nobody guesses this.',
    } satisfies Record<PassphraseStrength, string>,
    make: 'Make one',
    made: 'Write it down, or tell it to whoever is at the other machine.',
    show: 'Encrypt and show the codes',
    locking: 'Encrypting',
    asking: {
      heading: 'Put the group key into the codes?',
      text: 'Whoever has these codes and their passphrase can connect as every device of the group, also as devices that do not exist yet. That ends only when the group key is regenerated, and then every device needs a new key.',
      cancel: 'Cancel',
      confirm: 'Put the group key in',
    },
    empty: {
      heading: 'There is nothing to send yet',
      text: 'Add a device, or make a certificate whose key may leave this browser.',
      devices: 'Devices',
      certificates: 'Certificates',
    },
  },

  shown: {
    heading: (name: string): string => `Codes of ${name}`,
    one: 'Everything is in this one code.',
    sequence: (pieces: number): string =>
      `About ${pieces + 2} of these codes are enough, whichever they are: they go on without an end, and the other machine can begin at any of them.`,
    calm: 'They change several times a second, so they wait until you press Play.',
    codes: 'QR codes for the other machine',
    code: 'QR code for the other machine',
    play: 'Play',
    pause: 'Pause',
    fullScreen: 'Full screen',
    leaveFullScreen: 'Leave full screen',
    density: 'In each code',
    densities: { one: 'Everything', small: 'Little', medium: 'Some', large: 'Much' },
    densityHint: 'Little makes large squares, which every camera reads.',
    pace: 'Codes a second',
    checkNumber: 'Check number',
    checkHint: 'The other machine shows the same number when all has arrived.',
    passphrase: 'Passphrase',
    bytes: 'Encrypted',
    notDrawn: 'The code could not be drawn. Stop, and make the codes anew.',
    end: 'Stop showing',
  },

  receive: {
    hint: 'Hold the camera so that the whole code is in the picture. You can begin at any of the codes.',
    receiving: 'Receiving',
    seen: (seen: number): string => `${describeCount(seen, 'code', 'codes')} read`,
    other: 'Receive the one that is shown now',
    anew: 'Receive anew',
    forget: 'Forget it',
    /** Read out, and not with every code. */
    said: {
      begun: 'Receiving has begun.',
      half: 'Half of it is here.',
      whole: 'All of it is here. It asks for its passphrase.',
      other: 'Another sequence is shown now.',
    },
    whole: {
      title: 'All of it is here',
      explanation:
        'Every byte was checked by its SHA-256. Compare the check number with the one on the other screen: if it differs, this is something else.',
    },
    checkNumber: 'Check number',
    locked: {
      heading: 'An encrypted identity',
      hint: 'Its passphrase is the one that was chosen where the codes were made.',
    },
    opened: {
      heading: 'What came across',
      hint: 'Only somebody who knows the passphrase can have made it. Nothing is kept yet.',
    },
    facts: {
      device: 'Device',
      idScope: 'ID scope',
      dps: 'Provisioning service',
      hub: 'Hub',
      gateway: 'Gateway',
      model: 'Model',
      secret: 'Proves itself by',
      secrets: {
        'device-key': 'A device key',
        'group-key': 'The key of a group',
        certificate: 'A certificate',
      },
      certificate: 'Certificate',
      authority: 'Authority',
      issuers: 'Signed by',
      itself: 'Itself',
      key: 'Private key',
      ends: 'Ends',
    },
    place: {
      label: 'Its local cloud, here',
      asking: 'Looking for its local cloud',
      places: { server: 'Local cloud of this server', browser: 'Local cloud in this browser' },
      reasons: {
        known: 'It has the ID scope or the hub of the device.',
        assumed: 'No local cloud here has its ID scope or hub, so it has to be enrolled anew.',
        chosen: 'You chose it.',
      },
    },
    mayLeave: {
      label: 'The private key may leave this browser again',
      hint: 'Only then can it be saved as a file or sent on. This cannot be changed later.',
    },
    save: 'Save',
    saved: {
      title: 'Saved',
      whole: 'All of it was read back and is what arrived, byte for byte.',
      withoutKey:
        'Certificates and settings were read back and are what arrived. The private key was taken in and is shown to nobody from now on.',
      device: 'Open the device',
      certificate: 'Open the certificate',
      another: 'Receive another one',
    },
  },
} as const;

import type { CodeForm } from '../../errors/code-facts.ts';
import type { ForeignFact, ForeignKind } from '../../qr/payload.ts';
import type { WordsOf } from '../described.ts';
import { describeUtcMoment } from '../moment.ts';

/** What the forms of a code are called, as part of a sentence. */
export const codeFormNames: Readonly<Record<CodeForm, string>> = {
  central: 'connect code of IoT Central',
  'iot-explorer': 'code of Azure IoT Explorer',
  json: 'JSON',
  'connection-string': 'connection string',
  workbench: 'connect code of Device Workbench',
  locked: 'locked code of Device Workbench',
  'sample-locked': 'encrypted code of Microsoft’s sample',
  part: 'part of a sequence of Device Workbench',
};

/** What a code of somebody else is, and what becomes of it; neither says that anything is wrong. */
interface ForeignWords {
  readonly title: string;
  readonly explanation: string;
}

/** What the codes of others are called, and what they are for. */
export const foreignWords: Readonly<Record<ForeignKind, ForeignWords>> = {
  wifi: {
    title: 'A code for a Wi-Fi network',
    explanation:
      'It lets a phone join the network. Scan it with the phone’s own camera. Its password is not shown here.',
  },
  matter: {
    title: 'A Matter setup code',
    explanation: 'It adds a device to a smart home. Scan it with the app of that home. Its passcode is not shown here.',
  },
  dpp: {
    title: 'A Wi-Fi Easy Connect code',
    explanation: 'It brings a device into a Wi-Fi network. Scan it with a phone that can add devices to its Wi-Fi.',
  },
  'esp-provisioning': {
    title: 'An ESP provisioning code',
    explanation:
      'It brings a device with a chip of Espressif into a network. Scan it with the app “ESP BLE Provisioning” or “ESP SoftAP Provisioning”. What it proves itself with is not shown here.',
  },
  'web-address': {
    title: 'A web address',
    explanation: 'Nothing was opened. Open it yourself if you trust whoever put it there.',
  },
  homekit: {
    title: 'A HomeKit setup code',
    explanation: 'It adds a device to Apple’s Home app. Scan it with that app.',
  },
  lora: {
    title: 'A LoRaWAN device code',
    explanation: 'It names a device for a LoRaWAN network. Scan it where devices of that network are registered.',
  },
  gs1: {
    title: 'A product code (GS1)',
    explanation: 'It names a product, and perhaps its batch or serial number. It holds nothing to connect with.',
  },
  contact: { title: 'A contact card', explanation: 'It holds the address of a person or a company.' },
  telephone: { title: 'A telephone number', explanation: 'Nothing was dialled.' },
  message: { title: 'A text message to send', explanation: 'Nothing was sent.' },
  mail: { title: 'A mail address', explanation: 'Nothing was written.' },
  location: { title: 'A place on the map', explanation: 'It holds coordinates, and nothing to connect with.' },
  event: { title: 'An entry for a calendar', explanation: 'It holds a date, and nothing to connect with.' },
  'one-time-password': {
    title: 'A secret for sign-in codes',
    explanation: 'An authenticator app makes one-time passwords from it. Its secret is not shown here.',
  },
  certificate: { title: 'A certificate', explanation: 'Inspect tells what is in it.' },
  'private-key': {
    title: 'A private key',
    explanation: 'It is not shown here. Inspect tells what kind it is. Who can see this code can copy the key.',
  },
  'symmetric-key': {
    title: 'A key by itself',
    explanation:
      'It may be the key of a device or of a group, and does not say of which. It is not shown here. Add the device by hand, and paste the key there.',
  },
  token: {
    title: 'A shared access signature',
    explanation:
      'It is a password that ends by itself. It is not shown here; Inspect tells what it opens, and until when.',
  },
  'sample-number': {
    title: 'A number of Microsoft’s sample',
    explanation:
      'The sample’s own server gives the credentials for such a number, which cannot be known from here. Ask for a code that holds them.',
  },
  'plain-text': { title: 'Plain text', explanation: 'It holds nothing to connect with.' },
};

/** What is told of the codes of others. */
export const foreignFactNames: Readonly<Record<ForeignFact['name'], string>> = {
  network: 'Network',
  security: 'Security',
  device: 'Device',
  transport: 'Reached by',
  vendor: 'Vendor',
  product: 'Product',
  address: 'Address',
  text: 'Text',
  class: 'Class and channel',
};

/** Values of facts that codes give as numbers or by abbreviations. */
export const foreignValues = {
  open: 'None: an open network',
  hidden: (network: string): string => `${network} (hidden)`,
  ble: 'Bluetooth',
  softap: 'A Wi-Fi of its own',
  network: 'The network that it is in',
} as const;

const again = 'Scan it again: all of the code in the picture, sharp and without reflections.';

const FORM_REMEDIES: Partial<Record<CodeForm, string>> = {
  'connection-string': 'Copy it again as a whole, from its first letter to its last.',
  json: 'Copy it again as a whole, from its first bracket to its last.',
};

const remedyOf = (form: CodeForm): string =>
  FORM_REMEDIES[form] ?? `${again} If it was pasted, copy it again as a whole.`;

/** Words for what codes hold, and for pictures of them. */
export const codeWords: WordsOf<'qr'> = {
  'qr/empty': {
    title: 'The code is empty',
    explanation: 'There is no text in it, or only blanks.',
    remedy: 'Scan another code, or paste the text of one.',
  },
  'qr/too-long': {
    title: 'This is more than a code holds',
    explanation: ({ length, limit }) =>
      `The text has ${length.toLocaleString('en')} characters, and no QR code holds more than ${limit.toLocaleString('en')}.`,
    remedy: 'Paste the text of one code alone. Inspect reads longer texts and files.',
  },
  'qr/cut-short': {
    title: 'The code ends too early',
    explanation: ({ form }) => `It begins as a ${codeFormNames[form]}, and its end is missing.`,
    remedy: ({ form }) => remedyOf(form),
  },
  'qr/damaged': {
    title: 'The code is damaged',
    explanation: ({ form }) =>
      `It looks like a ${codeFormNames[form]}, but a part of it is missing or was changed. Nothing was taken from it.`,
    remedy: ({ form }) => `${remedyOf(form)} If that does not help, ask for a new one.`,
  },
  'qr/field-missing': {
    title: 'The code is not complete',
    explanation: ({ form, field }) =>
      `This ${codeFormNames[form]} has no “${field}”, and nothing can connect without it.`,
    remedy: 'Ask whoever made it for a new one.',
  },
  'qr/field-form': {
    title: 'A part of the code is not right',
    explanation: ({ form, field }) => `In this ${codeFormNames[form]}, “${field}” has a value that it cannot have.`,
    remedy: 'Ask whoever made it for a new one.',
  },
  'qr/newer': {
    title: 'The code is of a later version',
    explanation: ({ found, known }) =>
      `It is a code of Device Workbench in version ${found}; here, codes up to version ${known} are known.`,
    remedy: 'Update Device Workbench where you read the code, or have the code made again with this version.',
  },
  'qr/unknown': {
    title: 'This is no code that is known here',
    explanation: ({ length }) =>
      `It has ${length.toLocaleString('en')} characters, and neither a device nor a key was found in them.`,
    remedy: 'Scan the code on the device’s page “Connect” in IoT Central, or one that was made here.',
  },
  'qr/holds-group-key': {
    title: 'The code holds a group key',
    explanation:
      'Whoever can see it can connect as every device of that enrollment group, also as devices yet to come.',
    remedy:
      'Keep it from sight. Give devices codes with their own keys, and regenerate the group key if this one was public.',
  },
  'qr/passphrase-missing': {
    title: 'It opens with a passphrase',
    explanation: 'What is in the code is encrypted with a passphrase that its maker chose.',
    remedy: 'Type the passphrase. It should have come to you on another way than the code.',
  },
  'qr/passphrase-wrong': {
    title: 'The passphrase does not fit',
    explanation: 'The code was locked with another passphrase. One that was changed on its way would look the same.',
    remedy: 'Type it again; capital and small letters differ. If you are sure of it, ask for the code anew.',
  },
  'qr/ended': {
    title: 'The code has ended',
    explanation: ({ endsAt }) =>
      `Its maker set an end that is over: ${describeUtcMoment(endsAt)}. The keys in it may still work.`,
    remedy: 'Ask whoever made it for a new one. If that is not over yet, set the clock of this device.',
  },
  'qr/too-large': {
    title: 'One code does not hold this much',
    explanation: ({ bytes, limit }) =>
      `There are ${bytes.toLocaleString('en')} bytes, and one code of this kind holds ${limit.toLocaleString('en')}.`,
    remedy: 'Leave out what is not needed, or send it as a sequence of codes across an air gap.',
  },
  'qr/keys-gone': {
    title: 'These keys are not here any more',
    explanation: 'The Keys room has made other keys since, or has forgotten them, as a reload of the page does.',
    remedy: 'Make the keys again in the Keys room, and come from its list.',
  },
  'qr/link-address': {
    title: 'No copy of the app can be there',
    explanation: ({ found }) =>
      `“${found}” is no address that begins with https://, which the camera and the encryption of browsers need.`,
    remedy: 'Open the copy that your technicians use, and paste its address from there.',
  },
  'qr/none-found': {
    title: 'No code was found in the picture',
    explanation: 'There is no QR code in it, or it is too small, blurred, in part hidden or under a reflection.',
    remedy: 'Take the picture again from nearer and straight on, with the white margin around the code in it.',
  },
  'qr/not-a-picture': {
    title: 'This is no picture',
    explanation: 'The file is none of the kinds of pictures that this browser opens, or it is damaged.',
    remedy: 'Choose a PNG, JPEG, WebP or GIF. A page of a PDF can be shown and taken as a screenshot.',
  },
  'qr/picture-too-large': {
    title: 'The picture is too large',
    explanation: ({ bytes, limit }) =>
      `It has ${bytes.toLocaleString('en')} bytes, and pictures up to ${limit.toLocaleString('en')} are read.`,
    remedy: 'Cut out the part with the code, and choose that.',
  },
  'qr/too-many-pixels': {
    title: 'The picture has too many pixels',
    explanation: ({ width, height, limit }) =>
      `It is ${width.toLocaleString('en')} pixels wide and ${height.toLocaleString('en')} high, and pictures of up to ${(limit / 1e6).toLocaleString('en')} million pixels are read.`,
    remedy: 'Cut out the part with the code, or make the picture smaller, and choose that.',
  },
};

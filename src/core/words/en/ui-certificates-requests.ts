import type { RequestPurpose } from '../../ports/certificate-maker.ts';
import { describeCount } from '../duration.ts';

/** Sentences of the Certificates room's requests: made here, and signed here. */
export const uiCertificateRequestsWords = {
  intro: 'With a request only a name and a public key go from the one who has the key to the one who signs.',
  make: 'Make a request',
  sign: 'Sign a request',
  empty: {
    heading: 'No request waits for its certificate',
    text: 'Make one when another authority is to sign, or DPS: the key stays in this browser. Or sign one that came from a device: then the key stays there.',
  },
  list: 'Requests that wait for their certificate',
  waiting: 'Waits for its certificate',
  columns: { name: 'Name', purpose: 'For', key: 'Key', made: 'Made' },
  purposes: { general: 'Any authority', 'dps-issuance': 'Issuance through DPS' } satisfies Record<
    RequestPurpose,
    string
  >,

  dialog: {
    title: 'Make a request',
    purpose: 'Who signs it',
    purposes: {
      general: { label: 'Any authority', text: 'You send it, and take back the certificate.' },
      'dps-issuance': {
        label: 'DPS, when a device registers',
        text: 'P-384, named after the registration ID, as base64 without armour.',
      },
    } satisfies Record<RequestPurpose, { label: string; text: string }>,
    issuance:
      'DPS hands it to the authority that the enrollment is linked to. Link the enrollment to a certificate issuance policy first: without one, DPS refuses the registration.',
    name: {
      general: {
        label: 'Name',
        hint: 'The common name that the certificate is to have: of a device, its registration ID.',
        placeholder: 'boiler-room-03',
      },
      'dps-issuance': {
        label: 'Registration ID',
        hint: 'DPS refuses a request with another name than the one that the device registers with.',
        placeholder: 'boiler-room-03',
      },
    } satisfies Record<RequestPurpose, { label: string; hint: string; placeholder: string }>,
    keyPlaceHint: 'A device elsewhere gets its key as a file: for that it has to be exportable.',
    submit: 'Make it',
    made: (name: string): string => `The request for ${name} was made`,
  },

  page: {
    menu: (name: string): string => `Actions for the request of ${name}`,
    made: (day: string): string => `Made on ${day}`,
    send: {
      heading: 'Send the request',
      hint: {
        general: 'To the authority that is to sign it. It holds no secret.',
        'dps-issuance': 'The device sends it as “csr” when it registers. It holds no secret.',
      } satisfies Record<RequestPurpose, string>,
      form: 'Form',
      forms: { pem: 'PEM', base64: 'Base64' },
      text: (name: string): string => `Request of ${name}`,
      savePem: 'Save as PEM',
      saveDer: 'Save as DER',
      saved: (file: string): string => `${file} was saved`,
      command: 'The same with OpenSSL',
    },
    body: 'What the device sends to register',
    take: {
      heading: 'Take the certificate',
      hint: 'When it has come back: with its chain, if there is one. Its key is here already.',
      label: 'Certificate',
      fieldHint: 'PEM or base64 text, or files: .pem, .crt, .cer, .der.',
      placeholder: '-----BEGIN CERTIFICATE-----',
      missing: 'Choose a file, or paste the certificate.',
      submit: 'Take it',
      done: (name: string): string => `${name} has its certificate`,
    },
    remove: {
      act: 'Remove',
      title: (name: string): string => `Remove the request of ${name}?`,
      text: 'Its private key is deleted with it. A certificate that comes back for it is of no use then.',
      done: (name: string): string => `The request of ${name} was removed`,
    },
  },

  signing: {
    title: 'Sign a request',
    text: 'A request that came from a device, or from whoever has its key. Only its public key and its name are taken.',
    label: 'Request',
    hint: 'PEM or base64 text, or a file: .csr, .pem, .p10, .der.',
    placeholder: '-----BEGIN CERTIFICATE REQUEST-----',
    missing: 'Choose a file, or paste the request.',
    reading: 'Reading the request',
    review: 'What it says',
    subject: 'Subject',
    noSubject: 'None',
    key: 'Key',
    unknownKey: 'Of a kind that is not used here',
    proof: 'Signed with its own key',
    proofs: { good: 'Yes: its maker has the key', bad: 'No', unknown: 'Not looked at, as the key is of no use here' },
    names: 'Other names it asks for',
    extensions: 'Extensions it asks for',
    replaced: (count: number): string =>
      `${describeCount(count, 'extension is', 'extensions are')} not taken over: the profile’s stand in the certificate.`,
    role: 'It is signed as',
    roles: {
      device: 'A device',
      module: 'A module',
      'edge-ca': 'The CA of an IoT Edge device',
      intermediate: 'An intermediate authority',
    },
    roleHint: 'What it asks for does not decide this: you do.',
    name: { label: 'Name', hint: 'The common name that stands in the certificate.' },
    noSigner: {
      title: 'There is no authority that could sign it',
      explanation: 'None is kept in this browser together with its key.',
      make: 'Make a root',
    },
    more: 'Profile',
    submit: 'Sign it',
    again: 'Sign it anyway',
    signed: (name: string): string => `The certificate of ${name} was signed`,
  },
} as const;

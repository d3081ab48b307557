import { describeDuration, describeLongDuration } from '../duration.ts';

const DAY_SECONDS = 86_400;

/** Sentences of the Cloud room's certificates: of groups, of single enrollments, of DPS and the hub. */
export const uiCloudCertificatesWords = {
  slots: { primary: 'Primary certificate', secondary: 'Secondary certificate' },
  none: 'None',
  subject: 'Subject',
  thumbprint: 'Thumbprint (SHA-1)',
  thumbprintOf: (name: string): string => `Thumbprint of ${name}`,
  ends: 'Ends',
  endsIn: (seconds: number): string =>
    seconds < 0 ? `ended ${describeLongDuration(seconds)} ago` : `ends in ${describeLongDuration(seconds)}`,
  endsOn: (date: string, seconds: number): string => `Ends ${date}, in ${describeLongDuration(seconds)}`,
  /** Whether it is worth a warning: a month is what renewing takes. */
  endsSoon: (seconds: number): boolean => seconds < 30 * DAY_SECONDS,
  reference: (name: string): string => `The CA certificate ${name} of DPS`,
  gone: 'The CA certificate that it refers to is gone.',
  verified: 'Verified',
  unverified: 'Not verified',
  unverifiedHint: 'No device comes by it until its owner has proved to have the key.',
  add: 'Add',
  replace: 'Replace',
  remove: 'Remove',
  prove: 'Prove possession',
  menu: (name: string): string => `More actions for ${name}`,
  removeTitle: (name: string): string => `Remove ${name}?`,
  removeText: 'Devices whose certificates lead to it can no longer register by it. Those that are connected stay.',
  removed: (name: string): string => `${name} was removed`,
  cancel: 'Cancel',
  field: {
    text: 'Certificate',
    hint: 'Paste PEM or base64, or choose or drop a .pem, .crt, .cer or .der file. Keep the private key to yourself.',
    placeholder: '-----BEGIN CERTIFICATE-----',
    file: 'Choose a file',
    drop: 'or drop one here',
    authority: 'The certificate of an authority (CA)',
    leaf: 'A certificate that cannot sign others',
    of: (subject: string): string => `Of ${subject}`,
    issuedBy: (issuer: string): string => `issued by ${issuer}`,
    issuedByItself: 'issued by itself',
    notYet: (seconds: number): string => `not good before ${describeDuration(seconds)} from now`,
    notAuthority:
      'This certificate may not sign others (it lacks CA:TRUE). Choose that of the root or intermediate authority that signs the devices.',
    missing: 'Choose or paste a certificate.',
    tooLarge: 'This file is too large to be a certificate.',
  },
  upload: {
    title: (slot: string, group: string): string => `${slot} of ${group}`,
    authorityTitle: 'New CA certificate',
    replaceTitle: (name: string): string => `Replace ${name}`,
    service: 'For',
    services: { dps: 'DPS: enrollment groups can refer to it', hub: 'The hub: devices that it signs may connect' },
    name: 'Name',
    nameHint: 'Letters, digits and - . _',
    nameForm: 'Use 1 to 64 letters, digits and - . _',
    nameTaken: 'There is a certificate of this name already.',
    verified: 'Verified on upload',
    verifiedHint:
      'The cloud takes your word that you have its private key. Off: prove it with a code, as Azure asks when others could upload your certificate.',
    save: 'Upload',
    saved: (name: string): string => `${name} was uploaded`,
  },
  proof: {
    title: (name: string): string => `Prove possession: ${name}`,
    text: 'Whoever has the private key can sign this code with it. The key itself stays where it is.',
    code: 'Verification code',
    making: 'The cloud makes a code',
    anew: 'New code',
    command: 'With openssl',
    commandHint: 'Where the CA is: ca.pem is its certificate, ca.key its key. It writes verification.pem.',
    certificate: 'Verification certificate',
    codeDiffers: (found: string): string =>
      `Its common name is “${found}” and not the code above. A new code makes older certificates useless.`,
    verify: 'Verify',
    verified: (name: string): string => `${name} is verified: devices may come by it`,
  },
  authorities: {
    intro:
      'Authorities that DPS and the hub know by name. An enrollment group can have certificates of its own instead.',
    make: 'Add a CA certificate',
    emptyHeading: 'There is no CA certificate',
    emptyText:
      'Add the certificate of the authority (CA) that signs your devices’ certificates, and this cloud need not know each device by itself.',
    services: { dps: 'DPS', hub: 'Hub' },
    notRead: 'The CA certificates could not be read',
  },
} as const;

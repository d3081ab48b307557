import type { CertificateSlot } from '../../identity/device-record.ts';

/** Sentences about the certificates of a device, on its page. */
export const uiDeviceCertificatesWords = {
  slots: { primary: 'Primary certificate', secondary: 'Secondary certificate' } satisfies Record<
    CertificateSlot,
    string
  >,
  only: 'Certificate',
  inUse: 'In use',
  /** What the one in use is used for, where DPS issues another. */
  useFor: {
    all: 'The device connects with it.',
    dps: 'It is shown to the provisioning service, for the registration.',
  },
  other: 'The device does not use it now.',
  switch: {
    primary: 'Connect with the primary now',
    secondary: 'Connect with the secondary now',
  } satisfies Record<CertificateSlot, string>,
  switchIdle: {
    primary: 'Use the primary from now on',
    secondary: 'Use the secondary from now on',
  } satisfies Record<CertificateSlot, string>,
  switched: {
    primary: 'The device uses its primary certificate now',
    secondary: 'The device uses its secondary certificate now',
  } satisfies Record<CertificateSlot, string>,
  open: 'Open in Certificates',
  chain: (name: string): string => `Chain of ${name}`,
  subject: 'Subject',
  serialNumber: 'Serial number',
  sha1: 'Thumbprint (SHA-1)',
  sha256: 'Thumbprint (SHA-256)',
  key: 'Private key',
  keyOf: {
    kept: 'In this browser, and never sent. The device’s worker signs with it.',
    issued: 'Made for it in this browser, sealed here, and never sent.',
  },
  choose: {
    act: 'Choose another certificate',
    heading: 'Choose a certificate',
    hint: 'Of those that are kept here with their key. The device starts again with it.',
    label: 'Certificate',
    none: 'No certificate is kept here with its key. Make or import one first.',
    go: 'Go to the certificates',
    coming: 'Looking for certificates',
    notRead: 'The certificates could not be read',
    retry: 'Try again',
    otherName: (name: string): string =>
      `This one is for “${name}”. DPS takes the registration ID from the certificate, and refuses another.`,
    submit: 'Use it',
    done: 'The device has another certificate now',
    cancel: 'Cancel',
  },
  issued: {
    heading: 'Issued by DPS',
    by: (host: string): string => `Issued at the registration with ${host}, and shown to the hub.`,
    wanted: 'At its next registration the device makes a key and a request, and DPS has a certificate issued for it.',
  },
  browser: {
    heading: 'In the browser’s own store',
    text: 'The browser shows a certificate that it, or its system, keeps. A page cannot see which one, or whether there is any.',
    asked:
      'The browser asks once which one to show, and remembers the answer until it is closed. To choose again, close all of its windows.',
    guide: 'See how it is imported',
    choose: 'Choose a certificate of this app',
  },
} as const;

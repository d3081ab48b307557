/** Sentences of the dialogs that make and import authorities. */
export const uiCertificateAuthoritiesWords = {
  make: {
    rootTitle: 'Make a root authority',
    intermediateTitle: (issuer: string): string => `Make an intermediate below ${issuer}`,
    rootText: 'It signs itself, and stands at the top of every chain that you make with it.',
    intermediateText: (issuer: string): string =>
      `${issuer} signs it. It signs devices in its place, so that the root is needed rarely.`,
    name: 'Name',
    nameHint: 'What you and Azure know it by: the common name of its certificate.',
    rootPlaceholder: 'Contoso Root CA',
    intermediatePlaceholder: 'Contoso Plant 1 CA',
    more: 'Kind of key, profile and path length',
    pathLength: 'Authorities below it',
    pathLengthHint: 'The path length: how many more authorities may stand between it and a device.',
    pathLengths: {
      any: 'Any number',
      '0': 'None: it signs devices only',
      '1': 'One',
      '2': 'Two',
      '3': 'Three',
    },
    notExportable:
      'Without a copy of the key the authority is gone when this browser’s storage is cleared, or the machine is lost.',
    submit: 'Make it',
    made: (name: string): string => `${name} was made`,
  },
  import: {
    title: 'Import',
    text: 'An authority or a device certificate that you have: with its chain, and with its key if you want to sign or connect with it here.',
    label: 'Certificates and key',
    hint: 'PEM or base64 text; or files: .pem, .crt, .cer, .der, .key, .pfx, .p12. A certificate without its key is taken, too.',
    placeholder: '-----BEGIN CERTIFICATE-----',
    missing: 'Choose files, or paste a certificate.',
    password: 'Password',
    passwordHint: 'Of the PFX file or of the encrypted key. It is used once, and not kept.',
    keyPlaceHint:
      'For the key, if it is among what you import. One that is to go to a device again has to be exportable.',
    submit: 'Import',
    done: {
      title: (name: string): string => `${name} was imported`,
      key: {
        vault: 'Its key was with it, and is sealed here.',
        exportable: 'Its key was with it, and is sealed here. It can be exported.',
        browser: 'Its key was with it, and is bound to this browser.',
        elsewhere: 'Its key was not with it: it is shown and checked here, and signs where its key is.',
      },
      chain: (names: string): string => `Its chain: ${names}.`,
      noChain: 'Nothing of its issuer was with it.',
      open: 'Show it',
      more: 'Import more',
    },
  },
} as const;

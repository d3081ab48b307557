/** Sentences of what makes certificates known to services: the proof for Azure, and the local cloud in one click. */
export const uiCertificateProofWords = {
  proof: {
    heading: 'Prove possession to Azure',
    text: 'Upload the certificate to DPS, IoT Hub or IoT Central, and let it generate a verification code. The certificate that is made here with that code shows that you have the key.',
    code: 'Verification code',
    codeHint: 'From the page of the uploaded certificate. A new code makes older ones useless.',
    codePlaceholder: 'AAEC1DA657F1B63F440BCB58DFE5E3E274B6162D2B2FA6CD',
    codeMissing: 'Paste the code that the service shows.',
    codeUnusual:
      'Codes of Azure have 48 characters, digits and letters from A to F. See that this is the code, and all of it.',
    of: 'Signed with the key of',
    thumbprint: 'Thumbprint (SHA-1), to compare there',
    make: 'Make the certificate',
    made: {
      title: 'The verification certificate is made',
      text: (name: string): string => `It is signed by ${name}, which was checked before it was shown.`,
      unknown:
        'Whether the code is the right one only the service knows: upload the certificate there before its code changes.',
      commonName: 'Its common name is',
      pem: 'Verification certificate',
      save: 'Save the certificate',
      saved: (name: string): string => `${name} was saved`,
      another: 'Another code',
    },
  },
  cloud: {
    heading: 'In the local cloud',
    proofText:
      'Uploads the certificate to the DPS of the local cloud, asks for a code, and answers with the certificate that proves the key.',
    prove: 'Prove to the local cloud',
    group: 'Make an enrollment group',
    steps: {
      upload: 'Upload the certificate to DPS',
      group: 'Make the enrollment group with the certificate',
      code: 'Get a verification code',
      make: 'Make the verification certificate here',
      verify: 'Have the proof verified',
    },
    skipped: {
      upload: (name: string): string => `Was there already, as ${name}`,
      group: (name: string): string => `There was one already: ${name}`,
      code: (_name: string): string => '',
      make: (_name: string): string => '',
      verify: (_name: string): string => 'Was verified already',
    },
    proved: (name: string): string => `DPS knows the authority as ${name}, and that you have its key.`,
    grouped: (name: string): string => `Devices with a certificate that it signed can register by the group ${name}.`,
    show: 'Show it in the Cloud room',
    which: 'Local cloud',
    places: { server: 'Of this server', browser: 'In this browser' },
  },
  enroll: {
    text: 'An individual enrollment takes this device by either certificate of its pair.',
    textAlone: 'An individual enrollment takes this device by its certificate.',
    act: 'Enroll in the local cloud',
    outcomes: {
      made: (id: string): string => `${id} is enrolled, and can register with its certificate.`,
      known: (id: string): string => `${id} was enrolled with these certificates already.`,
    },
    other: {
      title: (id: string): string => `${id} has an enrollment already`,
      text: 'It proves itself by something else there. That was left as it is: remove the enrollment in the Cloud room, or roll its certificates.',
    },
  },
} as const;

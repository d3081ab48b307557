/** Sentences of the Connections room: the relay, and the roots by which servers are judged. */
export const uiConnectionsWords = {
  title: 'Connections',
  sentence: 'What all devices of this browser share on their way to a service.',
  notRead: 'What is kept of connections could not be read',
  retry: 'Try again',
  cancel: 'Cancel',

  relay: {
    heading: 'Relay',
    hint: 'A page cannot show a device’s certificate by itself. So TLS is spoken in this tab, and a relay carries its bytes to port 8883 of the service.',
    states: {
      server: {
        word: 'Of this page’s server',
        text: 'It came with this page, and nothing needs to be set.',
      },
      own: {
        word: 'A relay that was named here',
        text: 'Devices take it, but for the local cloud of this page’s server: there they take the server’s own. The token is sealed in this browser.',
      },
      none: {
        word: 'No relay',
        text: 'Devices with a certificate reach the local cloud in this browser, and nothing else. “npm start” brings a relay with the page; one that your organisation runs can be named below.',
      },
    },
    address: 'Address',
    test: 'Test it',
    testing: 'Testing the relay',
    works: {
      title: 'The relay works',
      text: 'It took this page and its token, and TLS with Azure’s provisioning service came about over it.',
    },
    answers: {
      title: 'The relay answers, but Azure is not reached over it',
      text: 'It took this page and its token, so devices reach over it whatever else it leads to, such as the local cloud of its server.',
    },
    back: {
      own: 'Use this page’s own again',
      done: 'The relay that was named is forgotten',
    },
    name: 'Name another relay',
    form: {
      address: {
        label: 'Address of the relay',
        hint: 'As it was printed when it started. It begins with wss://, or on this machine with ws://.',
        placeholder: 'wss://relay.example.com/relay',
      },
      token: {
        label: 'Token',
        hint: 'Printed with the address, or in its token file. It is sealed in this browser, and goes to that relay alone.',
      },
      use: 'Use this relay',
      used: 'Devices take this relay from now on',
    },
    sees: {
      summary: 'What a relay can see, and what not',
      can: 'It sees',
      canList: [
        'when a device connects, for how long, and how many bytes go each way',
        'the name and the port of the service',
        'with TLS 1.2 also the certificates of both sides, which hold the device ID but no secret; with TLS 1.3 not even these',
        'the address that this browser comes from',
      ],
      cannot: 'It cannot see or do',
      cannotList: [
        'read a message, a key or a token: TLS ends in this tab and at the service',
        'change a byte without the connection ending at once',
        'pass itself off as the service: the service proves who it is to this tab',
        'use the device’s private key, which never leaves this browser',
      ],
    },
  },

  roots: {
    heading: 'Trusted roots',
    hint: 'A server that TLS in this tab reaches has to show a certificate that leads to one of these.',
    builtIn: 'Built in, for Azure',
    builtInText: 'The local cloud’s own authority counts for the local cloud.',
    added: 'Added by you',
    none: 'None. One is needed for a server of your own, such as a gateway or a broker with an authority of its own.',
    table: 'Roots that were added',
    addedOn: (day: string): string => `added ${day}`,
    until: (day: string): string => `good until ${day}`,
    forget: 'Forget',
    forgetOf: (name: string): string => `Forget ${name}`,
    forgotten: (name: string): string => `${name} is not trusted any more`,
    revocation: {
      title: 'Revocation lists are not checked',
      text: 'Whether a server’s certificate was called back by its authority is not asked (neither CRL nor OCSP). Everything else of its chain and its name is checked.',
    },
    add: 'Add a root',
    dialog: {
      title: 'Add a trusted root',
      text: 'Servers whose certificates lead to it are believed from then on, by all devices of this browser.',
      source: 'Certificate of the authority',
      sourceHint: 'One certificate, PEM or DER: pasted, chosen or dropped.',
      placeholder: '-----BEGIN CERTIFICATE-----',
      missing: 'Choose the file, or paste the certificate.',
      several: 'One at a time: choose one file, or paste one certificate.',
      review: 'This is what you are about to trust',
      compare:
        'Compare the SHA-256 thumbprint with one that you have from whoever runs the server, by another way than this file.',
      subject: 'Name',
      issuer: 'Signed by',
      itself: 'Itself',
      period: 'Good',
      from: (first: string, last: string): string => `${first} to ${last}`,
      key: 'Key',
      sha256: 'SHA-256 thumbprint',
      trust: 'Trust it',
      trusted: (name: string): string => `${name} is trusted from now on`,
    },
  },
} as const;

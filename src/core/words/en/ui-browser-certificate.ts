/** Systems that the import is described for. */
export const IMPORT_SYSTEMS = ['windows', 'macos', 'linux', 'firefox', 'android', 'ios'] as const;
export type ImportSystem = (typeof IMPORT_SYSTEMS)[number];

/** Browsers whose ways are described. */
export const CERTIFICATE_BROWSERS = ['chromium', 'firefox', 'safari'] as const;
export type CertificateBrowser = (typeof CERTIFICATE_BROWSERS)[number];

/** How a PFX file comes into the store of one system. */
interface ImportWords {
  readonly label: string;
  readonly steps: readonly string[];
  /** In a terminal, where that is the shorter way. */
  readonly command?: string;
  readonly note?: string;
}

/** Sentences of the dialog that leads a device to a certificate of the browser's own store. */
export const uiBrowserCertificateWords = {
  title: 'The browser’s own certificate',
  of: (name: string): string => `For ${name}`,
  experimental: 'Experimental',
  what: 'The browser shows a certificate out of its own store, or its system’s, and TLS is the browser’s own: no relay is needed. In return the private key leaves this app as a file, and neither this app nor any page can see which certificate is shown.',
  browsers: {
    heading: 'What browsers do',
    names: {
      chromium: 'Chrome, Edge and other Chromium browsers',
      firefox: 'Firefox',
      safari: 'Safari',
    } satisfies Record<CertificateBrowser, string>,
    here: 'this one',
    does: {
      chromium:
        'They ask once which certificate to show, and remember the answer for that service until the browser is quit. Closing that question counts as an answer, too: “none”. To be asked again, quit the browser whole and open it again.',
      firefox:
        'It asks, or chooses by itself, when the connection is opened. Which of the two is set under Settings, Privacy & Security, Certificates.',
      safari: 'It was not run. Expect surprises, and prefer a relay.',
    } satisfies Record<CertificateBrowser, string>,
  },
  out: {
    heading: '1. Bring the certificate out',
    which: 'Certificate',
    text: 'As a PFX file: the certificate, its chain and its private key, with a password.',
    save: 'Save the PFX file',
    saved: (name: string): string => `${name} was saved`,
    savedText: 'Remove the file once it is imported: whoever has it and its password is this device.',
    password: {
      label: 'Password of the file',
      hint: 'You type it again at the import.',
      make: 'Make one for me',
      missing: 'Type a password, or have one made.',
      short: 'A short password is guessed quickly by whoever has the file.',
      made: 'Keep this password until the file is imported',
    },
    legacy: {
      label: 'For old systems',
      hint: 'Before Windows 10 1709 and macOS 15. The protection is weak by today’s standards (3DES, SHA-1).',
    },
    none: {
      title: (name: string): string => `No certificate for ${name} is kept here`,
      text: 'If it is in the browser’s store already, go on. Otherwise make one in the Certificates room, with a key that may leave.',
      go: 'Go to the certificates',
    },
    stays: {
      title: 'Its key does not leave this browser',
      vault:
        'That was decided when the key was made, and cannot be changed. Make a certificate anew whose key is kept “Sealed, exportable”, or connect over a relay: that needs no file.',
      browser:
        'It is bound to this browser, and nobody can read it. Make a certificate anew whose key is kept “Sealed, exportable”, or connect over a relay: that needs no file.',
      go: 'Show the certificate',
    },
  },
  import: {
    heading: '2. Import it',
    label: 'Where',
    command: 'Command',
    systems: {
      windows: {
        label: 'Windows (Chrome, Edge)',
        steps: [
          'Open the PFX file by a double-click.',
          'Choose “Current User”, and go on to the password.',
          'Type the password. Leave “Automatically select the certificate store” as it is, and finish.',
        ],
      },
      macos: {
        label: 'macOS (Chrome, Edge)',
        steps: [
          'Open the PFX file by a double-click. Keychain Access asks for a keychain: choose “login”.',
          'Type the password of the file.',
          'At the first connection macOS asks whether the browser may use the key: type the password of your account, and choose “Always Allow”.',
        ],
      },
      linux: {
        label: 'Linux (Chrome, Chromium)',
        steps: [
          'Open the browser’s settings: Privacy and security, Security, Manage certificates, Your certificates.',
          'Choose “Import”, the PFX file, and type its password.',
        ],
        command: 'pk12util -d sql:$HOME/.pki/nssdb -i device.pfx',
        note: 'The command does the same; it comes with the NSS tools (Debian: libnss3-tools). A Chromium from the Snap Store has its own place: ~/snap/chromium/current/.pki/nssdb.',
      },
      firefox: {
        label: 'Firefox, on any system',
        steps: [
          'Firefox has a store of its own. Open Settings, Privacy & Security, and there Certificates, View Certificates, Your Certificates.',
          'Choose “Import”, the PFX file, and type its password.',
        ],
      },
      android: {
        label: 'Android (Chrome)',
        steps: [
          'Bring the PFX file to the phone.',
          'Open the system’s settings: Security, More security settings, Encryption & credentials, Install a certificate, VPN & app user certificate. The names differ from maker to maker.',
          'Choose the file, type its password, and give it a name.',
        ],
        note: 'This was not run on a phone.',
      },
      ios: {
        label: 'iPhone, iPad',
        steps: ['No way is known: certificates of a profile are not offered to what a page connects to. Use a relay.'],
      },
    } satisfies Record<ImportSystem, ImportWords>,
  },
  connect: {
    heading: '3. Connect',
    text: 'The device first makes a plain request to its service, at which the browser asks which certificate to show. Choose the one of this device. After that it connects.',
    replaces: {
      keys: 'It does not use its keys any more. You can take that back right after.',
      certificate: 'It does not use the certificate that is kept here any more. You can take that back right after.',
    },
    act: 'Connect',
    cancel: 'Cancel',
    done: (name: string): string => `${name} shows a certificate of the browser from now on`,
    backAgain: (name: string): string => `${name} proves itself as before`,
  },
  notHere: {
    title: 'This device has no use for it',
    text: 'It reaches its cloud without TLS of the browser, so nobody there asks the browser for a certificate: a cloud in this browser, or of a server at http://. A certificate that is kept here works there.',
    close: 'Close',
  },
} as const;

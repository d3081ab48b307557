import type { CertificateOutput } from '../../certificate-export/certificate-output.ts';

/** What an output is called, and what it is for. */
interface OutputWords {
  readonly label: string;
  readonly text: string;
}

/** Sentences of what a certificate can be saved as. */
export const uiCertificateOutputsWords = {
  heading: 'Files',
  hint: 'What tools, devices and Azure take, each under the name that they look for.',
  groups: {
    certificate: 'The certificate',
    key: 'With its key',
    all: 'All at once',
    device: 'For the device',
    azure: 'For Azure',
  },
  outputs: {
    'certificate-pem': { label: 'Certificate', text: 'PEM: what Azure’s pages and most tools take.' },
    'certificate-der': { label: 'Certificate, binary', text: 'DER (.cer), for Windows and small devices.' },
    'full-chain': { label: 'Full chain', text: 'PEM: the certificate first, then its issuers up to the root.' },
    key: { label: 'Private key', text: 'PEM (PKCS #8), not encrypted. Whoever has the file has the key.' },
    'encrypted-key': { label: 'Private key, encrypted', text: 'PEM (PKCS #8), encrypted with a password (AES-256).' },
    pfx: { label: 'PFX', text: 'Certificate, chain and key in one file with a password, for Windows and C#.' },
    archive: { label: 'All of it in a ZIP', text: 'Certificate and chain; with the key, encrypted, if it may leave.' },
    'edge-config': { label: 'IoT Edge config.toml', text: 'For IoT Edge 1.2 and later.' },
    downstream: {
      label: 'Set for a downstream device',
      text: 'For a device behind an IoT Edge gateway: chain, trust bundle and connection string.',
    },
    environment: { label: 'Environment variables', text: 'Under the names that the samples of the device SDKs read.' },
    enrollment: { label: 'DPS enrollment', text: 'JSON, for the REST interface of DPS.' },
  } satisfies Record<CertificateOutput, OutputWords>,
  missingKey: {
    vault:
      'Key, encrypted key and PFX are not here: it was decided when the key was made that it never leaves this browser.',
    browser: 'Key, encrypted key and PFX are not here: the key is bound to this browser, and nobody can read it.',
    elsewhere: 'Key, encrypted key and PFX are made where the key is. It is not here.',
  },
  save: 'Save',
  saveNamed: (label: string, file: string): string => `Save: ${label}, ${file}`,
  more: (label: string): string => `Settings and commands: ${label}`,
  saved: (file: string): string => `${file} was saved`,
  savedKey:
    'It holds the key in plain text. Keep it where your secrets are kept, and delete it when it is in the device.',
  password: {
    label: 'Password',
    hint: 'Whoever is to use the file types it.',
    hintOptional: 'Encrypts the key in the file. Without one it stands there in plain text.',
    make: 'Make one for me',
    short: 'A short password is guessed quickly by whoever has the file.',
    made: {
      title: 'Keep this password',
      text: 'It is nowhere else, and gone when you leave this page. Copy it now, and keep it apart from the file.',
      label: 'password',
    },
  },
  legacy: {
    label: 'For old systems',
    hint: 'Before Windows 10 1709 and macOS 15. The protection is weak by today’s standards (3DES, SHA-1).',
  },
  provisioning: {
    label: 'How the device comes to its hub',
    options: { dps: 'By DPS', manual: 'To a known hub' },
  },
  edgeCa: {
    label: 'CA of the IoT Edge device',
    hint: 'It signs for the modules and for devices behind the gateway.',
    none: 'None: IoT Edge makes one for itself',
  },
  hubHost: {
    label: 'Hub',
    hint: 'The host name of the IoT hub.',
    placeholder: 'my-hub.azure-devices.net',
  },
  gatewayHostName: {
    label: 'Gateway',
    hint: 'The host name of the IoT Edge gateway.',
    placeholder: 'gateway.plant.example',
    remedy: 'Copy the “hostname” from config.toml on the gateway.',
  },
  trustBundle: {
    label: 'Root that the gateway is trusted by',
    hint: 'PEM. Without one it is the root of this certificate.',
    hintNeeded: 'PEM. The root of this certificate is not known here.',
    placeholder: '-----BEGIN CERTIFICATE-----',
  },
  directory: {
    label: 'Directory on the device',
    hint: 'Where the files will lie there.',
  },
  commands: {
    openssl: 'The same with OpenSSL',
    az: 'To use it, with the Azure CLI',
    hint: 'For a POSIX shell. No key and no password stands in it.',
  },
} as const;

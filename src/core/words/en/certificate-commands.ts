import type { CertificateRole } from '../../issuing/certificate-plan.ts';
import type { PairSlot } from '../../ports/certificate-maker.ts';
import { describeCount, describeDuration } from '../duration.ts';
import type { OtherRemedies } from '../words.ts';
import { ANSWER_HELP, DEVICES_HELP, EXIT_CODES_HELP } from './commands.ts';

/** Next steps of certificates where the one on the screen is a press, and a terminal has none. */
export const CERTIFICATE_COMMAND_REMEDIES: OtherRemedies = {
  'certificate/issuer-missing': 'Name the file of the authority with --ca, and that of its key with --ca-key.',
  'certificate/issuer-not-authority': 'Name the certificate of an authority with --ca.',
  'certificate/issuer-expired': 'Make the authority anew first, or name another one with --ca.',
  'certificate/issuer-key-usage': 'Name another authority with --ca, or have this one issued anew with that usage.',
  'certificate/issuer-purpose':
    'Name another authority with --ca, or have this one issued anew without the list or with that purpose.',
  'certificate/issuer-names': 'Take a name within the limits, or name another authority with --ca.',
  'certificate/issuer-path-length': 'Name an authority higher up with --ca, or make this one anew with --path-length.',
  'certificate/outlives-issuer': 'Give an end that is not later with --not-after, or leave the end away.',
  'certificate/dates-backwards': 'Give a later end with --not-after.',
  'certificate/dates-out-of-range': 'Give other dates, or fewer days.',
  'certificate/already-ended':
    'Give a later end with --not-after, unless you want to see how the certificate is refused.',
  'certificate/key-elsewhere': 'Name the file of its key with --ca-key, or a PFX that has both with --ca.',
  'certificate/key-alone': 'Name the certificate of this key with --ca.',
  'certificate/key-unused-kind':
    'Use an authority with a key on P-256 or P-384, or with an RSA key of 2048, 3072 or 4096 bits.',
  'certificate/request-name': 'Give the name with --common-name.',
  'certificate/request-authority': 'Add --as intermediate only if it is to sign certificates itself.',
  'certificate/no-request': 'Name the file that the device or `openssl req` wrote, often with the ending .csr.',
  'certificate/code-empty': 'Give the code of the portal, or of the answer of `az`, with --code.',
  'certificate/file-name-taken': 'Take another name, or the profile azure, whose files are named after the ID.',
  'certificate/password-missing':
    'Write a password into the file that --password-file names, or have one made with --make-password.',
  'pkcs/password-missing': 'Name the file that holds its password with --ca-password-file.',
  'pkcs/password-wrong':
    'See that the password is all that its file holds; capital and small letters differ. If it is right, get the file anew.',
  'pkcs/not-base64': 'Copy it again as a whole, or name the file itself.',
  'pkcs/key-mismatch': 'Get the file again where it was made. A key that was changed cannot be mended.',
  'pkcs/no-key':
    'Name the .key or .pem file that was made together with the certificate, or a .pfx file that has both.',
  'pkcs/several-keys': 'Name a file with the one that is meant.',
  'pkcs/too-large': 'Name the file with the key; one has a few thousand bytes, together with its certificates.',
  'x509/empty': 'Name the file of a certificate.',
  'x509/too-large': 'Name the file with the certificate; one has about two thousand bytes.',
  'x509/not-base64': 'Copy it again as a whole, or name the file itself.',
  'x509/none-found': 'Name a .pem, .crt, .cer or .pfx file.',
  'x509/several': 'Name the file of the key too, with --ca-key: it tells which of the certificates is meant.',
  'batch/empty': 'Give IDs with --ids or --pattern.',
  'batch/too-many': 'Cut the list into parts.',
  'inspect/too-large': 'Give a part of it.',
};

/** What roles are called. */
const ROLES: Readonly<Record<CertificateRole, string>> = {
  root: 'Root',
  intermediate: 'Intermediate authority',
  device: 'Device',
  'self-signed': 'Device, signed by itself',
  module: 'Module',
  'edge-ca': 'Authority of an IoT Edge device',
  verification: 'Proof of possession',
};

/** What is told of what was made. */
export const CERTIFICATE_RESULT_WORDS = {
  certificate: (role: CertificateRole, slot: PairSlot | undefined) =>
    slot === undefined ? ROLES[role] : `${ROLES[role]}, ${slot}`,
  request: 'Request',
  list: 'Devices',
  subject: 'Subject',
  issuer: 'Issuer',
  serialNumber: 'Serial number',
  notBefore: 'Valid from',
  notAfter: 'Valid until',
  key: 'Key',
  sha1Thumbprint: 'SHA-1 thumbprint',
  sha256Thumbprint: 'SHA-256 thumbprint',
  written: 'Written',
  count: 'Count',
  ids: 'IDs',
  range: (first: string, last: string) => (first === last ? first : `${first} to ${last}`),
  password: 'Password',
} as const;

/** What `--form` takes for a certificate that was made, in the words that follow "takes". */
export const CERTIFICATE_FORM_EXPECTATION = (role: CertificateRole, forms: readonly string[]) =>
  `for this (${ROLES[role].toLowerCase()}) ${forms.join(', ')}`;

/** Sentences on the way. */
export const CERTIFICATE_NOTES = {
  endsWithIssuer: (issuer: string, end: string) =>
    `Note: It ends with its issuer “${issuer}”, at ${end}: nothing outlives what signed it. Name another end with --not-after.`,
  progress: (done: number, total: number, remainingMs: number | undefined) =>
    `${done.toLocaleString('en')} of ${describeCount(total, 'certificate', 'certificates')}${
      remainingMs === undefined ? '' : `, ${describeDuration(remainingMs / 1000)} to go`
    }`,
  pairEndsTogether:
    'Note: The secondary certificate does not end later than the primary one, so there is no time to roll from one to the other. Name a later end with --secondary-days.',
} as const;

/** What there is to make, in the order of a life. */
export const CERTIFICATE_KINDS = {
  root: 'a root authority',
  intermediate: 'an authority below another one',
  device: 'a certificate for a device, or for each of a list, as one ZIP archive',
  pair: 'two certificates for an individual enrollment, each signed by itself',
  module: 'a certificate for a module of a device',
  'edge-ca': 'an authority for an IoT Edge device',
  proof: 'the proof, with a verification code, that you have the key of an authority',
  request: 'a signing request with a new key',
  sign: 'a certificate for a signing request',
} as const;
export type CertificateKind = keyof typeof CERTIFICATE_KINDS;

/** What `certificate --help` prints; `program` is how the program is called. */
export const CERTIFICATE_HELP = (
  program: string,
): string => `Makes certificates as Azure wants them, without any network

  ${program} certificate WHAT [options]

${Object.entries(CERTIFICATE_KINDS)
  .map(([kind, what]) => `  ${kind.padEnd(14)}${what}`)
  .join('\n')}

A whole chain, from nothing to a device:

  ${program} certificate root --name 'Plant Root' --make-password --out ca
  ${program} certificate device -d pump-7 --ca ca/Plant_Root.cert.pem --ca-key ca/Plant_Root.encrypted-key.pem \\
    --ca-password-file ca/Plant_Root.password.txt --plain-key --out pump-7

  ${program} certificate WHAT --help    says the rest
`;

const PROFILE = `  --profile PROFILE         azure (as Azure recommends; the one unless told), create-test-cert or cert-gen (extensions,
                            lives and file names of these scripts of Microsoft)`;

const DATES = `  --days N                  how long it is good; as the profile has it unless told, and never longer than its issuer
  --not-after MOMENT        when it ends, in place of --days: Unix seconds, or ISO 8601 such as 2027-01-31T12:00Z
  --not-before MOMENT       when it begins, if not now`;

const PLAN = `How it is made:
${PROFILE}
  --key-kind KIND           P-256, P-384, RSA-2048, RSA-3072 or RSA-4096; that of the profile unless told
${DATES}`;

const SIGNER = `Who signs it:
  --ca FILE                 the certificate of the authority, with its issuers if it has any (PEM or DER), or a PFX
  --ca-key FILE             its private key, unless it is in the PFX or beside the certificate
  --ca-password-file FILE   the password of that key or PFX; of these three, one may be -, standard input`;

const KEY = `Its private key:
  --password-file FILE      encrypt it with the password in this file; - is standard input
  --make-password           make a password, and write it into a file beside the others
  --plain-key               write the key in PEM as it is, for a device that takes no other`;

const FORMS = `The files:
  --form FORMS              one of these or several with a comma between; pem unless told:
                              pem           certificate, the chain with its issuers, private key
                              der           the certificate alone, in DER
                              pfx           certificate, issuers and key in one file, under a password
                              zip           all of these in one archive, under a password
                              enrollment    JSON with which DPS makes the enrollment or the group
                              env           environment variables that the SDKs' samples read
                              edge-config   config.toml of IoT Edge
                              downstream    all that a device behind an IoT Edge gateway needs, as a ZIP archive
  --legacy-pfx              a PFX that systems before Windows 10 1709 and macOS 15 open too: weaker
  --id-scope SCOPE          for env and edge-config: the ID scope of the DPS instance
  --dps-host HOST           its device endpoint; global.azure-devices-provisioning.net
  --hub-name, -n HUB        for downstream, and for an edge-config without DPS: the hub, by its name or its host
  --gateway HOST            for downstream: the host name of the gateway
  --trust-bundle FILE       for downstream: the root of the gateway, if it is not that of the device
  --device-dir DIRECTORY    for env and edge-config: where the files lie on the device; /etc/aziot/certificates`;

const OUT = `  --out DIRECTORY           where the files are written; the current directory unless told. Those with secrets are
                            readable by their owner alone; none that is there is replaced, and then none is written
  --force                   replace them
${ANSWER_HELP}

Standard output tells what was made, and nothing of what is secret.
${EXIT_CODES_HELP}
`;

/** What `certificate WHAT --help` prints, for each of them. */
export const CERTIFICATE_KIND_HELP: Readonly<Record<CertificateKind, (program: string) => string>> = {
  root: (program) => `Makes a root authority

  ${program} certificate root --name 'Plant Root' --make-password --out ca

  --name NAME               its common name (--common-name and --cn too); the scripts' profiles have one of their own
  --path-length N           how many authorities may stand below each other under it; any number unless told

${PLAN}

${KEY}

${FORMS}
${OUT}`,

  intermediate: (program) => `Makes an authority below another one

  ${program} certificate intermediate --name 'Line 2' --ca root.cert.pem --ca-key root.key.pem --plain-key

  --name NAME               its common name (--common-name and --cn too)
  --path-length N           how many authorities may stand below it; as the profile has it unless told

${SIGNER}

${PLAN}

${KEY}

${FORMS}
${OUT}`,

  device: (program) => `Makes the certificate of a device, or of each of a list

  ${program} certificate device -d pump-7 --ca line.full-chain.cert.pem --ca-key line.key.pem --plain-key
  ${program} certificate device --pattern 'pump-{0001..0500}' --ca line.pfx --ca-password-file line.txt \\
    --form pfx --make-password --out fleet

The devices:
${DEVICES_HELP}

All of a list come in one ZIP archive, with a table of what is in it: for each its chain and its key, or with
--form pfx a PFX.

${SIGNER}

${PLAN}

${KEY}

${FORMS}
${OUT}`,

  pair: (program) => `Makes both certificates of an individual enrollment, each signed by itself

  ${program} certificate pair -d pump-7 --plain-key --form pem,enrollment

  --device-id, -d ID        the device (--registration-id and --rid too)
  --secondary-days N        how long the secondary one is good; half as long again as the primary one unless told
  --secondary-not-after MOMENT
                            when it ends, in place of that

${PLAN}

${KEY}

${FORMS}
${OUT}`,

  module: (program) => `Makes the certificate of a module, whose name is DEVICE/MODULE

  ${program} certificate module -d pump-7 -m filter --ca line.full-chain.cert.pem --ca-key line.key.pem --plain-key

  --device-id, -d ID        the device (--registration-id and --rid too)
  --module-id, -m ID        the module

${SIGNER}

${PLAN}

${KEY}

${FORMS}
${OUT}`,

  'edge-ca': (program) => `Makes an authority for an IoT Edge device, which signs what its modules serve with

  ${program} certificate edge-ca -d gateway-1 --ca root.cert.pem --ca-key root.key.pem --plain-key --form pem,edge-config

  --device-id, -d ID        the IoT Edge device (--registration-id and --rid too); the name gets the ending .ca

${SIGNER}

${PLAN}

${KEY}

${FORMS}
${OUT}`,

  proof: (program) => `Makes the certificate that proves to a service that you have the key of an authority

  ${program} certificate proof --code 106A5SD242AF512B3498BD6098C4941E66R34H268DDB3288 --ca root.cert.pem --ca-key root.key.pem

  --code CODE               the verification code, as the portal or \`az iot dps certificate generate-verification-code\`
                            shows it. Whether it is the right one only the service knows
${PROFILE}

${SIGNER}

The files:
${OUT}`,

  request: (program) => `Makes a new key, and a request with which an authority elsewhere signs it

  ${program} certificate request --common-name pump-7 --make-password

  --common-name NAME        what it is to be called (--name, --cn, --device-id and -d too)
  --for-dps                 for a certificate that DPS issues: a key on P-384 and the registration ID as the name. The
                            request is written in base64 too, as the device sends it. The enrollment has to be linked to
                            a certificate issuance policy; without one, DPS refuses the registration
  --key-kind KIND           P-256, P-384, RSA-2048, RSA-3072 or RSA-4096; P-256 unless told

${KEY}

The files:
${OUT}`,

  sign: (program) => `Signs a request whose key is elsewhere

  ${program} certificate sign --request pump-7.csr --ca line.full-chain.cert.pem --ca-key line.key.pem

  --request FILE            the request (--csr too): PEM, DER or base64; - is standard input
  --as ROLE                 device (unless told), module, edge-ca or intermediate
  --common-name NAME        in place of the name in the request (--name, --cn, --device-id and -d too)

What speaks against signing it stops it; what it asks for and does not get is told.

${SIGNER}

How it is made:
${PROFILE}
${DATES}

${FORMS}
${OUT}`,
};

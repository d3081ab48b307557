import type { KeyUsage } from '../../x509/extensions.ts';

/** Algorithms of signatures by their identifiers; an unknown one is told by its identifier. */
export const signatureNames: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.2': 'RSA with MD2',
  '1.2.840.113549.1.1.3': 'RSA with MD4',
  '1.2.840.113549.1.1.4': 'RSA with MD5',
  '1.2.840.113549.1.1.5': 'RSA with SHA-1',
  '1.3.14.3.2.29': 'RSA with SHA-1',
  '1.2.840.113549.1.1.10': 'RSA-PSS',
  '1.2.840.113549.1.1.11': 'RSA with SHA-256',
  '1.2.840.113549.1.1.12': 'RSA with SHA-384',
  '1.2.840.113549.1.1.13': 'RSA with SHA-512',
  '1.2.840.113549.1.1.14': 'RSA with SHA-224',
  '1.2.840.10045.4.1': 'ECDSA with SHA-1',
  '1.2.840.10045.4.3.1': 'ECDSA with SHA-224',
  '1.2.840.10045.4.3.2': 'ECDSA with SHA-256',
  '1.2.840.10045.4.3.3': 'ECDSA with SHA-384',
  '1.2.840.10045.4.3.4': 'ECDSA with SHA-512',
  '1.3.101.112': 'Ed25519',
  '1.3.101.113': 'Ed448',
  '1.2.840.10040.4.3': 'DSA with SHA-1',
};

/** Kinds of keys that are neither RSA nor on a curve that browsers have. */
export const keyNames: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.10': 'RSA for PSS alone',
  '1.3.101.110': 'X25519',
  '1.3.101.111': 'X448',
  '1.3.101.112': 'Ed25519',
  '1.3.101.113': 'Ed448',
  '1.2.840.10040.4.1': 'DSA',
};

/** Curves that browsers do not have. */
export const curveNames: Readonly<Record<string, string>> = {
  '1.2.840.10045.3.1.1': 'P-192',
  '1.3.132.0.33': 'P-224',
  '1.3.132.0.10': 'secp256k1',
  '1.3.36.3.3.2.8.1.1.7': 'brainpoolP256r1',
  '1.3.36.3.3.2.8.1.1.11': 'brainpoolP384r1',
};

export const keyUsageNames: Readonly<Record<KeyUsage, string>> = {
  digitalSignature: 'digital signature',
  nonRepudiation: 'non-repudiation',
  keyEncipherment: 'key encipherment',
  dataEncipherment: 'data encipherment',
  keyAgreement: 'key agreement',
  keyCertSign: 'signing certificates (keyCertSign)',
  cRLSign: 'signing revocation lists (cRLSign)',
  encipherOnly: 'encipherment only',
  decipherOnly: 'decipherment only',
};

/** Purposes of a key. */
export const purposeNames: Readonly<Record<string, string>> = {
  '2.5.29.37.0': 'any purpose',
  '1.3.6.1.5.5.7.3.1': 'servers (serverAuth)',
  '1.3.6.1.5.5.7.3.2': 'clients (clientAuth)',
  '1.3.6.1.5.5.7.3.3': 'signing code',
  '1.3.6.1.5.5.7.3.4': 'mail (emailProtection)',
  '1.3.6.1.5.5.7.3.8': 'time stamps',
  '1.3.6.1.5.5.7.3.9': 'signing OCSP answers',
  '1.3.6.1.5.5.7.3.17': 'IPsec',
  '1.3.6.1.4.1.311.20.2.2': 'logging on with a smart card',
};

/** Extensions that stand for themselves; those that are facts of their own are not among them. */
export const extensionNames: Readonly<Record<string, string>> = {
  '2.5.29.9': 'Attributes of the subject',
  '2.5.29.16': 'Period of the private key',
  '2.5.29.18': 'Alternative names of the issuer',
  '2.5.29.31': 'Places of revocation lists',
  '2.5.29.32': 'Policies',
  '2.5.29.33': 'Policy mappings',
  '2.5.29.36': 'Policy constraints',
  '2.5.29.46': 'Places of newer revocation lists',
  '2.5.29.54': 'Inhibits any policy',
  '1.3.6.1.5.5.7.1.1': 'Places of the authority',
  '1.3.6.1.5.5.7.1.3': 'Statements of a qualified certificate',
  '1.3.6.1.5.5.7.1.11': 'Places of the subject',
  '1.3.6.1.5.5.7.1.24': 'TLS features',
  '1.3.6.1.4.1.11129.2.4.2': 'Certificate transparency',
  '1.3.6.1.4.1.311.20.2': 'Name of a Windows template',
  '1.3.6.1.4.1.311.21.1': 'Version of a Windows authority',
  '1.3.6.1.4.1.311.21.7': 'Windows template',
  '1.3.6.1.4.1.311.21.10': 'Windows application policies',
  '2.16.840.1.113730.1.1': 'Netscape certificate type',
  '2.16.840.1.113730.1.13': 'Comment',
};

/** Whose keys a length is typical of. */
const KEY_LENGTHS: Readonly<Record<number, string>> = {
  32: 'as IoT Hub makes them, and as a device’s own key derived from a group key',
  64: 'as DPS makes them for enrollments and groups',
};

/** Sentences and words of facts. */
export const inspectValues = {
  critical: ' (critical)',
  algorithm: (identifier: string): string => `another kind (${identifier})`,
  pss: (hash: string): string => `RSA-PSS with ${hash}`,
  unknownHash: 'a hash that cannot be read',
  rsaKey: (bits: number): string => `RSA, ${bits} bits`,
  curveKey: (curve: string): string => `ECDSA ${curve}`,
  unknownCurve: 'ECDSA on a curve of its own',
  otherCurve: (identifier: string): string => `ECDSA on another curve (${identifier})`,
  noAddress: 'not an address of a file',
  hiddenSecret: 'not shown: there is a key in it, which belongs elsewhere',
  version: (version: number): string => `X.509 version ${version}`,
  isAuthority: 'Yes',
  isNoAuthority: 'No',
  limitedAuthority: (limit: number): string =>
    limit === 0
      ? 'Yes, with no further authority below it'
      : `Yes, with at most ${limit} further ones below each other`,
  count: (count: number): string => count.toLocaleString('en'),
  byteCount: (count: number): string => `${count.toLocaleString('en')} byte${count === 1 ? '' : 's'}`,
  extension: (name: string | undefined, identifier: string, value: string, isCritical: boolean): string =>
    `${name === undefined ? identifier : `${name} (${identifier})`}${isCritical ? ', critical' : ''}: ${value}`,
  authorityKey: (key: string, issuer: string, serial: string): string =>
    [key, issuer && `issuer ${issuer}`, serial && `serial number ${serial}`].filter((part) => part !== '').join(', '),
  allowedNames: (names: string): string => `only ${names}`,
  excludedNames: (names: string): string => `none of ${names}`,
  revoked: (at: string, issuer: string, isChecked: boolean): string =>
    isChecked
      ? `Since ${at}, by the list of ${issuer}`
      : `Since ${at}, by a list that says it is of ${issuer}; its signature could not be checked`,
  more: (count: number): string => `and ${count.toLocaleString('en')} more`,
  forms: {
    pem: 'PEM',
    der: 'DER',
    base64: 'Base64 without armour',
    base64Pem: 'PEM, as base64 once more',
    escaped: 'PEM with line ends written as \\n',
    text: 'Text',
    json: 'JSON',
    pfx: 'in a PFX file',
    bundle: 'in a PKCS #7 bundle',
    config: 'in config.toml',
  },
  keyLength: (bytes: number): string => {
    const typical = KEY_LENGTHS[bytes];
    return `${bytes} bytes${typical === undefined ? '' : `, ${typical}`}`;
  },
  uses: {
    device: 'A device, at IoT Hub',
    module: 'A module of a device, at IoT Hub',
    service: 'A service, with a shared access policy',
    deviceService: 'A service, for one device, with a shared access policy',
    dpsService: 'A service, at DPS, with a shared access policy',
    dpsDevice: 'A device, at DPS',
    central: 'A device, at IoT Central',
    resource: 'Something else',
  },
  codes: {
    keys: { 'device-key': 'a symmetric key', 'group-key': 'the key of an enrollment group' },
    noKey: 'nothing that is in the code',
    part: (pieces: number): string =>
      `One part of a sequence of at least ${pieces}. The Scan room puts sequences together, from a camera.`,
    identity: 'A whole identity. The Scan room opens and keeps it.',
  },
  credentials: {
    key: 'a symmetric key',
    token: 'a shared access signature',
    x509: 'a certificate, which comes from elsewhere',
  },
} as const;

import type { CertificatePart, ChainFault, CryptoFileKind, FactsByCode } from '../../errors/facts.ts';
import type { WordsOf } from '../described.ts';

const PARTS: Readonly<Record<CertificatePart, string>> = {
  outline: 'outermost structure',
  version: 'version',
  'serial-number': 'serial number',
  algorithm: 'signature algorithm',
  issuer: 'issuer’s name',
  validity: 'dates',
  subject: 'name',
  'public-key': 'public key',
  extensions: 'extensions',
};

const KINDS: Readonly<Record<CryptoFileKind, readonly [what: string, remedy: string]>> = {
  'private-key': [
    'a private key',
    'Choose the certificate that belongs to the key. If the key was sent to anyone by mistake, make a new one.',
  ],
  'encrypted-key': ['a private key with a password', 'Choose the certificate that belongs to the key.'],
  'public-key': ['a public key alone', 'Choose the certificate, which holds the same key together with a name.'],
  request: [
    'a signing request',
    'Have the request signed by an authority, and choose the certificate that comes back.',
  ],
  pfx: [
    'a PFX file, a certificate and its key with a password',
    'Take the certificate out of it first: “openssl pkcs12 -in FILE -nokeys -out certificate.pem”.',
  ],
  pkcs7: [
    'a PKCS #7 file, a bundle of certificates',
    'Take the certificates out of it first: “openssl pkcs7 -print_certs -in FILE -out certificates.pem”.',
  ],
  'revocation-list': ['a revocation list', 'Choose the certificate of the authority that issued the list.'],
  other: ['something else than a certificate', 'Choose a file with a block that begins “BEGIN CERTIFICATE”.'],
};

/** Words for reading certificates and requests. */
export const x509Words: WordsOf<'x509'> = {
  'x509/form': {
    title: 'A part of it cannot be read',
    explanation: describeForm,
    remedy: 'Copy or export it again as a whole. If it still cannot be read, whoever made it has to make it anew.',
  },
  'x509/empty': {
    title: 'There is nothing here',
    explanation: 'The text or the file is empty.',
    remedy: 'Choose the file again, or paste the certificate.',
  },
  'x509/too-large': {
    title: 'This is too large for certificates',
    explanation: ({ bytes, limit }) =>
      `It has ${bytes.toLocaleString('en')} bytes, and at most ${limit.toLocaleString('en')} are read.`,
    remedy: 'Choose the file with the certificate; one has about two thousand bytes.',
  },
  'x509/none-found': {
    title: 'There is no certificate in this',
    explanation: 'It holds neither a block that begins “BEGIN CERTIFICATE” nor a certificate in another form.',
    remedy: 'Choose a .pem, .crt or .cer file, or paste the text of one.',
  },
  'x509/not-base64': {
    title: 'A character in the certificate is wrong',
    explanation: ({ number }) =>
      `${number === undefined ? 'The text' : `Block ${number}`} looks like a certificate, but its letters and digits are no base64: some are missing, or others stand between them.`,
    remedy: 'Copy it again as a whole, or choose the file itself.',
  },
  'x509/cut-short': {
    title: 'The certificate is not whole',
    explanation: ({ number }) => `Block ${number} has only one of its two lines “BEGIN” and “END”, or they differ.`,
    remedy: 'Copy it again, from the line with “BEGIN” to the line with “END”.',
  },
  'x509/other-kind': {
    title: 'This is no certificate',
    explanation: ({ kind }) => `It is ${KINDS[kind][0]}.`,
    remedy: ({ kind }) => KINDS[kind][1],
  },
  'x509/several': {
    title: 'One certificate is wanted here',
    explanation: ({ count }) => `There are ${count} of them, as in a chain.`,
    remedy: 'Choose the one that is meant, and not the chain.',
  },
};

function describeForm({ what, part, mistake }: FactsByCode['x509/form']): string {
  const name = what === 'request' ? 'signing request' : 'certificate';
  if (mistake === 'ends-early') return `The ${name} ends before it is whole, in its ${PARTS[part]}.`;
  if (mistake === 'after-end' && part === 'outline') return `More bytes stand behind the ${name} than belong to it.`;
  return `It looks like a ${name}, but its ${PARTS[part]} does not have the form that the standard asks for (RFC 5280, DER).`;
}

/** What is wrong with a chain of certificates, and what to do. */
export interface ChainWords {
  readonly title: string;
  readonly explanation: string;
  readonly remedy: string;
}

/** Words for every fault of a chain; “this certificate” is the one that the verdict names. */
export const chainFaultWords: Readonly<Record<ChainFault, ChainWords>> = {
  'no-path': {
    title: 'The issuer of a certificate is missing',
    explanation: 'The certificate that issued this one is neither among those sent along nor among those trusted.',
    remedy: 'Send the whole chain, the device’s own certificate first, or let the other side trust the issuer.',
  },
  expired: {
    title: 'A certificate has ended',
    explanation: 'This certificate was good until a time that has passed, by the clock that judges it.',
    remedy: 'Renew it. If it is new, set the clock.',
  },
  'not-yet-valid': {
    title: 'A certificate is not good yet',
    explanation: 'This certificate is good from a time on that is still to come, by the clock that judges it.',
    remedy: 'Set the clock, or wait until the certificate begins.',
  },
  'not-a-ca': {
    title: 'A certificate was issued by no authority',
    explanation: 'This certificate issued another one, and does not say of itself that it may (CA:TRUE).',
    remedy: 'Issue the certificates below it with the certificate of an authority.',
  },
  'path-length': {
    title: 'There are too many authorities in the chain',
    explanation: 'This authority limits how many further authorities may stand below it, and there are more.',
    remedy: 'Issue from an authority higher up, or make this one anew with a larger path length.',
  },
  'key-usage': {
    title: 'A key may not be used for this',
    explanation: 'The key usage of this certificate does not allow what is done with its key here.',
    remedy: 'An authority needs “keyCertSign” in its key usage, a device “digitalSignature”. Issue it anew with that.',
  },
  'extended-key-usage': {
    title: 'A certificate is for another purpose',
    explanation: 'This certificate lists the purposes it is good for, and the one asked for is not among them.',
    remedy: 'A device needs “clientAuth”, a server “serverAuth”; in an authority the list holds for all below it.',
  },
  'name-constraints': {
    title: 'A name is not allowed by its authority',
    explanation: 'An authority in the chain limits the names below it, and this certificate has one outside of them.',
    remedy: 'Choose a name within the limits, or issue from an authority without them.',
  },
  'critical-extension': {
    title: 'A certificate asks for something unknown',
    explanation:
      'This certificate has an extension marked as critical that is not known here, so that it must be refused.',
    remedy: 'Issue it anew without that extension, or without marking it as critical.',
  },
  signature: {
    title: 'A signature does not fit',
    explanation:
      'This certificate names an issuer that is known here, but was not signed with that issuer’s key, or was changed.',
    remedy: 'Use the certificate of the authority that really issued it: one of the same name may have another key.',
  },
  'weak-signature': {
    title: 'A signature is of a broken kind',
    explanation: 'This certificate was signed with SHA-1 or MD5, which can be forged.',
    remedy: 'Issue it anew with SHA-256.',
  },
  'weak-key': {
    title: 'A key is too short',
    explanation: 'The RSA key of this certificate has fewer than 2048 bits.',
    remedy: 'Make a new key: P-256, or RSA with 2048 bits or more.',
  },
  'unsupported-algorithm': {
    title: 'A signature cannot be checked here',
    explanation: 'This certificate was signed in a way that cannot be checked here, so that it cannot be trusted.',
    remedy: 'Use ECDSA with P-256, P-384 or P-521, or RSA from 2048 bits on, each with SHA-256, SHA-384 or SHA-512.',
  },
  'too-complex': {
    title: 'There are too many ways to go',
    explanation:
      'So many certificates of the same names came along that not every path through them was tried, and none of those tried holds.',
    remedy: 'Send only the certificates of the one chain.',
  },
};

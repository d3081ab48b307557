import type { PkcsFile } from '../../errors/certificate-facts.ts';
import type { WordsOf } from '../described.ts';

const NAMES: Readonly<Record<PkcsFile, string>> = { key: 'private key', pfx: 'PFX file' };

/** A command that writes the file anew in a form that is read here; it asks for the passwords itself. */
const CONVERSIONS: Readonly<Record<PkcsFile, string>> = {
  key: 'openssl pkey -in FILE -aes256 -out key.pem',
  pfx: 'openssl pkcs12 -in FILE -legacy -out all.pem” and then “openssl pkcs12 -export -in all.pem -out new.pfx',
};

/** Words for private keys and for PFX files, with and without passwords. */
export const pkcsWords: WordsOf<'pkcs'> = {
  'pkcs/no-key': {
    title: 'There is no private key in this',
    explanation: 'It holds neither a block that begins “BEGIN PRIVATE KEY” nor a private key in another form.',
    remedy: 'Choose the .key or .pem file that was made together with the certificate, or a .pfx file that has both.',
  },
  'pkcs/several-keys': {
    title: 'One private key is wanted here',
    explanation: ({ count }) => `There are ${count} of them.`,
    remedy: 'Choose a file with the one that is meant, or copy its block alone.',
  },
  'pkcs/cut-short': {
    title: 'The private key is not whole',
    explanation: ({ number }) => `Block ${number} has only one of its two lines “BEGIN” and “END”, or they differ.`,
    remedy: 'Copy it again, from the line with “BEGIN” to the line with “END”.',
  },
  'pkcs/not-base64': {
    title: 'A character in the private key is wrong',
    explanation: ({ number }) =>
      `The letters and digits of block ${number} are no base64: some are missing, or others stand between them.`,
    remedy: 'Copy it again as a whole, or choose the file itself.',
  },
  'pkcs/openssh-form': {
    title: 'This is a key for SSH',
    explanation: 'The private key is in the form that OpenSSH alone reads and writes.',
    remedy: 'Write a copy of it anew: “ssh-keygen -p -m PKCS8 -f COPY”. A key for certificates is better made anew.',
  },
  'pkcs/too-large': {
    title: 'This is too large for keys',
    explanation: ({ bytes, limit }) =>
      `It has ${bytes.toLocaleString('en')} bytes, and at most ${limit.toLocaleString('en')} are read.`,
    remedy: 'Choose the file with the key; one has a few thousand bytes, together with its certificates.',
  },
  'pkcs/form': {
    title: 'A part of the file cannot be read',
    explanation: ({ what, mistake }) =>
      mistake === 'ends-early'
        ? `The ${NAMES[what]} ends before it is whole.`
        : `It looks like a ${NAMES[what]}, but a part of it does not have the form that the standard asks for.`,
    remedy: 'Copy or export it again as a whole. If it still cannot be read, whoever made it has to make it anew.',
  },
  'pkcs/unsupported': {
    title: 'This kind is not read here',
    explanation: ({ what, part, algorithm }) =>
      part === 'kind'
        ? `The private key is of a kind that is not used here: ${algorithm}.`
        : `The ${NAMES[what]} is protected in a way that is not read here: ${algorithm}.`,
    remedy: ({ what, part }) =>
      part === 'kind'
        ? 'Make a new key: on P-256, or RSA with 2048 bits or more. Those are the kinds that Azure takes.'
        : `Write it anew with OpenSSL, which knows more ways: “${CONVERSIONS[what]}”.`,
  },
  'pkcs/too-slow': {
    title: 'Opening this would take too long',
    explanation: ({ what, iterations, limit }) =>
      `The ${NAMES[what]} asks for its password to be hashed ${iterations.toLocaleString('en')} times; at most ${limit.toLocaleString('en')} are done here. Common are 2,048 to 600,000.`,
    remedy: ({ what }) => `If you trust whoever made it, write it anew with OpenSSL: “${CONVERSIONS[what]}”.`,
  },
  'pkcs/password-missing': {
    title: 'It opens with a password',
    explanation: ({ what }) => `The ${NAMES[what]} is protected with a password.`,
    remedy: 'Type the password that was chosen when the file was made, or that came with it.',
  },
  'pkcs/password-wrong': {
    title: 'The password does not fit',
    explanation: ({ what }) =>
      `The ${NAMES[what]} was made with another password. A file that was changed on its way would look the same.`,
    remedy: 'Type it again; capital and small letters differ. If you are sure of it, get the file anew.',
  },
  'pkcs/two-passwords': {
    title: 'What is inside has another password',
    explanation: 'The password fits the PFX file as a whole, and not the key or the certificates within it.',
    remedy: 'Have it exported again with one password for everything.',
  },
  'pkcs/key-mismatch': {
    title: 'The private key does not work',
    explanation:
      'Its private and its public part do not belong together, so that nothing signed with it can be verified.',
    remedy: 'Choose the file again where it was made. A key that was changed cannot be mended.',
  },
  'pkcs/no-mac': {
    title: 'The file does not protect itself from changes',
    explanation:
      'This PFX file has no checksum made with the password: nobody can tell whether it was changed on its way.',
    remedy:
      'Compare the thumbprint of the certificate with whoever sent it, and export the file anew before you pass it on.',
  },
  'pkcs/weak-encryption': {
    title: 'The encryption is of an old kind',
    explanation: ({ algorithm }) =>
      isBroken(algorithm)
        ? `It is ${algorithm}, which is broken: whoever has the file can open it without the password.`
        : `It is ${algorithm}. It holds as long as the password cannot be guessed, and guessing is cheap: a word falls in seconds, 20 random letters and digits do not.`,
    remedy:
      'Export it anew with AES-256 where the system that reads it can. Until then, pass on file and password apart.',
  },
  'pkcs/passed-over': {
    title: 'Not all of it was read',
    explanation: ({ count }) =>
      count === 1
        ? 'The PFX file holds one thing that is neither a certificate nor a private key.'
        : `The PFX file holds ${count} things that are neither certificates nor private keys.`,
    remedy: 'Keys and certificates are all there. Programs in Java keep passwords and other secrets beside them.',
  },
};

/** Their keys are so short that all of them can be tried. */
const isBroken = (algorithm: string): boolean => /^(?:DES|RC2-40|RC4-40)$/.test(algorithm);

import type { WordsOf } from '../described.ts';

/** Prints a point in time, in milliseconds since 1970, as certificates have it: UTC, to the second. */
export const printTime = (time: number): string => `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** Words for making certificates: what is wished for, and who is to sign it. */
export const certificateWords: WordsOf<'certificate'> = {
  'certificate/name-empty': {
    title: 'The certificate needs a name',
    explanation: 'There is no common name. It is what Azure and people know a certificate by.',
    remedy: 'Give an authority any name, and a device its registration ID.',
  },
  'certificate/name-too-long': {
    title: 'The name is too long',
    explanation: ({ length, limit }) =>
      `It has ${length} characters, and at most ${limit} fit into a certificate here.`,
    remedy: 'Shorten it.',
  },
  'certificate/name-character': {
    title: 'The name has a character it cannot have',
    explanation: ({ character, position }) =>
      `Character ${position + 1} (U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}) cannot be seen, and whoever compares names by eye would be misled.`,
    remedy: 'Type the name by hand. Such a character comes along unseen when text is copied.',
  },
  'certificate/module-name': {
    title: 'The name of the module is missing',
    explanation: ({ found }) => `A module has the name “device/module”, with one slash; here is “${found}”.`,
    remedy: 'Write the ID of the device, a slash, and the name of the module.',
  },
  'certificate/name-of-issuer': {
    title: 'The name is that of its issuer',
    explanation: ({ name }) =>
      `“${name}” would be issued by “${name}”. Whoever follows the chain takes it for a root and goes no further.`,
    remedy: 'Give it another name than the authority that signs it.',
  },
  'certificate/dates-backwards': {
    title: 'It would end before it begins',
    explanation: 'The end of the certificate lies before its beginning.',
    remedy: 'Choose a later end.',
  },
  'certificate/dates-out-of-range': {
    title: 'A date cannot be written down',
    explanation: 'Certificates know the years 1950 to 9999, and whole seconds.',
    remedy: 'Choose a date within these years.',
  },
  'certificate/already-ended': {
    title: 'The certificate has ended already',
    explanation: ({ notAfter }) => `It is good until ${printTime(notAfter)}, which has passed. Services refuse it.`,
    remedy: 'Choose a later end, unless you want to see how it is refused.',
  },
  'certificate/issuer-missing': {
    title: 'There is no authority to sign it',
    explanation: 'Such a certificate is signed by an authority, and none was chosen.',
    remedy: 'Choose an authority, or make one first.',
  },
  'certificate/issuer-not-authority': {
    title: 'The issuer is no authority',
    explanation: ({ issuer }) =>
      `The certificate “${issuer}” does not say of itself that it is an authority (CA:TRUE), so nobody takes what it signs.`,
    remedy: 'Choose the certificate of an authority.',
  },
  'certificate/issuer-key-usage': {
    title: 'The issuer may not sign certificates',
    explanation: ({ issuer }) => `The key usage of “${issuer}” lacks “keyCertSign”, so nobody takes what it signs.`,
    remedy: 'Choose another authority, or have this one issued anew with that usage.',
  },
  'certificate/issuer-purpose': {
    title: 'The issuer is for other purposes',
    explanation: ({ issuer }) =>
      `“${issuer}” lists what the certificates below it are for, and signing in to a server (clientAuth) is not in the list.`,
    remedy: 'Choose another authority, or have this one issued anew without the list or with that purpose.',
  },
  'certificate/issuer-names': {
    title: 'The issuer may not sign this name',
    explanation: ({ issuer }) => `“${issuer}” limits the names below it, and this one is outside of them.`,
    remedy: 'Choose a name within the limits, or another authority.',
  },
  'certificate/issuer-key': {
    title: 'The key of the issuer cannot sign here',
    explanation: ({ issuer }) => `The key of “${issuer}” is of a kind that is not used here, or too short to be safe.`,
    remedy: 'Use an authority with a key on P-256 or P-384, or with an RSA key of 2048, 3072 or 4096 bits.',
  },
  'certificate/issuer-expired': {
    title: 'The issuer has ended',
    explanation: ({ issuer, notAfter }) =>
      `“${issuer}” was good until ${printTime(notAfter)}. What it signs now is refused with it.`,
    remedy: 'Renew the authority first, or choose another one.',
  },
  'certificate/issuer-path-length': {
    title: 'No authority may stand below this one',
    explanation: ({ issuer }) =>
      `“${issuer}” signs devices only: its path length, or that of an authority above it, allows no more.`,
    remedy: 'Choose an authority higher up, or make this one anew with a larger path length.',
  },
  'certificate/outlives-issuer': {
    title: 'It would outlive its issuer',
    explanation: ({ issuer, notAfter }) =>
      `“${issuer}” ends at ${printTime(notAfter)}. From then on the whole chain is refused, whatever stands in this certificate.`,
    remedy: 'Choose an end that is not later, or renew the authority first.',
  },
  'certificate/begins-before-issuer': {
    title: 'It begins before its issuer does',
    explanation: ({ issuer, notBefore }) =>
      `“${issuer}” begins at ${printTime(notBefore)}; until then both are refused.`,
    remedy: 'Let it begin with its issuer, or later.',
  },
  'certificate/path-length-beyond-issuer': {
    title: 'More authorities below than its issuer allows',
    explanation: ({ issuer, limit }) =>
      limit === 0
        ? `“${issuer}” allows no further authority below this one.`
        : `“${issuer}” allows ${limit === 1 ? 'one further authority' : `${limit} further authorities`} below this one.`,
    remedy: ({ limit }) => `Set the path length to ${limit}, so that it says what holds.`,
  },
  'certificate/key-kind-unsure': {
    title: 'Azure may not take this key',
    explanation: ({ keyKind }) =>
      `For keys of devices, Microsoft documents RSA and P-256. Whether DPS and IoT Hub take ${keyKind} is not written anywhere.`,
    remedy: 'Take P-256, or try one device first. Certificates issued through DPS may have P-384.',
  },
  'certificate/file-name-taken': {
    title: 'Another certificate has this file name',
    explanation: ({ file, other }) => `“${file}” would be the file of “${other}”, too, and overwrite it.`,
    remedy:
      'Choose another name, another folder, or the profile “Azure recommended”, whose files are named after the ID.',
  },

  'certificate/request-signature': {
    title: 'The request is not signed with its key',
    explanation: ({ isWeak }) =>
      isWeak
        ? 'It was signed with SHA-1 or MD5, which can be forged, so that it does not show who has the private key.'
        : 'Who made it has not shown to have the private key, or the request was changed on its way.',
    remedy: 'Have the request made anew by the device that has the key, with SHA-256.',
  },
  'certificate/request-key': {
    title: 'The key of the request cannot be used',
    explanation: 'It is of a kind that Azure is not known to take, or too short to be safe.',
    remedy: 'Have the device make a key on P-256, or an RSA key of 2048 bits.',
  },
  'certificate/request-name': {
    title: 'The request has no common name',
    explanation: 'A device is known by the common name of its certificate, and this request asks for none.',
    remedy: 'Type the ID of the device; it is what the certificate will say.',
  },
  'certificate/request-name-parts': {
    title: 'Only the common name is taken over',
    explanation: ({ kept }) => `The request has further parts in its name. The certificate will say “${kept}” alone.`,
    remedy: 'Nothing has to be done: Azure looks at the common name alone.',
  },
  'certificate/request-authority': {
    title: 'It asks to become an authority',
    explanation:
      'Whoever signs decides that: a device’s certificate never becomes an authority, whatever was asked for.',
    remedy: 'Choose “authority” for what it is only if it is to sign certificates itself.',
  },
  'certificate/request-alternative-names': {
    title: 'Alternative names are not taken over',
    explanation: ({ count }) =>
      `The request asks for ${count === 1 ? 'one more name' : `${count} more names`}. Certificates of devices have none here, and Azure does not look at them.`,
    remedy: 'Nothing has to be done, unless the device is also a server for others.',
  },
  'certificate/request-purpose': {
    title: 'It asks for other purposes, too',
    explanation:
      'The certificate will be for signing in as a device (clientAuth), and for what its profile adds to that.',
    remedy: 'Nothing has to be done, unless the device is also a server for others.',
  },
  'certificate/unknown': {
    title: 'This is not kept here any more',
    explanation: 'It was removed in the meantime, here or in another tab.',
    remedy: 'Look at what is kept now, and choose again.',
  },
  'certificate/issued-before': {
    title: 'This authority has signed that name before',
    explanation: ({ name, issuer, issuedAt }) =>
      `“${issuer}” issued a certificate for “${name}” at ${printTime(issuedAt)}. Both are good until they end: Azure reads no list of revoked certificates.`,
    remedy: 'Make a second one if that is meant. To lock the first one out, disable the enrollment of the device.',
  },
  'certificate/many-issued-before': {
    title: 'The authority has signed some of these before',
    explanation: ({ count, issuer, name }) =>
      count === 1
        ? `“${issuer}” has issued a certificate for “${name}” before, which stays good until it ends.`
        : `“${issuer}” has issued certificates for ${count} of these IDs before, beginning with “${name}”. They stay good until they end.`,
    remedy: 'Make second ones if that is meant, or take these IDs out of the list.',
  },
  'certificate/key-elsewhere': {
    title: 'The private key is not here',
    explanation: ({ name }) =>
      `The certificate “${name}” is kept without its key, so nothing can be signed with it here.`,
    remedy: 'Import the key with the certificate, or sign where the key is.',
  },
  'certificate/key-not-exportable': {
    title: 'The private key stays where it is',
    explanation: ({ name }) =>
      `The key of “${name}” was made or imported to be used here only, and nobody can read it, not even this app.`,
    remedy: 'For a file with the key, make a certificate anew and choose that its key can be saved.',
  },
  'certificate/key-alone': {
    title: 'There is no certificate for this key',
    explanation: 'What was given has a private key, and among its certificates is none that belongs to it.',
    remedy: 'Add the certificate of this key, or leave the key out.',
  },
  'certificate/key-unused-kind': {
    title: 'Keys of this kind are not used here',
    explanation: ({ name }) =>
      `The key of “${name}” is neither on P-256 or P-384 nor RSA with 2048, 3072 or 4096 bits.`,
    remedy: 'Import the certificate alone, to look at it and to see when it ends.',
  },
  'certificate/several-keys': {
    title: 'There are several private keys',
    explanation: ({ count }) =>
      `What was given has ${count} keys with certificates of their own, and one is kept at a time.`,
    remedy: 'Import one key with its certificate, then the next.',
  },
  'certificate/other-key': {
    title: 'The certificate is for another key',
    explanation: ({ name }) =>
      `None of the certificates given has the key that the request for “${name}” was made with. It may be the answer to another request.`,
    remedy: 'Choose the request that was sent, or the certificate that came back for this one.',
  },
  'certificate/no-request': {
    title: 'There is no request in this',
    explanation: 'A request begins with “-----BEGIN CERTIFICATE REQUEST-----”, or is the same in DER or base64.',
    remedy: 'Choose the file that the device or `openssl req` wrote, often with the ending .csr.',
  },
  'certificate/several-requests': {
    title: 'There are several requests',
    explanation: ({ count }) => `What was given has ${count} requests, and one is looked at and signed at a time.`,
    remedy: 'Take one of them, sign it, then take the next.',
  },
  'certificate/password-missing': {
    title: 'A password is needed',
    explanation: 'Private keys are encrypted under a password in this form, and none was given.',
    remedy: 'Type a password, or let one be made.',
  },
  'certificate/code-empty': {
    title: 'The verification code is missing',
    explanation: 'The service shows a code for each CA certificate that was uploaded and not verified yet.',
    remedy: 'Copy the code from the portal or from the answer of `az`, and paste it here.',
  },
  'certificate/code-too-long': {
    title: 'This is too long for a verification code',
    explanation: ({ length, limit }) =>
      `It has ${length} characters. The code becomes the common name of a certificate, which has at most ${limit}.`,
    remedy: 'Copy the code again, and nothing around it.',
  },
};

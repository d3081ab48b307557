import type { AzureCheckFacts, AzureCheckReason } from '../../inspect/azure-check-facts.ts';
import type { AzureCheck } from '../../inspect/inspection.ts';
import { describeLongDuration } from '../duration.ts';

/** One of Azure's checks in words; what passed needs no remedy. */
export interface CheckWords {
  readonly explanation: string;
  readonly remedy?: string;
}

type Table = { readonly [Reason in AzureCheckReason]: (facts: AzureCheckFacts[Reason]) => CheckWords };

/** Gives the words of a check. */
export function describeAzureCheck({ reason, facts }: Pick<AzureCheck, 'reason' | 'facts'>): CheckWords {
  // A check pairs its reason with that reason's facts, which the compiler cannot follow through the index.
  return (azureCheckWords[reason] as (facts: AzureCheck['facts']) => CheckWords)(facts);
}

const moment = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
const howSoon = (days: number): string =>
  days === 0 ? 'within a day' : days === 1 ? 'in one day' : `in ${describeLongDuration(days * 86_400)}`;
const named = (certificate: string): string =>
  certificate === '' ? 'A certificate without a name' : `“${certificate}”`;

const ISSUE_AGAIN = 'Issue the certificate again without this mistake.';

/** The words of every cause. */
export const azureCheckWords: Table = {
  'common-name/fits': ({ name }) => ({
    explanation: `“${name}” can be a registration ID of DPS and a device ID of IoT Central and IoT Hub.`,
  }),
  'common-name/is-device': ({ name }) => ({ explanation: `“${name}” is the ID of the device.` }),
  'common-name/other-case': ({ name, deviceId }) => ({
    explanation: `The certificate says “${name}”, the device is called “${deviceId}”. DPS takes them for the same; IoT Hub and IoT Central tell upper from lower case.`,
    remedy: 'Spell the ID in the one way everywhere, best in lower case.',
  }),
  'common-name/other-device': ({ name, deviceId }) => ({
    explanation: `The certificate is for “${name}”, the device is called “${deviceId}”. DPS takes the common name for the registration ID and refuses another one.`,
    remedy: 'Use the certificate of this device, or issue one with the device’s ID as its common name.',
  }),
  'common-name/module': ({ deviceId, moduleId }) => ({
    explanation: `It is the name of the module “${moduleId}” of “${deviceId}”, as IoT Hub wants it. DPS would refuse it for a device.`,
    remedy: 'For a device leave the slash and what follows out of the common name.',
  }),
  'common-name/none': () => ({
    explanation: 'The subject has no common name, which DPS takes for the registration ID.',
    remedy: 'Issue the certificate again with the device’s ID as its common name.',
  }),
  'common-name/too-long': ({ length, limit }) => ({
    explanation: `The common name has ${length} characters; certificates may have ${limit}.`,
    remedy: 'Give the device a shorter ID, and issue the certificate again.',
  }),
  'common-name/character': ({ name, character }) => ({
    explanation: `“${name}” has ${character === ' ' ? 'a blank' : `the character “${character}”`}. DPS takes letters, digits and - . _ : in a registration ID.`,
    remedy: 'Issue the certificate again with another common name.',
  }),
  'common-name/ending': ({ name, character }) => ({
    explanation: `“${name}” ends with “${character}”. A registration ID ends with a letter, a digit or a hyphen.`,
    remedy: 'Issue the certificate again with another common name.',
  }),

  'self-signed/issued': ({ issuer }) => ({
    explanation: `It was issued by ${named(issuer)}, so it fits an enrollment group; for an individual enrollment DPS wants its authority uploaded and verified, and IoT Central a self-signed one.`,
  }),
  'self-signed/individual': ({ name }) => ({
    explanation: `Issuer and subject are both “${name}”, as individual enrollments want it. It fits no enrollment group.`,
  }),
  'self-signed/authority': ({ name }) => ({
    explanation: `${named(name)} signed itself and is an authority: it can be uploaded for an enrollment group. A device’s own certificate is none.`,
    remedy: 'For a device issue a certificate below it, or a self-signed one that is no authority.',
  }),
  'self-signed/name-loop': ({ name }) => ({
    explanation: `Subject and issuer are both “${name}”, but another key signed it. Who looks for the issuer by its name finds the certificate itself.`,
    remedy: 'Give authority and device different common names.',
  }),

  'chain-complete/own-issuer': () => ({ explanation: 'It is self-signed: nothing else belongs to it.' }),
  'chain-complete/to-root': ({ root }) => ({
    explanation: `It leads to the root “${root}”. The device need not send the root, only what stands below it.`,
  }),
  'chain-complete/root-left-out': ({ issuer }) => ({
    explanation: `Only “${issuer}” is missing, who issued the last one. It need not be sent if it, or one of the authorities here, is uploaded and verified.`,
  }),
  'chain-complete/issuer-missing': ({ certificate, issuer }) => ({
    explanation: `${named(certificate)} was issued by “${issuer}”, which is not here. That is enough only if “${issuer}” itself is uploaded and verified; if it is an intermediate authority below that one, the device has to send it along.`,
    remedy: 'Put the issuer’s certificate behind the device’s, and inspect both together.',
  }),
  'chain-complete/gap': ({ certificate, issuer, other }) => ({
    explanation: `${named(certificate)} was issued by “${issuer}”, which is missing; “${other}” is here and did not issue it. A service that trusts “${other}” finds no way to it.`,
    remedy: `Put the certificate of “${issuer}” between them.`,
  }),

  'chain-order/single': () => ({ explanation: 'There is one certificate, and nothing to put in order.' }),
  'chain-order/fits': ({ count }) => ({
    explanation: `All ${count} stand in the order that a device sends them: its own first, each issuer behind the one it issued.`,
  }),
  'chain-order/several-files': () => ({
    explanation: 'The certificates came in several files, so the order in which a device sends them is not known.',
    remedy: 'Put them into one file, the device’s own first, each issuer behind the one it issued.',
  }),
  'chain-order/leaf-not-first': ({ first, leaf }) => ({
    explanation: `“${first}” stands first. A service takes the first one for the device’s own, which is “${leaf}”.`,
    remedy: 'Put the device’s own certificate first, each issuer behind the one it issued.',
  }),
  'chain-order/mixed': ({ certificate, issuer }) => ({
    explanation: `Behind “${certificate}” should stand “${issuer}”, who issued it (RFC 5246, 7.4.2). Many services find their way all the same.`,
    remedy: 'Put each issuer right behind the certificate that it issued.',
  }),

  'chain-holds/holds': ({ count }) => ({
    explanation: `Each of the ${count} certificates was signed by the next one. Whether the last one is trusted only the service knows.`,
  }),
  'chain-holds/own-signature': () => ({ explanation: 'It was signed with its own key, and not changed since.' }),
  'chain-holds/issuer-missing': ({ certificate, issuer }) => ({
    explanation: `The signature of ${named(certificate)} cannot be checked without the certificate of “${issuer}”.`,
    remedy: 'Inspect both together.',
  }),
  'chain-holds/not-checked': ({ certificate }) => ({
    explanation: `${named(certificate)} was signed in a way that cannot be checked here.`,
    remedy: 'Use ECDSA with P-256 or RSA from 2048 bits on, each with SHA-256.',
  }),
  'chain-holds/too-complex': () => ({
    explanation: 'There are too many certificates of the same names, or too many names in them, to judge all of them.',
    remedy: 'Inspect the certificates of one chain alone.',
  }),
  'chain-holds/signature': ({ certificate, issuer }) => ({
    explanation: `${named(certificate)} names “${issuer}” as its issuer, but was signed with another key, or was changed since.`,
    remedy: 'Use the certificate of the authority that really issued it: one of the same name may have another key.',
  }),
  'chain-holds/name-constraints': ({ certificate }) => ({
    explanation: `An authority above limits the names below it, and ${named(certificate)} has one outside of them.`,
    remedy: 'Choose a name within the limits, or issue from an authority without them.',
  }),
  'chain-holds/critical-extension': ({ certificate }) => ({
    explanation: `${named(certificate)} has an extension marked as critical that is not known here. Who does not know one has to refuse the certificate (RFC 5280, 4.2).`,
    remedy: 'Issue it again without that extension, or without marking it as critical.',
  }),

  'authority-flags/fit': ({ count }) => ({
    explanation:
      count === 1
        ? 'The authority says that it is one, and may sign certificates.'
        : `${count === 2 ? 'Both' : `All ${count}`} authorities say that they are some, may sign certificates, and allow as many below them as there are.`,
  }),
  'authority-flags/not-authority': ({ certificate }) => ({
    explanation: `${named(certificate)} issued another certificate, but does not say of itself that it may (CA:TRUE).`,
    remedy: 'Issue what is below it with the certificate of an authority.',
  }),
  'authority-flags/key-usage': ({ certificate }) => ({
    explanation: `The key usage of ${named(certificate)} does not allow it to sign certificates (keyCertSign).`,
    remedy: 'Issue the authority’s certificate again with keyCertSign.',
  }),
  'authority-flags/path-length': ({ certificate, limit, found }) => ({
    explanation: `${named(certificate)} allows ${limit} further authorities below it, and there are ${found}.`,
    remedy: 'Issue from an authority higher up, or make this one again with a larger path length.',
  }),

  'purpose/client': () => ({ explanation: 'It is for clients (clientAuth), which is what a device is.' }),
  'purpose/any': () => ({ explanation: 'It lists no purposes, and is good for every one.' }),
  'purpose/other': ({ certificate, purposes }) => ({
    explanation: `${named(certificate)} is for ${purposes}, not for clients (clientAuth), which is what a device is.`,
    remedy: 'Issue it again with clientAuth among its purposes.',
  }),
  'purpose/authority': ({ certificate, purposes }) => ({
    explanation: `The authority ${named(certificate)} is for ${purposes}, and its list holds for all below it: none of them is for clients.`,
    remedy: 'Issue from an authority that lists clientAuth, or no purposes at all.',
  }),
  'purpose/key-usage': ({ certificate }) => ({
    explanation: `The key usage of ${named(certificate)} does not allow it to sign (digitalSignature), which a client does in every handshake.`,
    remedy: 'Issue it again with digitalSignature in its key usage.',
  }),

  'dates/fit': ({ certificate, until, days: left, count }) => ({
    explanation:
      count === 1
        ? `It is good now, and ends on ${moment(until)}, ${howSoon(left)}.`
        : `All are good now. ${named(certificate)} is the first to end, on ${moment(until)}, ${howSoon(left)}.`,
  }),
  'dates/ends-soon': ({ certificate, until, days: left, count }) => ({
    explanation: `${count === 1 ? 'It is good now, but ends' : `All are good now, but ${named(certificate)} ends`} on ${moment(until)}, ${howSoon(left)}; most of its life is over.`,
    remedy: 'Renew it before it ends.',
  }),
  'dates/expired': ({ certificate, until }) => ({
    explanation: `${named(certificate)} ended on ${moment(until)}, by the clock of this computer.`,
    remedy: 'Renew it. If it is new, set the clock.',
  }),
  'dates/not-yet-valid': ({ certificate, from }) => ({
    explanation: `${named(certificate)} is good from ${moment(from)} on, which is still to come by the clock of this computer.`,
    remedy: 'Set the clock, or wait until the certificate begins.',
  }),

  'key-kind/fits': ({ kind }) => ({ explanation: `${kind} is known to work with DPS, IoT Hub and IoT Central.` }),
  'key-kind/not-documented': ({ certificate, kind }) => ({
    explanation: `${named(certificate)} has a key of the kind ${kind}. Microsoft does not say whether DPS and IoT Hub take devices with it${kind.endsWith('P-384') ? '; the certificates that DPS issues itself are made for it' : ''}.`,
    remedy: 'Try it with one device, or use P-256 or RSA with 2048 bits or more.',
  }),
  'key-kind/too-short': ({ certificate, bits }) => ({
    explanation: `The RSA key of ${named(certificate)} has ${bits} bits, and 2048 are the least.`,
    remedy: 'Make a new key: P-256, or RSA with 2048 bits or more.',
  }),
  'key-kind/not-taken': ({ certificate, kind }) => ({
    explanation: `${named(certificate)} has a key of the kind ${kind}, which Azure IoT does not take.`,
    remedy: 'Make a new key: P-256, or RSA with 2048 bits or more.',
  }),

  'signature/fits': ({ algorithm }) => ({
    explanation: `${algorithm} is known to work with DPS, IoT Hub and IoT Central.`,
  }),
  'signature/not-documented': ({ certificate, algorithm }) => ({
    explanation: `${named(certificate)} was signed with ${algorithm}. Microsoft does not say whether DPS and IoT Hub take it.`,
    remedy: 'Try it with one device, or sign with SHA-256.',
  }),
  'signature/weak': ({ certificate, algorithm }) => ({
    explanation: `${named(certificate)} was signed with ${algorithm}, which can be forged.`,
    remedy: 'Issue it again with SHA-256.',
  }),
  'signature/not-taken': ({ certificate, algorithm }) => ({
    explanation: `${named(certificate)} was signed with ${algorithm}, which Azure IoT does not take.`,
    remedy: `${ISSUE_AGAIN} Use ECDSA with P-256 or RSA, each with SHA-256.`,
  }),

  'key-matches/fits': ({ certificate }) => ({ explanation: `The private key belongs to ${named(certificate)}.` }),
  'key-matches/other-key': ({ certificate }) => ({
    explanation: `The private key here is another one than that of ${named(certificate)}. With it a device could not prove to be the one that is named there.`,
    remedy: 'Find the key that was made with the certificate, or issue a certificate for this key.',
  }),
  'key-matches/locked': ({ certificate }) => ({
    explanation: `There is a private key with a password; whether it belongs to ${named(certificate)} shows once it is opened.`,
    remedy: 'Type the password.',
  }),
  'key-matches/no-key': ({ certificate }) => ({
    explanation: `There is no private key here that could belong to ${named(certificate)}.`,
    remedy: 'Inspect certificate and key together.',
  }),

  'thumbprint/fits': ({ certificate, hash }) => ({
    explanation: `It is the ${hash} thumbprint of ${named(certificate)}.`,
  }),
  'thumbprint/other-form': ({ certificate, hash, written }) => ({
    explanation: `It is the ${hash} thumbprint of ${named(certificate)}, but with other signs or letters than the portal and “az” write.`,
    remedy: `Write it as ${written}.`,
  }),
  'thumbprint/other-certificate': ({ hash }) => ({
    explanation: `It is not the ${hash} thumbprint of any certificate here. A hub that knows it refuses these certificates.`,
    remedy: 'Register the thumbprint of the certificate that the device has.',
  }),
  'thumbprint/no-certificate': ({ hash }) => ({
    explanation: `It looks like a ${hash} thumbprint; of which certificate nobody can tell from it.`,
    remedy: 'Inspect it together with the certificate.',
  }),
};

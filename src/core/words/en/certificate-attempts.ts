import { isSameRegistration } from '../../identity/same-registration.ts';
import type { AttemptWords } from './cloud-attempts.ts';

/**
 * Why the local cloud refused or took a certificate. `certificate` and `authority` are names as RFC 4514 prints them,
 * times are milliseconds since the Unix epoch, thumbprints are SHA-256 unless told.
 */
export interface CertificateAttemptFacts {
  'hub-connected-certificate': { readonly certificate: string; readonly until: number };
  'certificate-issued': { readonly id: string; readonly until: number };

  /** `withheld`: the address of the WebSocket says that none is to be asked for. */
  'certificate-missing': { readonly entry: string; readonly withheld: boolean };
  'certificate-for-keys': { readonly entry: string };
  'token-for-certificates': { readonly entry: string };
  'device-sas-disabled': Record<never, never>;

  'certificate-too-many': { readonly count: number; readonly limit: number };
  'certificate-too-large': { readonly position: number; readonly bytes: number; readonly limit: number };
  'certificate-unreadable': { readonly position: number };
  /** `found`: empty for a certificate without a common name. */
  'certificate-name': { readonly found: string; readonly expected: string };
  'certificate-name-too-long': { readonly length: number; readonly limit: number };
  'certificate-expired': { readonly certificate: string; readonly until: number } & CloudTime;
  'certificate-not-yet-valid': { readonly certificate: string; readonly from: number } & CloudTime;

  'certificate-issuer-missing': { readonly certificate: string; readonly authority: string };
  'certificate-self-signed': { readonly certificate: string };
  'certificate-authority-unknown': { readonly authority: string };
  'certificate-authority-not-verified': { readonly authority: string };
  'certificate-authority-without-group': { readonly authority: string };
  'certificate-loop': { readonly certificate: string };
  'certificate-too-complex': { readonly certificate: string };
  'certificate-not-authority': { readonly certificate: string };
  'certificate-path-length': { readonly certificate: string };
  'certificate-key-usage': { readonly certificate: string; readonly needed: 'digitalSignature' | 'keyCertSign' };
  'certificate-purpose': { readonly certificate: string };
  'certificate-name-constraints': { readonly certificate: string };
  'certificate-extension': { readonly certificate: string };
  'certificate-signature': { readonly certificate: string; readonly authority: string };
  'certificate-weak-signature': { readonly certificate: string };
  'certificate-weak-key': { readonly certificate: string };
  'certificate-algorithm': { readonly certificate: string };

  /** `enrolled`: thumbprints, one or two, with a comma between them. */
  'certificate-not-enrolled': { readonly entry: string; readonly shown: string; readonly enrolled: string };
  'certificate-thumbprint': { readonly id: string; readonly shown: string; readonly enrolled: string };
  'certificate-own-name': { readonly id: string; readonly issuer: string };

  'certificate-proof-wrong': { readonly certificate: string };
  'certificate-proof-form': Record<never, never>;
  'certificate-proof-late': { readonly seconds: number };

  /** `found`: empty when the device named none. */
  'csr-version': { readonly found: string; readonly needed: string };
  'csr-look-up': Record<never, never>;
  'csr-policy': { readonly entry: string };
  'csr-form': Record<never, never>;
  'csr-name': { readonly found: string; readonly expected: string };
  'csr-key': { readonly found: string };
  'csr-signature': Record<never, never>;
}

/** What time it is for the cloud, and by how many seconds its settings put its clock wrong. */
interface CloudTime {
  readonly now: number;
  readonly skewSeconds: number;
}

type Words = {
  readonly [C in keyof CertificateAttemptFacts]: (facts: CertificateAttemptFacts[C]) => AttemptWords;
};

const ANOTHER_CERTIFICATE = 'Issue the certificate again without this mistake.';

/** The words of every cause that has to do with certificates. */
export const certificateAttemptWords: Words = {
  'hub-connected-certificate': ({ certificate, until }) => ({
    reason: `Connected with its certificate ${certificate}, which is good until ${moment(until)}.`,
    remedy: '',
  }),
  'certificate-issued': ({ id, until }) => ({
    reason: `${id} was given a certificate of this cloud, which is good until ${moment(until)}.`,
    remedy: '',
  }),

  'certificate-missing': ({ entry, withheld }) => ({
    reason: withheld
      ? 'The address of the WebSocket says iothub-no-client-cert, so no certificate counts, and the device sent no token.'
      : `${sentence(entry)} takes certificates alone, and the device showed none.`,
    remedy: withheld
      ? 'Leave iothub-no-client-cert out of the address to come by a certificate.'
      : 'Give the client the certificate and its key, and connect over TLS: MQTT on port 8883, or WebSockets and HTTPS.',
  }),
  'certificate-for-keys': ({ entry }) => ({
    reason: `The device showed a certificate and sent no token, but ${entry} takes symmetric keys.`,
    remedy: 'Send a shared access signature, or give the device an entry that takes certificates.',
  }),
  'token-for-certificates': ({ entry }) => ({
    reason: `The device sent a shared access signature, but ${entry} takes certificates alone.`,
    remedy: 'Leave the password out and show the certificate in TLS, or give the device an entry with keys.',
  }),
  'device-sas-disabled': () => ({
    reason: 'The settings of this hub take no shared access signatures of devices.',
    remedy: 'Let the device show a certificate, or switch disableDeviceSas off.',
  }),

  'certificate-too-many': ({ count, limit }) => ({
    reason: `The device showed ${count} certificates; more than ${limit} are not looked at.`,
    remedy: 'Send the device’s own certificate and the intermediates that lead to the uploaded CA, nothing else.',
  }),
  'certificate-too-large': ({ position, bytes, limit }) => ({
    reason: `The ${ordinal(position)} certificate that the device showed has ${bytes} bytes; more than ${limit} are not read.`,
    remedy: 'Look at what is in the device’s certificate file: a device’s certificate has one or two thousand bytes.',
  }),
  'certificate-unreadable': ({ position }) => ({
    reason: `The ${ordinal(position)} certificate that the device showed cannot be read as an X.509 certificate.`,
    remedy: 'Make the device’s certificate file anew; “openssl x509 -text” must be able to read it.',
  }),
  'certificate-name': ({ found, expected }) => ({
    reason:
      found === ''
        ? `The device’s certificate has no common name; for this connection it must be ${expected}.`
        : `The common name of the device’s certificate is ${quote(found)}, but the device connects as ${quote(expected)}.`,
    remedy:
      found !== expected && isSameRegistration(found, expected)
        ? `Write both the same way: a hub tells upper from lower case.`
        : `Issue a certificate with the common name ${expected}, the secondary one too, or connect under the name in the certificate.`,
  }),
  'certificate-name-too-long': ({ length, limit }) => ({
    reason: `The common name of the device’s certificate has ${length} characters; X.509 allows ${limit}.`,
    remedy: `Give devices with certificates IDs of at most ${limit} characters.`,
  }),
  'certificate-expired': ({ certificate, until, now, skewSeconds }) => ({
    reason: `The certificate ${certificate} ended on ${moment(until)}; ${clockWords(now, skewSeconds)}`,
    remedy:
      skewSeconds > 0
        ? 'Set the clock of this cloud right in its settings, or renew the certificate.'
        : 'Renew the certificate.',
  }),
  'certificate-not-yet-valid': ({ certificate, from, now, skewSeconds }) => ({
    reason: `The certificate ${certificate} is good from ${moment(from)} on; ${clockWords(now, skewSeconds)}`,
    remedy:
      skewSeconds < 0
        ? 'Set the clock of this cloud right in its settings.'
        : 'Check the clock of the computer that issued it, and date new certificates back by some minutes.',
  }),

  'certificate-issuer-missing': ({ certificate, authority }) => ({
    reason: `${certificate} was issued by ${authority}, which this cloud does not have and the device did not send behind it.`,
    remedy: `Send the full chain, in this order: the device’s certificate, then each intermediate behind the one it issued. If ${authority} is the CA itself, upload it to an enrollment group and verify it.`,
  }),
  'certificate-self-signed': ({ certificate }) => ({
    reason: `The certificate ${certificate} is signed with its own key, so no CA stands behind it.`,
    remedy: 'Enroll this very certificate for the device, or issue one that is signed by an uploaded CA.',
  }),
  'certificate-authority-unknown': ({ authority }) => ({
    reason: `The chain ends at the CA ${authority}, which this cloud does not have.`,
    remedy: 'Upload the certificate of this CA, or of an intermediate in the chain, and verify it.',
  }),
  'certificate-authority-not-verified': ({ authority }) => ({
    reason: `The chain leads to the CA ${authority}, but nobody has proved yet that they hold its key.`,
    remedy: 'Verify the CA: ask for a verification code, and upload a certificate with that name, signed by the CA.',
  }),
  'certificate-authority-without-group': ({ authority }) => ({
    reason: `The chain leads to the CA ${authority}, which is uploaded, but no enrollment group uses it.`,
    remedy: 'Make an enrollment group with this CA, or enroll the device by itself.',
  }),
  'certificate-loop': ({ certificate }) => ({
    reason: `The certificates that the device showed were issued by one another in a circle, beginning at ${certificate}.`,
    remedy: 'Send the chain as the CA gave it out: device, intermediates, root.',
  }),
  'certificate-too-complex': ({ certificate }) => ({
    reason: `So many ways lead from ${certificate} through the chain that not all were tried.`,
    remedy: 'Send each intermediate once, and none that has nothing to do with the device.',
  }),
  'certificate-not-authority': ({ certificate }) => ({
    reason: `${certificate} signed a certificate of the chain, but is no CA itself (its basic constraints do not say CA:TRUE).`,
    remedy: 'Sign with a CA certificate: one with basicConstraints=critical,CA:TRUE.',
  }),
  'certificate-path-length': ({ certificate }) => ({
    reason: `The chain has more intermediates below ${certificate} than its path length allows.`,
    remedy: 'Sign the device’s certificate higher up in the chain, or issue this CA with a greater path length.',
  }),
  'certificate-key-usage': ({ certificate, needed }) => ({
    reason: `The key usage of ${certificate} leaves out ${needed}, which it is used for here.`,
    remedy: `Issue it with keyUsage=${needed}${needed === 'keyCertSign' ? ',cRLSign' : ''}, or without a key usage.`,
  }),
  'certificate-purpose': ({ certificate }) => ({
    reason: `The extended key usage of ${certificate} does not allow it to be shown by a client.`,
    remedy: 'Issue it with extendedKeyUsage=clientAuth, or without an extended key usage.',
  }),
  'certificate-name-constraints': ({ certificate }) => ({
    reason: `${certificate} has a name that a CA above it may not give out (name constraints).`,
    remedy: 'Issue the certificate by a CA that may give out this name.',
  }),
  'certificate-extension': ({ certificate }) => ({
    reason: `${certificate} has a critical extension that this cloud does not know.`,
    remedy: ANOTHER_CERTIFICATE,
  }),
  'certificate-signature': ({ certificate, authority }) => ({
    reason: `${certificate} names ${authority} as its issuer, but was not signed with the key of that CA.`,
    remedy: 'Two CAs may have the same name: send, or upload, the one that signed.',
  }),
  'certificate-weak-signature': ({ certificate }) => ({
    reason: `${certificate} is signed with SHA-1 or MD5, which can be forged.`,
    remedy: 'Issue it with SHA-256.',
  }),
  'certificate-weak-key': ({ certificate }) => ({
    reason: `The RSA key of ${certificate} is shorter than 2,048 bits.`,
    remedy: 'Use an RSA key of 2,048 bits or more, or the curve P-256.',
  }),
  'certificate-algorithm': ({ certificate }) => ({
    reason: `${certificate} is signed in a way that this cloud cannot check.`,
    remedy: 'Use RSA or ECDSA (P-256, P-384, P-521) with SHA-256.',
  }),

  'certificate-not-enrolled': ({ entry, shown, enrolled }) => ({
    reason: `The device showed the certificate with the thumbprint ${shown}, but ${entry} has ${enrolled}.`,
    remedy: 'Put the new certificate into the entry, best as the secondary one, or give the device the enrolled one.',
  }),
  'certificate-thumbprint': ({ id, shown, enrolled }) => ({
    reason: `${id} showed the certificate with the thumbprint ${shown}, but the hub knows it by ${enrolled}.`,
    remedy: 'Register through DPS again with this certificate, or put its thumbprint into the hub’s registry.',
  }),
  'certificate-own-name': ({ id, issuer }) => ({
    reason: `The certificate of ${id} was issued by ${issuer}; with IoT Central’s rule, subject and issuer must both be ${id}.`,
    remedy:
      'Enroll a self-signed certificate of this name, or use an enrollment group for a CA. DPS itself takes both.',
  }),

  'certificate-proof-wrong': ({ certificate }) => ({
    reason: `The device showed the certificate ${certificate}, but did not sign with its key what this cloud had asked for.`,
    remedy: 'Give the device the certificate together with the key that it was made for.',
  }),
  'certificate-proof-form': () => ({
    reason: 'What the device sent as proof of its certificate is none: no chain of at most 100 kB with a signature.',
    remedy: 'Send the device’s own certificate and the intermediates above it, nothing else.',
  }),
  'certificate-proof-late': ({ seconds }) => ({
    reason: `The device did not prove its certificate within ${seconds} seconds.`,
    remedy: 'Start it again: a browser that is very busy may take longer than that.',
  }),

  'csr-version': ({ found, needed }) => ({
    reason: `The registration asks for a certificate (csr), which the api-version ${found === '' ? 'that was left out' : found} does not have.`,
    remedy: `Name the api-version ${needed} or a later one, or leave csr out.`,
  }),
  'csr-look-up': () => ({
    reason: 'The device asked for the state of its registration, and for a certificate (csr) with it.',
    remedy: 'Leave csr out, or register.',
  }),
  'csr-policy': ({ entry }) => ({
    reason: `The registration asks for a certificate (csr), but ${entry} is linked to no policy of issuing them.`,
    remedy: 'Give the entry a certificatePolicyName, or leave csr out.',
  }),
  'csr-form': () => ({
    reason: 'The csr of the registration is not the base64 of a certificate signing request.',
    remedy: 'Send a PKCS#10 request in DER, as base64 in one line, without BEGIN and END.',
  }),
  'csr-name': ({ found, expected }) => ({
    reason: `The common name of the csr is ${quote(found)}, but the device registers as ${quote(expected)}.`,
    remedy: `Make the csr for the common name ${expected}.`,
  }),
  'csr-key': ({ found }) => ({
    reason: `The key of the csr is ${found}; certificates are issued for P-384.`,
    remedy: 'Make a key on the curve P-384, or switch csrTakesRsa on for RSA.',
  }),
  'csr-signature': () => ({
    reason: 'The csr is not signed with the key that it names, so nothing shows that the device has that key.',
    remedy: 'Make the csr anew with the device’s own key.',
  }),
};

function clockWords(now: number, skewSeconds: number): string {
  const skew = `${Math.abs(skewSeconds)} seconds ${skewSeconds > 0 ? 'ahead' : 'behind'}`;
  return skewSeconds === 0
    ? `for this cloud it is ${moment(now)}.`
    : `for this cloud it is ${moment(now)}, because its settings put its clock ${skew}.`;
}

function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function ordinal(position: number): string {
  return (
    ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'][position - 1] ??
    'last'
  );
}

/** Quotes a name so that a blank at its end is seen, and a character without a glyph by its number. */
function quote(name: string): string {
  const seen = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (unseen) => {
    return `<U+${(unseen.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
  });
  return `“${seen}”`;
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

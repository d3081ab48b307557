/** An alert for somebody who has a device in front of them. */
export interface AlertWords {
  /** As the RFC has it, such as `bad_certificate`; its number where no RFC names it. */
  readonly name: string;
  /** What whoever sent it says by it. */
  readonly meaning: string;
  /** What to do when the service was who sent it. */
  readonly remedy: string;
}

const TRY_AGAIN = 'Start again. If it stays so, look at the handshake, and show it to whoever runs the service.';
const OTHER_SIDE =
  'Something between here and the service may change what is sent: try another network, and start again.';
const SEND_CHAIN =
  'Upload the root or the intermediate certificate to the enrollment or the hub, verify it, and let the device send its whole chain.';
const TELL = 'This should not happen here. Look at the handshake, and report it with what is seen there.';

/** Each alert with its number (RFC 8446, section 6; RFC 5246, 7.2; RFC 7301; those marked as reserved are of older TLS). */
const ALERTS: Readonly<Record<number, AlertWords>> = {
  0: {
    name: 'close_notify',
    meaning: 'The connection was ended on purpose; nothing is wrong with TLS.',
    remedy: 'Look at what was sent last, which is why it was ended, and start again.',
  },
  10: {
    name: 'unexpected_message',
    meaning: 'A message came that does not belong at this place of the handshake.',
    remedy: OTHER_SIDE,
  },
  20: {
    name: 'bad_record_mac',
    meaning: 'What arrived was not what had been sent: it was changed on its way, or sealed with another key.',
    remedy: OTHER_SIDE,
  },
  21: {
    name: 'decryption_failed',
    meaning: 'What arrived could not be decrypted. Only very old servers say so.',
    remedy: OTHER_SIDE,
  },
  22: {
    name: 'record_overflow',
    meaning: 'A record was longer than TLS allows.',
    remedy: OTHER_SIDE,
  },
  30: {
    name: 'decompression_failure',
    meaning: 'Compressed data could not be unpacked. Only very old servers say so, and nothing is compressed here.',
    remedy: OTHER_SIDE,
  },
  40: {
    name: 'handshake_failure',
    meaning:
      'The two sides found no cipher suite, key exchange or signature that both take. Services also say it when they want a certificate and got none.',
    remedy:
      'Give the device a certificate if the service asks for one, with a P-256 key. Otherwise the server takes none of TLS 1.2 or 1.3 with AES-GCM.',
  },
  41: {
    name: 'no_certificate',
    meaning: 'No certificate was there to show. Only very old servers say so.',
    remedy: 'Give the device a certificate.',
  },
  42: {
    name: 'bad_certificate',
    meaning:
      'Our certificate did not hold: it is damaged, its signature is wrong, or the service does not want this one.',
    remedy:
      'Compare the certificate with the one in the enrollment or at the device in the hub: for a thumbprint it has to be the very same one.',
  },
  43: {
    name: 'unsupported_certificate',
    meaning: 'Our certificate is of a kind that the service does not take: its key, its signature or its purpose.',
    remedy: 'Make one with a P-256 key, SHA-256 and the purpose “clientAuth”.',
  },
  44: {
    name: 'certificate_revoked',
    meaning: 'Our certificate was taken back by whoever issued it.',
    remedy: 'Issue a new certificate for the device.',
  },
  45: {
    name: 'certificate_expired',
    meaning: 'Our certificate, or one in its chain, has ended or has not begun, by the clock of the service.',
    remedy: 'Look at the dates of the whole chain, and renew what has ended.',
  },
  46: {
    name: 'certificate_unknown',
    meaning: 'Our certificate was refused for a reason that the service does not tell.',
    remedy:
      'Compare it with what the enrollment or the hub has: the issuer, the thumbprint, the common name, which is the ID of the device.',
  },
  47: {
    name: 'illegal_parameter',
    meaning: 'A field of a message has a value that does not fit the rest.',
    remedy: OTHER_SIDE,
  },
  48: {
    name: 'unknown_ca',
    meaning: 'Our certificate leads to no authority that the service knows.',
    remedy: SEND_CHAIN,
  },
  49: {
    name: 'access_denied',
    meaning: 'Our certificate is good, and this device may not come in with it.',
    remedy: 'See whether the device or its enrollment is switched off, and whether the common name is its ID.',
  },
  50: {
    name: 'decode_error',
    meaning: 'A message could not be read: a length in it is wrong.',
    remedy: OTHER_SIDE,
  },
  51: {
    name: 'decrypt_error',
    meaning: 'A signature or a check sum of the handshake does not fit.',
    remedy:
      'See whether the private key of the device belongs to its certificate. If it does, something in between changes what is sent.',
  },
  60: {
    name: 'export_restriction',
    meaning: 'A key is longer than export rules of old allowed. Only very old servers say so.',
    remedy: TRY_AGAIN,
  },
  70: {
    name: 'protocol_version',
    meaning: 'The service speaks no version of TLS that is spoken here, which are 1.2 and 1.3.',
    remedy: 'Have TLS 1.2 or 1.3 switched on at the server. Older versions are not spoken on purpose.',
  },
  71: {
    name: 'insufficient_security',
    meaning: 'The service wants stronger encryption than what was offered.',
    remedy: 'Use a stronger key, such as P-384 or RSA with 3072 bits, and see which cipher suites the server takes.',
  },
  80: {
    name: 'internal_error',
    meaning: 'Something went wrong within the service that has nothing to do with this connection.',
    remedy: 'Start again in a minute. If it stays so, look at the state of the service.',
  },
  86: {
    name: 'inappropriate_fallback',
    meaning: 'The service speaks a newer version than the one that was asked for.',
    remedy: OTHER_SIDE,
  },
  90: {
    name: 'user_canceled',
    meaning: 'Somebody ended the handshake on purpose; nothing is wrong with TLS.',
    remedy: 'Start again.',
  },
  100: {
    name: 'no_renegotiation',
    meaning: 'A new handshake within the connection was asked for and refused.',
    remedy: 'Connect to port 8883, where the certificate is asked for at the start.',
  },
  109: {
    name: 'missing_extension',
    meaning: 'A part of the greeting that TLS 1.3 needs was missing.',
    remedy: TELL,
  },
  110: {
    name: 'unsupported_extension',
    meaning: 'A message had an extension that does not belong there.',
    remedy: OTHER_SIDE,
  },
  111: {
    name: 'certificate_unobtainable',
    meaning: 'The service could not fetch a certificate that it was pointed to. Only old servers say so.',
    remedy: TELL,
  },
  112: {
    name: 'unrecognized_name',
    meaning: 'The server does not serve the host name that was asked for.',
    remedy: 'Check the name of the hub or of the DPS endpoint.',
  },
  113: {
    name: 'bad_certificate_status_response',
    meaning: 'The proof that a certificate was not revoked could not be used.',
    remedy: TELL,
  },
  114: {
    name: 'bad_certificate_hash_value',
    meaning: 'A certificate that was pointed to is another one than was announced. Only old servers say so.',
    remedy: TELL,
  },
  115: {
    name: 'unknown_psk_identity',
    meaning: 'The service does not know the shared key that it was told of.',
    remedy: TELL,
  },
  116: {
    name: 'certificate_required',
    meaning: 'The service wants a certificate, and the device showed none.',
    remedy: 'Give the device a certificate. If it has one, the handshake says why it was not shown.',
  },
  120: {
    name: 'no_application_protocol',
    meaning: 'The two sides have no application protocol in common.',
    remedy: 'Check the host and the port: MQTT over TLS is on port 8883.',
  },
};

/** Puts an alert into words by its number. */
export function describeAlert(description: number): AlertWords {
  return (
    ALERTS[description] ?? {
      name: `alert ${description}`,
      meaning: 'No standard names this alert.',
      remedy: TRY_AGAIN,
    }
  );
}

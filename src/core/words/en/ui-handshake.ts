import type { TlsAlertSeen, TlsReport } from '../../tls/tls-report.ts';
import { describeCount } from '../duration.ts';
import { describeAlert } from './tls-alerts.ts';

/** Sentences of the panel that shows the TLS of a device's connections. */
export const uiHandshakeWords = {
  heading: 'Handshake',
  hint: 'The TLS of the latest start.',
  parts: {
    label: 'What is shown',
    beside: 'What stands beside the packets',
    packets: 'Packets',
    packet: 'Packet',
    handshake: 'Handshake',
  },
  services: { dps: 'Provisioning service', hub: 'Hub' },
  outcomes: { running: 'Running', done: 'Done', failed: 'Failed' } satisfies Record<TlsReport['outcome'], string>,
  /** Copied without secrets: there are none in it. */
  copy: 'the handshake as text',
  none: {
    direct: 'The browser ends TLS itself on this road, and tells a page nothing of it.',
    plain: 'There is no TLS on this road: the server of this page is reached without it.',
    channel: {
      key: 'There is no TLS on this road: the cloud runs in this browser, and a token proves the device.',
      certificate:
        'There is no TLS on this road: the cloud runs in this browser. The certificate is proven without it: the cloud sends a random challenge, and the device answers with its chain and a signature by its key.',
    },
    relay: 'Start the device to see how the two sides agree, step by step.',
    running: 'The handshake is shown as soon as it begins.',
    'browser-certificate':
      'The browser ends TLS itself on this road, and tells a page nothing of it, not even which certificate it showed.',
  },
  /** Where the cloud in this browser has taken the proof of a certificate. */
  proven: {
    outcome: 'Proven without TLS',
    by: (scheme: string): string =>
      `The cloud in this browser sent random bytes, and the device answered with its chain and a signature over both (${scheme}).`,
  },
  agreed: {
    heading: 'What was agreed',
    version: 'Version',
    suite: 'Cipher suite',
    group: 'Key exchange',
    extendedMasterSecret: 'Extended master secret',
    extended: { yes: 'Yes, the keys are bound to this handshake', no: 'No, the server does not speak it' },
    time: 'Time',
    retried: 'Hello',
    retriedText: 'Sent twice: the server asked for another key exchange',
    keyUpdates: 'Keys renewed',
    keyUpdatesText: (count: number): string => `${describeCount(count, 'time', 'times')} since`,
    none: 'Nothing yet',
  },
  server: {
    heading: 'The server',
    chain: (host: string): string => `Chain of ${host}`,
    none: 'No certificate came yet.',
    notJudged: 'Not judged yet.',
    trusted: (root: string): string => `Trusted: the chain holds, and leads to ${root}, which is trusted here.`,
    wrongHost: (host: string): string => `Refused: the certificate is not for ${host}.`,
    refused: (title: string, explanation: string): string => `Refused: ${title}. ${explanation}`,
    notRevoked: 'Whether a certificate was revoked is not checked here.',
    signature: (scheme: string): string => `It proved its key with ${scheme}.`,
  },
  client: {
    heading: 'The device',
    asked: 'Asked for',
    notAsked: 'The server did not ask for a certificate, so none was sent.',
    notAskedYet: 'The server has not asked for a certificate yet.',
    schemes: 'Signatures it takes',
    authorities: 'Issuers it named',
    noAuthorities: 'None: any issuer may be tried',
    more: (count: number): string => `and ${count} more`,
    sent: 'Sent',
    sentChain: (count: number): string =>
      `${describeCount(count, 'certificate', 'certificates')}, the device’s own first`,
    sentNone: {
      keys: 'None: this device has keys, and shows a token within the connection.',
      notTaken: 'None: the server takes no signature that this key can make.',
    },
    notSentYet: 'Nothing yet',
    chain: 'Chain that was sent',
    proof: 'Proven with',
    keyStays: 'The private key made the signature in this browser. It was not sent.',
  },
  alerts: {
    heading: 'Alerts',
    none: 'None',
    /** Of those that we send, where the words for what a server says do not fit. */
    ours: {
      certificate: 'The certificate of the server was refused, for the reason that stands with its chain.',
      40: 'The two sides found nothing that both take.',
      70: 'The server chose a version of TLS that is not spoken here.',
      80: 'Something went wrong here, which is nothing that the server did.',
    },
    directions: { sent: 'We sent', received: 'The server sent' } satisfies Record<TlsAlertSeen['direction'], string>,
  },
} as const;

const SCHEMES: Readonly<Record<string, string>> = {
  rsa_pkcs1_sha1: 'RSA (PKCS #1) with SHA-1',
  ecdsa_sha1: 'ECDSA with SHA-1',
  rsa_pkcs1_sha256: 'RSA (PKCS #1) with SHA-256',
  rsa_pkcs1_sha384: 'RSA (PKCS #1) with SHA-384',
  rsa_pkcs1_sha512: 'RSA (PKCS #1) with SHA-512',
  ecdsa_secp256r1_sha256: 'ECDSA P-256',
  ecdsa_secp384r1_sha384: 'ECDSA P-384',
  ecdsa_secp521r1_sha512: 'ECDSA P-521',
  rsa_pss_rsae_sha256: 'RSA-PSS with SHA-256',
  rsa_pss_rsae_sha384: 'RSA-PSS with SHA-384',
  rsa_pss_rsae_sha512: 'RSA-PSS with SHA-512',
  rsa_pss_pss_sha256: 'RSA-PSS key with SHA-256',
  rsa_pss_pss_sha384: 'RSA-PSS key with SHA-384',
  rsa_pss_pss_sha512: 'RSA-PSS key with SHA-512',
  ed25519: 'Ed25519',
  ed448: 'Ed448',
};

const GROUPS: Readonly<Record<string, string>> = {
  secp256r1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
  x25519: 'X25519',
};

/** What an alert says: of the server’s to us, or of ours to the server. */
export function describeAlertSeen({ direction, description }: TlsAlertSeen): string {
  const { ours } = uiHandshakeWords.alerts;
  if (direction === 'sent') {
    if (ABOUT_CERTIFICATES.includes(description)) return ours.certificate;
    if (description === 40 || description === 70 || description === 80) return ours[description];
  }
  return describeAlert(description).meaning;
}

/** RFC 8446, 6.2: `bad_certificate` to `access_denied`, but for those between them that are about other things. */
const ABOUT_CERTIFICATES: readonly number[] = [42, 43, 44, 45, 46, 48, 49];

/** A signature scheme as people write it, by its IANA name; one without words keeps its name. */
export const describeScheme = (name: string): string => SCHEMES[name] ?? name;

/** A group of a key exchange as people write it, by its IANA name. */
export const describeGroup = (name: string): string => GROUPS[name] ?? name;

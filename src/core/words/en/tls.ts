import type { ServerPathFacts } from '../../errors/connection-facts.ts';
import type { ChainFault } from '../../errors/facts.ts';
import type { Words, WordsOf } from '../described.ts';
import { describeDuration } from '../duration.ts';
import { printTime } from './certificate.ts';
import { describeAlert } from './tls-alerts.ts';

const START_AGAIN = { kind: 'start-again', label: 'Start again' } as const;
/** For what only somebody in between, or a broken server, does. */
const CHANGED_ON_THE_WAY =
  'Start again, in another network if it stays so. Something in between may change what is sent, or the server has a fault.';
const SERVER_HAS_FAULT =
  'Whoever runs the server has to mend it. If it is one of Azure, something in between pretends to be it: try another network.';
const RENEW_AT_SERVER =
  'Whoever runs the server has to give it another certificate. If it is one of Azure, something in between pretends to be it: try another network.';

/** Names of messages as people write them about a handshake. */
const list = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(' or ');

/** Says which certificate of the server's chain is meant. */
function whose({ host, subject, depth }: ServerPathFacts): string {
  return depth === 0 ? `The certificate of ${host}, “${subject}”,` : `“${subject}”, in the chain of ${host},`;
}

const path = (title: string, says: (facts: ServerPathFacts) => string, remedy: string): Words<ServerPathFacts> => ({
  title,
  explanation: (facts) => `${whose(facts)} ${says(facts)} The device has sent nothing of its own yet.`,
  remedy,
});

const pathWords: Pick<WordsOf<'tls'>, `tls/${ChainFault}`> = {
  'tls/no-path': path(
    'The server’s root is not trusted',
    () => 'leads to no authority that is trusted here.',
    'For a server of your own, add its root under Connections. A server of Azure never needs that: there, something in between pretends to be it.',
  ),
  'tls/expired': path(
    'The server’s certificate has ended',
    ({ notAfter }) => `was good until ${printTime(notAfter)}.`,
    'Check the clock of this computer. If it is right, whoever runs the server has to renew the certificate.',
  ),
  'tls/not-yet-valid': path(
    'The server’s certificate is not good yet',
    ({ notBefore }) => `is good from ${printTime(notBefore)} on.`,
    'Check the clock of this computer. If it is right, wait until then.',
  ),
  'tls/not-a-ca': path(
    'A certificate in the chain was forged',
    () => 'signed another one, and does not say of itself that it is an authority (CA:TRUE).',
    RENEW_AT_SERVER,
  ),
  'tls/path-length': path(
    'The server’s chain is longer than allowed',
    () => 'limits how many authorities may stand below it, and there are more.',
    RENEW_AT_SERVER,
  ),
  'tls/key-usage': path(
    'The server’s key is for something else',
    ({ depth }) =>
      depth === 0
        ? 'does not allow its key to sign (digitalSignature).'
        : 'does not allow its key to sign certificates (keyCertSign).',
    RENEW_AT_SERVER,
  ),
  'tls/extended-key-usage': path(
    'The certificate is not for servers',
    () => 'lists the purposes it is good for, and being a server (serverAuth) is not among them.',
    RENEW_AT_SERVER,
  ),
  'tls/name-constraints': path(
    'The server’s name is outside of its limits',
    () => 'has a name that an authority above it does not allow.',
    RENEW_AT_SERVER,
  ),
  'tls/critical-extension': path(
    'The server’s certificate asks for something unknown',
    () => 'has an extension marked as critical that is not known here, so that it must be refused.',
    RENEW_AT_SERVER,
  ),
  'tls/signature': path(
    'A signature in the server’s chain is wrong',
    () => 'was not signed with the key of the issuer that it names, or was changed.',
    RENEW_AT_SERVER,
  ),
  'tls/weak-signature': path(
    'The server’s chain was signed too weakly',
    () => 'was signed with SHA-1 or MD5, which can be forged.',
    RENEW_AT_SERVER,
  ),
  'tls/weak-key': path(
    'The server’s chain has a short key',
    () => 'has an RSA key with fewer than 2048 bits.',
    RENEW_AT_SERVER,
  ),
  'tls/unsupported-algorithm': path(
    'The server’s chain cannot be checked here',
    () => 'was signed in a way that cannot be checked here, so that it cannot be trusted.',
    'Use ECDSA with P-256, P-384 or P-521, or RSA from 2048 bits on, each with SHA-256, SHA-384 or SHA-512.',
  ),
  'tls/too-complex': path(
    'The server’s chain is too tangled',
    () => 'came with so many certificates or names that not all of them were looked at, and none of those tried holds.',
    'Have the server send only the certificates of its one chain.',
  ),
};

/** Words for TLS that ends in the tab. */
export const tlsWords: WordsOf<'tls'> = {
  ...pathWords,
  'tls/wrong-host': {
    title: 'The server has another name',
    explanation: ({ host, names }) =>
      `The certificate is good, but not for ${host}: ${names.length === 0 ? 'it names no host at all' : `it is for ${names.join(', ')}`}. The device has sent nothing of its own yet.`,
    remedy: 'Check the host name. If it is right, something else answers in its place: try another network.',
  },
  'tls/no-certificate': {
    title: 'The server has no certificate',
    explanation: ({ host }) =>
      `Whoever answers for ${host} did not say who it is. The device has sent nothing of its own yet.`,
    remedy: SERVER_HAS_FAULT,
  },
  'tls/certificate-form': {
    title: 'The server’s certificate cannot be read',
    explanation: ({ host }) => `What ${host} shows as its certificate does not have the form of one (RFC 5280).`,
    remedy: RENEW_AT_SERVER,
  },
  'tls/server-signature': {
    title: 'The server cannot prove its key',
    explanation: ({ host }) =>
      `Whoever answers for ${host} shows a certificate, but its signature in the handshake was not made with the key of that certificate.`,
    remedy: SERVER_HAS_FAULT,
  },
  'tls/finished': {
    title: 'The handshake was changed on its way',
    explanation: ({ host }) =>
      `At the end of the handshake both sides compare what they have sent and received, and with ${host} it is not the same.`,
    remedy: CHANGED_ON_THE_WAY,
  },
  'tls/version': {
    title: 'The server speaks no safe TLS version',
    explanation: ({ found }) =>
      `It chose ${VERSIONS[found] ?? `the version ${found}`}. Spoken here are TLS 1.2 and 1.3, since everything older can be broken.`,
    remedy: 'Have TLS 1.2 or 1.3 switched on at the server.',
  },
  'tls/downgrade': {
    title: 'Somebody pushed for an older TLS version',
    explanation: 'The server marks its greeting to say that it speaks a newer version than the one that was agreed on.',
    remedy: CHANGED_ON_THE_WAY,
  },
  'tls/renegotiation': {
    title: 'The server wants to begin anew',
    explanation:
      'It asked for a second handshake within the connection, often to see a certificate after all. That is not done here, because it was the door of attacks.',
    remedy: 'Connect to port 8883, where the certificate is asked for at the start.',
  },
  'tls/unexpected-message': {
    title: 'A message came out of its order',
    explanation: ({ found, expected }) =>
      expected.length === 0
        ? `The server sent “${found}” at a place where it does not belong.`
        : `The server sent “${found}”, and ${list(expected)} had to come.`,
    remedy: CHANGED_ON_THE_WAY,
  },
  'tls/early-data': {
    title: 'Data came before the handshake was done',
    explanation: 'The server sent data at a time when nobody could know yet who it is. It was thrown away.',
    remedy: CHANGED_ON_THE_WAY,
  },
  'tls/decode': {
    title: 'A message of the server cannot be read',
    explanation: ({ what }) => `In “${what}” a length or a form is not what TLS has.`,
    remedy: CHANGED_ON_THE_WAY,
  },
  'tls/illegal-parameter': {
    title: 'The server chose what was not offered',
    explanation: ({ what }) => `In “${what}” it gives a value that does not fit what was offered or said before.`,
    remedy: CHANGED_ON_THE_WAY,
  },
  'tls/record-overflow': {
    title: 'The server sent more than is taken',
    explanation:
      'A record of TLS holds at most 16,384 bytes of data, and one of its records has more; or it sent so much faster than it could be read here that 64 MiB waited.',
    remedy: CHANGED_ON_THE_WAY,
  },
  'tls/bad-record': {
    title: 'Data was changed on its way',
    explanation: 'A record does not open with the key of this connection. It was changed, or sealed with another key.',
    remedy: CHANGED_ON_THE_WAY,
  },
  'tls/not-tls': {
    title: 'The server does not speak TLS',
    explanation: 'Something answered at this address and port, but its first bytes are not those of TLS.',
    remedy:
      'Check host and port: MQTT over TLS is on port 8883. In other networks a sign-in page may stand in between.',
  },
  'tls/no-shared-parameter': {
    title: 'The server lacks a guard of TLS',
    explanation: ({ what }) =>
      `It does not know “${what}”, by which both sides have made sure since 2010 that nobody else began the connection.`,
    remedy:
      'Whoever runs the server has to bring its TLS up to date. If it is one of Azure, something in between pretends to be it: try another network.',
  },
  'tls/alert': {
    title: 'The server ended the connection with an alert',
    explanation: ({ description, name, duringHandshake, afterCertificate }) =>
      `It sent “${name}” ${duringHandshake ? 'during the handshake' : 'on the open connection'}${afterCertificate ? ', after it had our certificate' : ''}. ${describeAlert(description).meaning}`,
    remedy: ({ description }) => describeAlert(description).remedy,
  },
  'tls/key-not-taken': {
    title: 'The server does not take this key',
    explanation: ({ keyKind, asked }) =>
      `The key of the device is ${keyKind}, and the server takes ${asked.length === 0 ? 'no signature that is made here' : asked.join(', ')}.`,
    remedy: 'Give the device a certificate with a P-256 key, which every service takes.',
  },
  'tls/silent': {
    title: 'The server stopped in the handshake',
    explanation: ({ host, seconds }) => `With ${host} TLS was begun, and not done within ${describeDuration(seconds)}.`,
    remedy: 'Start again; if it stays so, try another network or look for a firewall in between.',
    action: START_AGAIN,
  },
  'tls/cut-off': {
    title: 'The connection ended without a word',
    explanation: ({ host, duringHandshake }) =>
      duringHandshake
        ? `The connection to ${host} was cut in the middle of the handshake, without an alert.`
        : `The connection to ${host} was cut without the farewell of TLS, so that it may have been cut by somebody else.`,
    remedy: 'Start again; if it stays so, try another network or look for a firewall in between.',
    action: START_AGAIN,
  },
  'tls/internal': {
    title: 'Something went wrong here',
    explanation: ({ host }) =>
      `The handshake with ${host} was stopped by a mistake of this program or by what this browser cannot do.`,
    remedy: 'Start again. If it stays so, try another browser, and report it with what the handshake shows.',
    action: START_AGAIN,
  },
};

const VERSIONS: Readonly<Record<string, string>> = {
  '0x0200': 'SSL 2',
  '0x0300': 'SSL 3',
  '0x0301': 'TLS 1.0',
  '0x0302': 'TLS 1.1',
  '0x0303': 'TLS 1.2',
  '0x0304': 'TLS 1.3',
};

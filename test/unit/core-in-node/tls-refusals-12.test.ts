import { beforeAll, describe, test } from 'vitest';
import type { TlsVersion } from '#core/tls/tls-report';
import {
  credentialsOf,
  HOST,
  identityOf,
  makeUsualChains,
  trustOf,
  type UsualChains,
} from '../../support/tls-chains.ts';
import { openTlsPair, type TlsPair } from '../../support/tls-pair.ts';
import {
  decode,
  EARLY,
  expectCutOff,
  expectEcho,
  expectOpenEnd,
  expectRefusal,
  expectTimeLimit,
  FINISHED,
  order,
  parameter,
  type Refusal,
  RENEGOTIATION,
  SIGNATURE,
  unsupported,
  version,
} from '../../support/tls-refusal.ts';
import { looseMessage } from '../../support/tls-server/create-tls-server.ts';
import {
  addToHello,
  append,
  changeInHello,
  cut,
  editHello,
  flip,
  type HelloParts,
  inFlight,
  insertBefore,
  recordOf,
  repeat,
  replaceBy,
  stopAfter,
  swap,
  without,
} from '../../support/tls-server/edits.ts';
import type { Edit, ServerMessage, ServerScript } from '../../support/tls-server/script.ts';
import { bytes, CONTENT, EXTENSION, join, MESSAGE, number, text, vector } from '../../support/tls-server/wire.ts';

let chains: UsualChains;
beforeAll(async () => {
  chains = await makeUsualChains();
});

async function meet(parts: Partial<ServerScript>, versions?: readonly TlsVersion[]): Promise<TlsPair> {
  return openTlsPair(
    { version: '1.2', asks: {}, ...credentialsOf(chains.server), ...parts },
    { host: HOST, roots: [trustOf(chains.root)], identity: await identityOf(chains.device), versions },
  );
}

/** All that we send up to our Finished. */
const SECOND_FLIGHT = ['client_hello', 'certificate', 'client_key_exchange', 'certificate_verify', 'finished'];

const hello = (change: (parts: HelloParts) => Partial<HelloParts>): Partial<ServerScript> => ({
  edit: { server_hello: editHello(change) },
});
type Row = readonly [name: string, refusal: Refusal, parts: Partial<ServerScript>];

const tampered = (name: ServerMessage, edit: Edit): Partial<ServerScript> => ({ edit: { [name]: edit } });

/** Where in a ServerKeyExchange the scheme stands, behind a point of P-256. */
const SCHEME_AT = 1 + 2 + 1 + 65;

const BEFORE_OUR_FLIGHT: readonly Row[] = [
  ['TLS 1.1', version('0x0302'), hello(() => ({ version: 0x0302 }))],
  ['TLS 1.0', version('0x0301'), hello(() => ({ version: 0x0301 }))],
  ['SSL 3', version('0x0300'), hello(() => ({ version: 0x0300 }))],
  ['a version beyond', version('0x0305'), hello(() => ({ version: 0x0305 }))],
  [
    'a random number that tells of TLS 1.3',
    { code: 'tls/downgrade', alert: 'illegal_parameter' },
    hello(({ random }) => ({ random: join(random.subarray(0, 24), text('DOWNGRD\u0001')) })),
  ],
  [
    'a random number that tells of TLS 1.2',
    { code: 'tls/downgrade', alert: 'illegal_parameter' },
    hello(({ random }) => ({ random: join(random.subarray(0, 24), text('DOWNGRD\u0000')) })),
  ],
  ['a suite without forward secrecy', parameter('cipher_suite'), hello(() => ({ suite: 0x009c }))],
  ['a suite with CBC', parameter('cipher_suite'), hello(() => ({ suite: 0xc023 }))],
  ['a suite of TLS 1.3', parameter('cipher_suite'), hello(() => ({ suite: 0x1301 }))],
  ['no encryption at all', parameter('cipher_suite'), hello(() => ({ suite: 0 }))],
  [
    'a suite for keys of another kind',
    { ...parameter('certificate'), alert: 'unsupported_certificate' },
    hello(() => ({ suite: 0xc02f })),
  ],
  ['compression', parameter('compression_method'), hello(() => ({ compression: 1 }))],
  ['an extension that was not asked for', unsupported('extension_35'), { edit: { server_hello: addToHello(35) } }],
  [
    'an extension that belongs elsewhere',
    parameter('key_share'),
    { edit: { server_hello: addToHello(EXTENSION.key_share, bytes(0)) } },
  ],
  [
    'an extension twice',
    parameter('renegotiation_info'),
    { edit: { server_hello: addToHello(EXTENSION.renegotiation_info, bytes(0)) } },
  ],
  [
    'a renegotiation of what never was',
    { code: 'tls/illegal-parameter', facts: { what: 'renegotiation_info' }, alert: 'handshake_failure' },
    { edit: { server_hello: changeInHello(EXTENSION.renegotiation_info, () => bytes(1, 7)) } },
  ],
  [
    'no word about renegotiation',
    { code: 'tls/no-shared-parameter', facts: { what: 'renegotiation_info' }, alert: 'handshake_failure' },
    { edit: { server_hello: changeInHello(EXTENSION.renegotiation_info) } },
  ],
  [
    'an extended master secret with content',
    decode('server_hello'),
    { edit: { server_hello: changeInHello(EXTENSION.extended_master_secret, () => bytes(1)) } },
  ],
  [
    'compressed points alone',
    parameter('ec_point_formats'),
    { edit: { server_hello: changeInHello(EXTENSION.ec_point_formats, () => bytes(1, 1)) } },
  ],
  ['a greeting with more behind it', decode('server_hello'), { edit: { server_hello: append(0) } }],
  ['a greeting that ends early', decode('server_hello'), { edit: { server_hello: cut(1) } }],
  ['an empty greeting', decode('server_hello'), { edit: { server_hello: replaceBy() } }],
  ['a session number that is too long', parameter('session_id'), hello(() => ({ sessionId: new Uint8Array(33) }))],

  ['a list of certificates with more behind it', decode('certificate'), { edit: { certificate: append(0) } }],
  ['a list of certificates that ends early', decode('certificate'), { edit: { certificate: cut(1) } }],
  ['an empty certificate', decode('certificate'), { edit: { certificate: replaceBy(bytes(0, 0, 3, 0, 0, 0)) } }],

  [
    'a group that was not offered',
    parameter('named_curve'),
    tampered('server_key_exchange', (body) => join(bytes(3), number(2, 25), body.subarray(3))),
  ],
  ['a curve of its own', parameter('curve_type'), tampered('server_key_exchange', (body) => body.with(0, 1))],
  ['a signature of other bytes', SIGNATURE, { edit: { server_key_exchange: flip(-1) } }],
  [
    'a signature that is no ECDSA',
    SIGNATURE,
    tampered('server_key_exchange', (body) => join(body.subarray(0, SCHEME_AT + 2), vector(2, bytes(1, 2, 3)))),
  ],
  [
    'an empty signature',
    SIGNATURE,
    tampered('server_key_exchange', (body) => join(body.subarray(0, SCHEME_AT + 2), vector(2))),
  ],
  ['a signature with SHA-1', parameter('signature_scheme'), { scheme: 'ecdsa_sha1' }],
  [
    'a signature for keys of another kind',
    parameter('signature_scheme'),
    tampered('server_key_exchange', (body) => body.with(SCHEME_AT, 8).with(SCHEME_AT + 1, 4)),
  ],
  [
    'a point that is not the signed one',
    SIGNATURE,
    tampered('server_key_exchange', (body) => body.with(SCHEME_AT - 1, (body[SCHEME_AT - 1] ?? 0) ^ 1)),
  ],
  ['a key exchange with more behind it', decode('server_key_exchange'), { edit: { server_key_exchange: append(0) } }],
  ['a key exchange that ends early', decode('server_key_exchange'), { edit: { server_key_exchange: cut(1) } }],

  [
    'a request without schemes',
    decode('certificate_request'),
    { edit: { certificate_request: replaceBy(bytes(1, 64), vector(2), vector(2)) } },
  ],
  [
    'a request without kinds',
    decode('certificate_request'),
    { edit: { certificate_request: replaceBy(bytes(0), vector(2, bytes(4, 3)), vector(2)) } },
  ],
  [
    'a request with half a scheme',
    decode('certificate_request'),
    { edit: { certificate_request: replaceBy(bytes(1, 64), vector(2, bytes(4, 3, 5)), vector(2)) } },
  ],
  ['a request with more behind it', decode('certificate_request'), { edit: { certificate_request: append(0) } }],
  ['an end of the flight with content', decode('server_hello_done'), { edit: { server_hello_done: append(0) } }],

  ['no certificate before its key', order('server_key_exchange'), { plan: without('hello', 'certificate') }],
  ['no key exchange', order('certificate_request'), { plan: without('hello', 'server_key_exchange') }],
  [
    'no key exchange and no request',
    order('server_hello_done'),
    { plan: without('hello', 'server_key_exchange', 'certificate_request') },
  ],
  ['no greeting', order('certificate'), { plan: without('hello', 'server_hello') }],
  ['two greetings', order('server_hello'), { plan: repeat('hello', 'server_hello') }],
  ['two lists of certificates', order('certificate'), { plan: repeat('hello', 'certificate') }],
  ['two key exchanges', order('server_key_exchange'), { plan: repeat('hello', 'server_key_exchange') }],
  ['two requests', order('certificate_request'), { plan: repeat('hello', 'certificate_request') }],
  [
    'the key before the certificate',
    order('server_key_exchange'),
    { plan: swap('hello', 'certificate', 'server_key_exchange') },
  ],
  [
    'the request before the key',
    order('certificate_request'),
    { plan: swap('hello', 'server_key_exchange', 'certificate_request') },
  ],
  [
    'a message of TLS 1.3',
    order('encrypted_extensions'),
    { plan: insertBefore('hello', 'certificate', looseMessage(MESSAGE.encrypted_extensions, bytes(0, 0))) },
  ],
  [
    'a message of a client',
    order('client_hello'),
    { plan: insertBefore('hello', 'certificate', looseMessage(MESSAGE.client_hello, bytes(3, 3))) },
  ],
  [
    'a message that nobody knows',
    order('handshake_99'),
    { plan: insertBefore('hello', 'certificate', looseMessage(99, bytes())) },
  ],
  [
    'a status that was not asked for',
    order('certificate_status'),
    { plan: insertBefore('hello', 'server_key_exchange', looseMessage(MESSAGE.certificate_status, bytes(1, 0, 0, 0))) },
  ],
  [
    'a wish to begin anew in the midst',
    RENEGOTIATION,
    { plan: insertBefore('hello', 'certificate', looseMessage(MESSAGE.hello_request, bytes())) },
  ],
  [
    'changed keys before there are any',
    order('change_cipher_spec'),
    { plan: insertBefore('hello', 'certificate', recordOf(CONTENT.changeCipherSpec, 1)) },
  ],
  [
    'changed keys before its greeting',
    order('change_cipher_spec'),
    { plan: insertBefore('hello', 'server_hello', recordOf(CONTENT.changeCipherSpec, 1)) },
  ],
  [
    'data instead of a greeting',
    EARLY,
    { plan: insertBefore('hello', 'server_hello', recordOf(CONTENT.applicationData, 1)) },
  ],
  [
    'data before its certificate',
    EARLY,
    { plan: insertBefore('hello', 'certificate', recordOf(CONTENT.applicationData, 1)) },
  ],
  [
    'empty data before its certificate',
    EARLY,
    { plan: insertBefore('hello', 'certificate', recordOf(CONTENT.applicationData)) },
  ],
  [
    'a record of a kind that nobody knows',
    order('record_99'),
    { plan: insertBefore('hello', 'certificate', recordOf(99, 1)) },
  ],
  [
    'an empty record of the handshake',
    order('empty handshake'),
    { plan: insertBefore('hello', 'certificate', recordOf(CONTENT.handshake)) },
  ],
  [
    'a message longer than any',
    decode('certificate'),
    { plan: insertBefore('hello', 'certificate', recordOf(CONTENT.handshake, 11, 0x7f, 0xff, 0xff)) },
  ],
  [
    'another record within a message',
    order('alert'),
    {
      plan: insertBefore(
        'hello',
        'certificate',
        recordOf(CONTENT.handshake, 11, 0, 1, 0, 0),
        recordOf(CONTENT.alert, 1, 90),
      ),
    },
  ],
];

/** Signed by the server, and no key of its group; the first two octets of a share are left as they are. */
const BAD_SHARES: readonly Row[] = [
  ['a point off the curve', parameter('key_exchange'), { share: flip(-1) }],
  ['the point at infinity', parameter('key_exchange'), { share: replaceBy(bytes(0)) }],
  ['a compressed point', parameter('key_exchange'), { share: (body) => join(bytes(2), body.subarray(1, 33)) }],
  ['a point of another form', parameter('key_exchange'), { share: (body) => body.with(0, 7) }],
  ['a point that ends early', parameter('key_exchange'), { share: cut(1) }],
  ['a point with more behind it', parameter('key_exchange'), { share: append(0) }],
  [
    'a key of X25519 that leads to zeros',
    parameter('key_exchange'),
    { group: 'x25519', share: replaceBy(new Uint8Array(32)) },
  ],
  ['a key of X25519 that ends early', parameter('key_exchange'), { group: 'x25519', share: cut(1) }],
  ['no point at all', decode('server_key_exchange'), { share: replaceBy() }],
];

const AFTER_OUR_FLIGHT: readonly Row[] = [
  ['a Finished of another handshake', FINISHED, { edit: { finished: flip(0) } }],
  ['a Finished with its last bit changed', FINISHED, { edit: { finished: flip(-1) } }],
  ['a Finished of zeros', FINISHED, { edit: { finished: replaceBy(new Uint8Array(12)) } }],
  ['a Finished that ends early', FINISHED, { edit: { finished: cut(1) } }],
  ['an empty Finished', FINISHED, { edit: { finished: replaceBy() } }],
  ['a Finished with more behind it', FINISHED, { edit: { finished: append(0) } }],
  [
    'Finished without encryption',
    order('handshake'),
    { plan: inFlight('finish', (moves) => moves.filter((move) => move.do === 'message')) },
  ],
  [
    'Finished without changed keys told',
    order('handshake'),
    { plan: inFlight('finish', (moves) => moves.filter((move) => move.do !== 'record')) },
  ],
  [
    'Finished before the keys are changed',
    order('handshake'),
    { plan: inFlight('finish', (moves) => moves.toReversed()) },
  ],
  [
    'changed keys with another content',
    decode('change_cipher_spec'),
    { plan: inFlight('finish', (moves) => [recordOf(CONTENT.changeCipherSpec, 2), ...moves.slice(1)]) },
  ],
  [
    'changed keys with more behind',
    decode('change_cipher_spec'),
    { plan: inFlight('finish', (moves) => [recordOf(CONTENT.changeCipherSpec, 1, 1), ...moves.slice(1)]) },
  ],
  [
    'changed keys twice',
    order('change_cipher_spec'),
    { plan: inFlight('finish', (moves) => [...moves.slice(0, 1), ...moves]) },
  ],
  [
    'data before it changes keys',
    EARLY,
    { plan: inFlight('finish', (moves) => [recordOf(CONTENT.applicationData, 1), ...moves]) },
  ],
  [
    'data before its Finished',
    EARLY,
    { plan: insertBefore('finish', 'finished', recordOf(CONTENT.applicationData, 1)) },
  ],
  [
    'a ticket that was not asked for',
    order('handshake'),
    {
      plan: inFlight('finish', (moves) => [
        looseMessage(MESSAGE.new_session_ticket, bytes(0, 0, 0, 0, 0, 0)),
        ...moves,
      ]),
    },
  ],
  [
    'another message before its Finished',
    order('certificate'),
    { plan: insertBefore('finish', 'finished', looseMessage(MESSAGE.certificate, bytes(0, 0, 0))) },
  ],
  [
    'a wish to begin anew before its Finished',
    RENEGOTIATION,
    { plan: insertBefore('finish', 'finished', looseMessage(MESSAGE.hello_request, bytes())) },
  ],
  [
    'a message behind the end of its flight, in one record',
    order('finished'),
    {
      isPacked: true,
      plan: inFlight('hello', (moves) => [...moves, looseMessage(MESSAGE.finished, new Uint8Array(12))]),
    },
  ],
  [
    'a message over the change of keys',
    order('handshake'),
    { plan: inFlight('finish', (moves) => [recordOf(CONTENT.handshake, 20, 0, 0, 12), ...moves]) },
  ],
];

describe('TLS 1.2 refuses a server that sends', () => {
  test.each([...BEFORE_OUR_FLIGHT, ...BAD_SHARES])('%s', async (_name, refusal, parts) => {
    await expectRefusal(await meet(parts), refusal);
  });

  test.each(AFTER_OUR_FLIGHT)('%s, after our certificate', async (_name, refusal, parts) => {
    await expectRefusal(await meet(parts), refusal, SECOND_FLIGHT);
  });

  test('an older version than the one that was offered', async () => {
    await expectRefusal(await meet({}, ['TLS 1.3']), version('0x0303'));
  });
});

describe('on an open connection of TLS 1.2', () => {
  test.each([
    ['a wish to begin anew', RENEGOTIATION, [looseMessage(MESSAGE.hello_request, bytes())]],
    ['a second greeting', order('server_hello'), [looseMessage(MESSAGE.server_hello, bytes(3, 3))]],
    ['a second Finished', order('finished'), [looseMessage(MESSAGE.finished, new Uint8Array(12))]],
    ['changed keys', order('change_cipher_spec'), [recordOf(CONTENT.changeCipherSpec, 1)]],
    ['a change of keys as TLS 1.3 has it', order('key_update'), [looseMessage(MESSAGE.key_update, bytes(0))]],
    ['an empty record of the handshake', order('empty handshake'), [recordOf(CONTENT.handshake)]],
    ['an alert that is no alert', decode('alert'), [recordOf(CONTENT.alert, 2)]],
    ['two alerts in one record', decode('alert'), [recordOf(CONTENT.alert, 1, 90, 1, 90)]],
    [
      'data within a message',
      order('application_data'),
      [recordOf(CONTENT.handshake, 0), recordOf(CONTENT.applicationData, 1)],
    ],
  ] as const)('%s ends it', async (_name, refusal, moves) => {
    await expectOpenEnd(await meet({}), moves, refusal, SECOND_FLIGHT);
  });

  test('all of the handshakes above come about where the server does nothing wrong', async () => {
    await expectEcho(await meet({}), 'TLS 1.2');
  });
});

describe('a server of TLS 1.2 that stops', () => {
  const STOPS = ['server_hello', 'certificate', 'server_key_exchange', 'certificate_request'] as const;

  test.each(STOPS)('behind %s is waited for, and no longer than its time', async (name) => {
    await expectTimeLimit(await meet({ plan: stopAfter('hello', name) }));
  });

  test.each(STOPS)('and is gone behind %s ends it', async (name) => {
    await expectCutOff(await meet({ plan: stopAfter('hello', name) }));
  });
});

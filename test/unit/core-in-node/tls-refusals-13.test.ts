import { beforeAll, describe, test } from 'vitest';
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
  expectEnd,
  expectOpenEnd,
  expectRefusal,
  expectTimeLimit,
  FINISHED,
  order,
  parameter,
  type Refusal,
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
import type { Edit, Flight, Move, ServerMessage, ServerScript } from '../../support/tls-server/script.ts';
import {
  bytes,
  CONTENT,
  EXTENSION,
  extension,
  join,
  message,
  MESSAGE,
  number,
  vector,
} from '../../support/tls-server/wire.ts';

let chains: UsualChains;
beforeAll(async () => {
  chains = await makeUsualChains();
});

async function meet(parts: Partial<ServerScript>): Promise<TlsPair> {
  return openTlsPair(
    { asks: {}, ...credentialsOf(chains.server), ...parts },
    { host: HOST, roots: [trustOf(chains.root)], identity: await identityOf(chains.device) },
  );
}

/** All that we send up to our Finished. */
const SECOND_FLIGHT = ['client_hello', 'certificate', 'certificate_verify', 'finished'];

type Row = readonly [name: string, refusal: Refusal, parts: Partial<ServerScript>];

const hello = (change: (parts: HelloParts) => Partial<HelloParts>): Partial<ServerScript> => ({
  edit: { server_hello: editHello(change) },
});
const edited = (name: ServerMessage, edit: Edit): Partial<ServerScript> => ({ edit: { [name]: edit } });
const inserted = (before: ServerMessage, type: number, ...octets: number[]): Partial<ServerScript> => ({
  plan: insertBefore('hello', before, looseMessage(type, bytes(...octets))),
});
const recorded = (before: ServerMessage, type: number, ...octets: number[]): Partial<ServerScript> => ({
  plan: insertBefore('hello', before, recordOf(type, ...octets)),
});

const HELLO: readonly Row[] = [
  [
    'TLS 1.2 in the place of TLS 1.3',
    parameter('supported_versions'),
    edited(
      'server_hello',
      changeInHello(EXTENSION.supported_versions, () => number(2, 0x0303)),
    ),
  ],
  [
    'a draft of TLS 1.3',
    parameter('supported_versions'),
    edited(
      'server_hello',
      changeInHello(EXTENSION.supported_versions, () => number(2, 0x7f1c)),
    ),
  ],
  ['TLS 1.1 as its old version', version('0x0302'), hello(() => ({ version: 0x0302 }))],
  ['TLS 1.3 as its old version', version('0x0304'), hello(() => ({ version: 0x0304 }))],
  [
    'no version, with a suite of TLS 1.3',
    parameter('cipher_suite'),
    edited('server_hello', changeInHello(EXTENSION.supported_versions)),
  ],
  [
    'a version with more behind it',
    decode('server_hello'),
    edited(
      'server_hello',
      changeInHello(EXTENSION.supported_versions, (content) => join(content, bytes(0))),
    ),
  ],
  ['a suite that was not offered', parameter('cipher_suite'), hello(() => ({ suite: 0x1303 }))],
  ['a suite of TLS 1.2', parameter('cipher_suite'), hello(() => ({ suite: 0xc02b }))],
  ['compression', parameter('compression_method'), hello(() => ({ compression: 1 }))],
  [
    'another session number',
    parameter('session_id'),
    hello(({ sessionId }) => ({ sessionId: sessionId.toReversed() })),
  ],
  ['no session number', parameter('session_id'), hello(() => ({ sessionId: bytes() }))],
  [
    'an extension that was not asked for',
    unsupported('extension_16'),
    edited('server_hello', addToHello(16, bytes(0, 0))),
  ],
  [
    'an extension that belongs elsewhere',
    parameter('supported_groups'),
    edited('server_hello', addToHello(EXTENSION.supported_groups, bytes(0, 2, 0, 23))),
  ],
  [
    'an extension of TLS 1.2',
    parameter('extended_master_secret'),
    edited('server_hello', addToHello(EXTENSION.extended_master_secret)),
  ],
  [
    'a key that was shared before',
    unsupported('extension_41'),
    edited('server_hello', addToHello(EXTENSION.pre_shared_key, bytes(0, 0))),
  ],
  ['a cookie', unsupported('cookie'), edited('server_hello', addToHello(EXTENSION.cookie, bytes(0, 1, 0)))],
  [
    'an extension twice',
    parameter('supported_versions'),
    edited('server_hello', addToHello(EXTENSION.supported_versions, bytes(3, 4))),
  ],
  ['no key', parameter('key_share', 'missing_extension'), edited('server_hello', changeInHello(EXTENSION.key_share))],
  [
    'a key of a group that was not offered',
    parameter('key_share'),
    edited(
      'server_hello',
      changeInHello(EXTENSION.key_share, (content) => content.with(1, 25)),
    ),
  ],
  [
    'a key of a group without a share of ours',
    parameter('key_share'),
    edited(
      'server_hello',
      changeInHello(EXTENSION.key_share, (content) => content.with(1, 24)),
    ),
  ],
  [
    'a key of another group',
    parameter('key_exchange'),
    edited(
      'server_hello',
      changeInHello(EXTENSION.key_share, (content) => content.with(1, 29)),
    ),
  ],
  ['a point off the curve', parameter('key_exchange'), { share: flip(-1) }],
  ['a compressed point', parameter('key_exchange'), { share: (body) => join(bytes(2), body.subarray(1, 33)) }],
  [
    'a point of another form',
    parameter('key_exchange'),
    { share: (body) => body.with(0, 6 + ((body.at(-1) ?? 0) & 1)) },
  ],
  ['a point that ends early', parameter('key_exchange'), { share: cut(1) }],
  [
    'a key of X25519 that leads to zeros',
    parameter('key_exchange'),
    { group: 'x25519', share: replaceBy(new Uint8Array(32)) },
  ],
  ['no point at all', decode('server_hello'), { share: replaceBy() }],
  ['a greeting with more behind it', decode('server_hello'), edited('server_hello', append(0))],
  ['a greeting that ends early', decode('server_hello'), edited('server_hello', cut(1))],
  ['another message in the record of its greeting', order('handshake'), { isPacked: true, plan: joinHello }],
];

/** What goes out in the clear with ServerHello, though its keys are changed right behind (RFC 8446, 5.1). */
function joinHello(flight: Flight, moves: readonly Move[]): readonly Move[] {
  if (flight !== 'hello') return moves;
  const more = looseMessage(MESSAGE.encrypted_extensions, bytes(0, 0));
  return moves.flatMap((move) => (move.do === 'record' ? [more] : [move]));
}

const MESSAGES: readonly Row[] = [
  [
    'extensions that belong into its greeting',
    parameter('supported_versions'),
    edited('encrypted_extensions', replaceBy(vector(2, extension(EXTENSION.supported_versions, bytes(3, 4))))),
  ],
  [
    'extensions that were not asked for',
    unsupported('extension_16'),
    edited('encrypted_extensions', replaceBy(vector(2, extension(16, bytes(0, 0))))),
  ],
  ['extensions that end early', decode('encrypted_extensions'), edited('encrypted_extensions', replaceBy(bytes(0, 1)))],
  ['extensions with more behind', decode('encrypted_extensions'), edited('encrypted_extensions', append(0))],

  [
    'a request with a context',
    parameter('certificate_request_context'),
    edited('certificate_request', (body) => join(bytes(1, 7), body.subarray(1))),
  ],
  [
    'a request without schemes',
    parameter('signature_algorithms', 'missing_extension'),
    edited('certificate_request', replaceBy(bytes(0), vector(2, extension(13_000)))),
  ],
  [
    'a request with an empty list of schemes',
    decode('certificate_request'),
    edited(
      'certificate_request',
      replaceBy(bytes(0), vector(2, extension(EXTENSION.signature_algorithms, bytes(0, 0)))),
    ),
  ],
  [
    'a request without extensions',
    decode('certificate_request'),
    edited('certificate_request', replaceBy(bytes(0, 0, 0))),
  ],
  ['a request with more behind', decode('certificate_request'), edited('certificate_request', append(0))],

  [
    'a certificate for another question',
    parameter('certificate_request_context'),
    edited('certificate', (body) => join(bytes(1, 7), body.subarray(1))),
  ],
  [
    'a certificate with a status that was not asked for',
    unsupported('extension_5'),
    edited('certificate', replaceBy(bytes(0), vector(3, vector(3, bytes(1)), vector(2, extension(5, bytes(1)))))),
  ],
  [
    'an empty certificate',
    decode('certificate'),
    edited('certificate', replaceBy(bytes(0), vector(3, vector(3), vector(2)))),
  ],
  ['a list of certificates that ends early', decode('certificate'), edited('certificate', cut(1))],
  ['a list of certificates with more behind', decode('certificate'), edited('certificate', append(0))],

  ['a signature that was changed', SIGNATURE, edited('certificate_verify', flip(-1))],
  [
    'a signature that is no ECDSA',
    SIGNATURE,
    edited('certificate_verify', replaceBy(number(2, 0x0403), vector(2, bytes(1, 2, 3)))),
  ],
  ['an empty signature', SIGNATURE, edited('certificate_verify', replaceBy(number(2, 0x0403), vector(2)))],
  ['a signature with SHA-1', parameter('signature_scheme'), { scheme: 'ecdsa_sha1' }],
  [
    'a signature with PKCS #1',
    parameter('signature_scheme'),
    edited('certificate_verify', (body) => join(number(2, 0x0401), body.subarray(2))),
  ],
  [
    'a signature of another curve',
    parameter('signature_scheme'),
    edited('certificate_verify', (body) => join(number(2, 0x0503), body.subarray(2))),
  ],
  [
    'a signature for keys of another kind',
    parameter('signature_scheme'),
    edited('certificate_verify', (body) => join(number(2, 0x0804), body.subarray(2))),
  ],
  ['a signature with more behind', decode('certificate_verify'), edited('certificate_verify', append(0))],
  [
    'a signature of other messages',
    SIGNATURE,
    { tamper: { encrypted_extensions: replaceBy(vector(2, extension(EXTENSION.server_name))) } },
  ],

  ['a Finished of another handshake', FINISHED, edited('finished', flip(0))],
  ['a Finished with its last bit changed', FINISHED, edited('finished', flip(-1))],
  ['a Finished that ends early', FINISHED, edited('finished', cut(1))],
  ['an empty Finished', FINISHED, edited('finished', replaceBy())],
  ['a Finished with more behind it', FINISHED, edited('finished', append(0))],
];

const ORDER: readonly Row[] = [
  [
    'no greeting',
    order('encrypted_extensions'),
    {
      plan: inFlight('hello', (moves) => moves.filter((move) => move.do === 'message' && move.name !== 'server_hello')),
    },
  ],
  ['no extensions', order('certificate_request'), { plan: without('hello', 'encrypted_extensions') }],
  ['no certificate', order('certificate_verify'), { plan: without('hello', 'certificate') }],
  ['no proof of its key', order('finished'), { plan: without('hello', 'certificate_verify') }],
  [
    'neither certificate nor proof',
    order('finished'),
    { plan: without('hello', 'certificate_request', 'certificate', 'certificate_verify') },
  ],
  [
    'two greetings',
    order('server_hello'),
    { plan: insertBefore('hello', 'encrypted_extensions', looseMessage(MESSAGE.server_hello, bytes(3, 3))) },
  ],
  ['extensions twice', order('encrypted_extensions'), { plan: repeat('hello', 'encrypted_extensions') }],
  ['two requests', order('certificate_request'), { plan: repeat('hello', 'certificate_request') }],
  ['two lists of certificates', order('certificate'), { plan: repeat('hello', 'certificate') }],
  ['two proofs', order('certificate_verify'), { plan: repeat('hello', 'certificate_verify') }],
  [
    'the proof before the certificate',
    order('certificate_verify'),
    { plan: swap('hello', 'certificate', 'certificate_verify') },
  ],
  [
    'the request behind the certificate',
    order('certificate_request'),
    { plan: swap('hello', 'certificate_request', 'certificate') },
  ],
  ['Finished before the proof', order('finished'), { plan: swap('hello', 'certificate_verify', 'finished') }],
  ['a message of TLS 1.2', order('server_key_exchange'), inserted('certificate', MESSAGE.server_key_exchange, 3)],
  ['a message that nobody knows', order('handshake_99'), inserted('certificate', 99)],
  ['a ticket before it is done', order('new_session_ticket'), inserted('finished', MESSAGE.new_session_ticket, 0)],
  ['changed keys before it is done', order('key_update'), inserted('finished', MESSAGE.key_update, 0)],
  ['a status of old', order('certificate_status'), inserted('certificate_verify', MESSAGE.certificate_status, 1)],
  [
    'a wish to begin anew',
    { code: 'tls/renegotiation', alert: 'no_renegotiation' },
    inserted('certificate', MESSAGE.hello_request),
  ],
  ['data in the clear before its greeting', EARLY, recorded('server_hello', CONTENT.applicationData, 1)],
  ['data before its certificate', EARLY, recorded('certificate', CONTENT.applicationData, 1)],
  ['data before its Finished', EARLY, recorded('finished', CONTENT.applicationData, 1)],
  ['empty data before its Finished', EARLY, recorded('finished', CONTENT.applicationData)],
  ['an empty record of the handshake', order('empty handshake'), recorded('certificate', CONTENT.handshake)],
  ['a sealed change_cipher_spec', order('change_cipher_spec'), recorded('certificate', CONTENT.changeCipherSpec, 1)],
  [
    'a change_cipher_spec with another content',
    order('change_cipher_spec'),
    { plan: insertBefore('hello', 'certificate', { do: 'raw', bytes: bytes(20, 3, 3, 0, 1, 2) }) },
  ],
  ['a record of a kind that nobody knows, sealed', order('record_99'), recorded('certificate', 99, 1)],
  [
    'a sealed record of zeros alone',
    order('record without a type'),
    { plan: insertBefore('hello', 'certificate', { do: 'record', type: 0, content: bytes(0), padding: 20 }) },
  ],
  [
    'a message in the clear where keys are in use',
    order('unprotected record'),
    {
      plan: insertBefore('hello', 'certificate', {
        do: 'raw',
        bytes: join(bytes(22, 3, 3), vector(2, message(MESSAGE.certificate, bytes(0, 0, 0, 0)))),
      }),
    },
  ],
  [
    'an alert in the clear where keys are in use',
    order('unprotected record'),
    { plan: insertBefore('hello', 'certificate', { do: 'raw', bytes: bytes(21, 3, 3, 0, 2, 2, 40) }) },
  ],
  [
    'a message behind Finished in one record',
    order('handshake'),
    {
      isPacked: true,
      plan: inFlight('hello', (moves) => moves.toSpliced(-1, 0, looseMessage(MESSAGE.new_session_ticket, bytes(0)))),
    },
  ],
  [
    'another record within a message',
    order('alert'),
    {
      plan: insertBefore('hello', 'certificate', recordOf(CONTENT.handshake, 11, 0, 1), recordOf(CONTENT.alert, 1, 90)),
    },
  ],
];

const onCookie: Edit = (body) =>
  addToHello(EXTENSION.cookie, bytes(0, 0))(join(changeInHello(EXTENSION.key_share)(body)));

const RETRIES: readonly Row[] = [
  [
    'a retry that changes nothing',
    parameter('hello_retry_request'),
    { retries: true, ...edited('hello_retry_request', changeInHello(EXTENSION.key_share)) },
  ],
  ['a retry for a share that it has', parameter('key_share'), { retries: true, group: 'secp256r1' }],
  [
    'a retry for a group that was not offered',
    parameter('key_share'),
    {
      retries: true,
      ...edited(
        'hello_retry_request',
        changeInHello(EXTENSION.key_share, () => number(2, 25)),
      ),
    },
  ],
  [
    'a retry with a whole key',
    decode('server_hello'),
    {
      retries: true,
      group: 'secp384r1',
      ...edited(
        'hello_retry_request',
        changeInHello(EXTENSION.key_share, (group) => join(group, bytes(0))),
      ),
    },
  ],
  [
    'a retry with an empty cookie',
    decode('server_hello'),
    {
      retries: true,
      ...edited('hello_retry_request', onCookie),
    },
  ],
  [
    'a retry with another suite',
    parameter('cipher_suite'),
    {
      retries: true,
      ...edited(
        'hello_retry_request',
        editHello(() => ({ suite: 0x1303 })),
      ),
    },
  ],
];

describe('TLS 1.3 refuses a server that sends', () => {
  test.each([...HELLO, ...MESSAGES, ...ORDER, ...RETRIES])('%s', async (_name, refusal, parts) => {
    await expectRefusal(await meet(parts), refusal);
  });

  test.each([
    ['a second retry', order('hello_retry_request'), { plan: repeatRetry }],
    ['another suite than in its retry', parameter('cipher_suite'), hello(() => ({ suite: 0x1302 }))],
    [
      'another group than in its retry',
      parameter('key_share'),
      edited(
        'server_hello',
        changeInHello(EXTENSION.key_share, (content) => content.with(1, 23)),
      ),
    ],
    [
      'TLS 1.2 after its retry',
      parameter('cipher_suite'),
      edited('server_hello', changeInHello(EXTENSION.supported_versions)),
    ],
  ] as const)('%s', async (_name, refusal, parts) => {
    const pair = await meet({ retries: true, group: 'secp384r1', ...(parts as Partial<ServerScript>) });
    await expectRefusal(pair, refusal, ['client_hello', 'client_hello']);
  });
});

/** Answers the second greeting with the first answer. */
const repeatRetry: NonNullable<ServerScript['plan']> = (() => {
  let retry: readonly Move[] = [];
  return (flight, moves) => {
    if (flight === 'retry') retry = moves;
    return retry;
  };
})();

describe('on an open connection of TLS 1.3', () => {
  const flood = (count: number, type: number, ...octets: number[]) =>
    Array.from({ length: count }, () => recordOf(type, ...octets));

  test.each([
    [
      'a wish to begin anew',
      { code: 'tls/renegotiation', alert: 'no_renegotiation' },
      [looseMessage(MESSAGE.hello_request, bytes())],
    ],
    ['a second greeting', order('server_hello'), [looseMessage(MESSAGE.server_hello, bytes(3, 3))]],
    ['a second Finished', order('finished'), [looseMessage(MESSAGE.finished, new Uint8Array(32))]],
    [
      'a later request for a certificate',
      order('certificate_request'),
      [looseMessage(MESSAGE.certificate_request, bytes(0, 0, 0))],
    ],
    ['a change_cipher_spec', order('change_cipher_spec'), [{ do: 'raw', bytes: bytes(20, 3, 3, 0, 1, 1) }]],
    ['a sealed change_cipher_spec', order('change_cipher_spec'), [recordOf(CONTENT.changeCipherSpec, 1)]],
    [
      'data in the clear',
      { code: 'tls/bad-record', alert: 'bad_record_mac' },
      [{ do: 'raw', bytes: bytes(23, 3, 3, 0, 1, 1) }],
    ],
    ['a message in the clear', order('unprotected record'), [{ do: 'raw', bytes: bytes(22, 3, 3, 0, 1, 1) }]],
    ['a change of keys of another kind', parameter('key_update'), [looseMessage(MESSAGE.key_update, bytes(2))]],
    ['an empty change of keys', decode('key_update'), [looseMessage(MESSAGE.key_update, bytes())]],
    ['a change of keys with more behind', decode('key_update'), [looseMessage(MESSAGE.key_update, bytes(0, 0))]],
    [
      'a message behind a change of keys in one record',
      order('handshake'),
      [recordOf(CONTENT.handshake, 24, 0, 0, 1, 0, 4, 0)],
    ],
    [
      'changed keys that are not used',
      { code: 'tls/bad-record', alert: 'bad_record_mac' },
      [looseMessage(MESSAGE.key_update, bytes(0)), recordOf(CONTENT.applicationData, 1)],
    ],
    ['an empty record of the handshake', order('empty handshake'), [recordOf(CONTENT.handshake)]],
    ['an empty alert', order('empty alert'), [recordOf(CONTENT.alert)]],
    ['an alert that is no alert', decode('alert'), [recordOf(CONTENT.alert, 2)]],
    ['empty data without end', order('empty application_data'), flood(40, CONTENT.applicationData)],
    ['tickets without end', order('new_session_ticket'), flood(40, CONTENT.handshake, 4, 0, 0, 0)],
    ['alerts that are none without end', order('alert'), flood(40, CONTENT.alert, 1, 90)],
  ] as const)('%s ends it', async (_name, refusal, moves) => {
    await expectOpenEnd(await meet({}), moves, refusal, SECOND_FLIGHT);
  });

  test('changes of keys without end end it', async () => {
    const pair = await meet({});
    for (let count = 0; count < 40; count += 1) pair.server.updateKeys(false);
    await expectEnd(pair, order('key_update'), SECOND_FLIGHT);
  });

  test('all of the handshakes above come about where the server does nothing wrong', async () => {
    for (const parts of [{}, { retries: true, group: 'secp384r1' } as const]) {
      await expectEcho(await meet(parts), 'TLS 1.3');
    }
  });
});

describe('a server of TLS 1.3 that stops', () => {
  const STOPS = ['server_hello', 'encrypted_extensions', 'certificate', 'certificate_verify'] as const;

  test.each(STOPS)('behind %s is waited for, and no longer than its time', async (name) => {
    await expectTimeLimit(await meet({ plan: stopAfter('hello', name) }));
  });

  test.each(STOPS)('and is gone behind %s ends it', async (name) => {
    await expectCutOff(await meet({ plan: stopAfter('hello', name) }));
  });
});

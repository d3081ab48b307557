import { equalBytes } from '../bytes/compare.ts';
import { encodeHex } from '../bytes/hex.ts';
import { CIPHER_SUITES, type CipherSuite } from './cipher-suites.ts';
import { VERSIONS } from './client-hello.ts';
import { expectExtensions, type Extensions, readExtensions } from './extensions.ts';
import type { ByteReader } from './presentation.ts';
import type { ExtensionName } from './protocol.ts';
import { fail, failParameter } from './tls-fault.ts';
import type { TlsVersion } from './tls-report.ts';

/** RFC 8446, 4.1.3: a ServerHello with this for its random number is a HelloRetryRequest. */
const RETRY_RANDOM = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c';
/** RFC 8446, 4.1.3: `DOWNGRD` and 1 or 0 are the last bytes of the random number of a server that knows better. */
const DOWNGRADE = /^444f574e4752440[01]$/;

/** What the client said, as far as the answer must fit it. */
export interface HelloQuestion {
  readonly versions: readonly TlsVersion[];
  readonly sessionId: Uint8Array;
  readonly offered: ReadonlySet<ExtensionName>;
}

/** A ServerHello or a HelloRetryRequest that fits what was offered. */
export interface ServerHello {
  readonly isRetry: boolean;
  readonly random: Uint8Array<ArrayBuffer>;
  readonly suite: CipherSuite;
  readonly extensions: Extensions;
}

/** Reads a ServerHello (RFC 5246, 7.4.1.3; RFC 8446, 4.1.3 and 4.1.4). Throws faults. */
export function readServerHello(reader: ByteReader, question: HelloQuestion): ServerHello {
  const legacyVersion = reader.uint(2);
  const random = reader.bytes(32);
  const sessionId = reader.vector(1);
  const suiteId = reader.uint(2);
  const compression = reader.uint(1);
  // RFC 5246, 7.4.1.3: extensions may be left out altogether.
  const extensions = readExtensions(reader.isAtEnd ? reader : reader.within(2));
  reader.end();
  const version = readVersion(legacyVersion, extensions, question.versions);
  const suite = CIPHER_SUITES.find(({ id }) => id === suiteId);
  if (suite?.version !== version) failParameter('cipher_suite');
  if (compression !== 0) failParameter('compression_method');
  // RFC 8446, 4.1.3: the very one of ours; in TLS 1.2 that would mean a session that there never was.
  const isOurs = equalBytes(sessionId, question.sessionId);
  if (version === 'TLS 1.3' ? !isOurs : sessionId.length > 32 || (isOurs && sessionId.length > 0)) {
    failParameter('session_id');
  }
  const isRetry = version === 'TLS 1.3' && encodeHex(random) === RETRY_RANDOM;
  if (version === 'TLS 1.2') judge12(random, extensions, question);
  else expectExtensions(extensions, question.offered, ['supported_versions', 'key_share', ...(isRetry ? COOKIE : [])]);
  return { isRetry, random, suite, extensions };
}

const COOKIE = ['cookie'] as const;

/** RFC 8446, 4.2.1: TLS 1.3 stands in the extension, and nothing else does. */
function readVersion(legacy: number, extensions: Extensions, offered: readonly TlsVersion[]): TlsVersion {
  const selected = extensions.get('supported_versions');
  const found = selected?.uint(2) ?? legacy;
  selected?.end();
  const version: TlsVersion = selected === undefined ? 'TLS 1.2' : 'TLS 1.3';
  if (legacy !== 0x0303 || !offered.includes(version)) {
    const wrong = legacy === 0x0303 ? found : legacy;
    fail('protocol_version', 'tls/version', { found: `0x${wrong.toString(16).padStart(4, '0')}` });
  }
  if (found !== VERSIONS[version]) failParameter('supported_versions');
  return version;
}

function judge12(random: Uint8Array, extensions: Extensions, { versions, offered }: HelloQuestion): void {
  if (versions.includes('TLS 1.3') && DOWNGRADE.test(encodeHex(random.subarray(24)))) {
    fail('illegal_parameter', 'tls/downgrade', {});
  }
  expectExtensions(extensions, offered, [
    'server_name',
    'extended_master_secret',
    'renegotiation_info',
    'ec_point_formats',
  ]);
  // RFC 5746, 3.4: empty in a first handshake; without it somebody else may have begun it (4.1).
  const renegotiation = extensions.get('renegotiation_info');
  if (renegotiation === undefined) fail('handshake_failure', 'tls/no-shared-parameter', { what: 'renegotiation_info' });
  if (renegotiation.vector(1).length > 0) failParameter('renegotiation_info', 'handshake_failure');
  // RFC 8422, 5.2: points that are not compressed are always among them.
  const formats = extensions.get('ec_point_formats');
  if (formats !== undefined && !formats.vector(1).includes(0)) failParameter('ec_point_formats');
  for (const extension of extensions.values()) extension.end();
}

import { concatBytes } from '../bytes/compare.ts';
import { encodeUtf8 } from '../bytes/text.ts';
import { CIPHER_SUITES } from './cipher-suites.ts';
import type { Group, KeyShare } from './key-share.ts';
import { encodeUint, encodeUint16s, encodeVector } from './presentation.ts';
import { EXTENSION, type ExtensionName } from './protocol.ts';
import { isAddress } from './server-name.ts';
import { SIGNATURE_SCHEMES } from './signature-schemes.ts';
import type { TlsVersion } from './tls-report.ts';

/** Numbers of the versions, the one that is preferred first. */
export const VERSIONS: Readonly<Record<TlsVersion, number>> = { 'TLS 1.3': 0x0304, 'TLS 1.2': 0x0303 };

/** What a ClientHello offers. */
export interface ClientOffer {
  readonly host: string;
  readonly versions: readonly TlsVersion[];
  readonly random: Uint8Array;
  /** RFC 8446, D.4: not empty where TLS 1.3 is offered. */
  readonly sessionId: Uint8Array;
  readonly groups: readonly Group[];
  readonly shares: readonly KeyShare[];
  /** Of a HelloRetryRequest. */
  readonly cookie: Uint8Array | undefined;
}

/** Gives the body of a ClientHello (RFC 5246, 7.4.1.2; RFC 8446, 4.1.2), and the extensions that it has. */
export function encodeClientHello(offer: ClientOffer): {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly offered: ReadonlySet<ExtensionName>;
} {
  const extensions = listExtensions(offer);
  const suites = CIPHER_SUITES.filter(({ version }) => offer.versions.includes(version)).map(({ id }) => id);
  const body = concatBytes([
    encodeUint(0x0303, 2),
    offer.random,
    encodeVector(1, offer.sessionId),
    encodeVector(2, encodeUint16s(suites)),
    // RFC 8446, 4.1.2: no compression, which is one byte of 0.
    encodeVector(1, Uint8Array.of(0)),
    encodeVector(2, ...extensions.map(([name, body]) => encodeExtension(name, body))),
  ]);
  return { body, offered: new Set(extensions.map(([name]) => name)) };
}

function listExtensions(offer: ClientOffer): (readonly [ExtensionName, Uint8Array])[] {
  const { host, groups, cookie } = offer;
  const versions = (Object.keys(VERSIONS) as TlsVersion[]).filter((version) => offer.versions.includes(version));
  const list: (readonly [ExtensionName, Uint8Array])[] = [
    ['supported_groups', encodeVector(2, encodeUint16s(groups.map(({ id }) => id)))],
    ['signature_algorithms', encodeVector(2, encodeUint16s(SIGNATURE_SCHEMES.map(({ id }) => id)))],
  ];
  // RFC 6066, 3: a DNS name, without the dot of the root, and never an address.
  if (!isAddress(host)) {
    const name = encodeVector(2, encodeUtf8(host.replace(/\.$/, '')));
    list.push(['server_name', encodeVector(2, Uint8Array.of(0), name)]);
  }
  if (versions.includes('TLS 1.2')) {
    list.push(['extended_master_secret', new Uint8Array(0)]);
    // RFC 5746, 3.4: a first handshake has nothing to be bound to.
    list.push(['renegotiation_info', Uint8Array.of(0)]);
    // RFC 8422, 5.1.2: points are not compressed.
    list.push(['ec_point_formats', Uint8Array.of(1, 0)]);
  }
  if (versions.includes('TLS 1.3')) {
    list.push(['supported_versions', encodeVector(1, encodeUint16s(versions.map((version) => VERSIONS[version])))]);
    list.push(['key_share', encodeVector(2, ...offer.shares.map(encodeShare))]);
  }
  if (cookie !== undefined) list.push(['cookie', encodeVector(2, cookie)]);
  return list;
}

/** RFC 8446, 4.2. */
function encodeExtension(name: ExtensionName, body: Uint8Array): Uint8Array {
  return concatBytes([encodeUint(EXTENSION[name], 2), encodeVector(2, body)]);
}

/** RFC 8446, 4.2.8. */
function encodeShare({ group, publicKey }: KeyShare): Uint8Array {
  return concatBytes([encodeUint(group.id, 2), encodeVector(2, publicKey)]);
}

import { findingOf, makeFinding } from '#core/errors/workbench-error';
import type { ByteSocket, DialOptions, DialTarget, Transport } from '#core/ports/byte-socket';
import type { RelaySettings } from '#core/ports/device-host';
import type { TlsConnection, TlsConnectionOptions } from '#core/tls/tls-connection';
import type { Certificate } from '#core/x509/certificate';
import { createEndedSocket } from './ended-socket.ts';
import { openRelaySocket, type RelaySocketPorts } from './relay-socket.ts';
import { createTlsByteSocket } from './tls-byte-socket.ts';

/** What the road over a relay is made of. */
export interface RelayTransportOptions extends RelaySocketPorts {
  /** The relay that holds now; undefined where there is none. Asked at each dial, since its token may have changed. */
  readonly relay: () => Promise<RelaySettings | undefined>;
  /** Whom to trust for the servers of this cloud. */
  readonly roots: () => Promise<readonly Certificate[]>;
  readonly crypto: TlsConnectionOptions['crypto'];
  /** Loads `core/tls`, which nothing else needs. */
  readonly loadTls: () => Promise<{ readonly openTlsConnection: (options: TlsConnectionOptions) => TlsConnection }>;
  /** 8883 for all targets unless told. */
  readonly portOf?: (target: DialTarget) => number;
}

/** MQTT over TLS, where a service asks for a certificate in the first handshake. */
const MQTTS_PORT = 8883;

/**
 * Gives the road over a relay, which passes on the bytes of a TLS connection that ends here. So a device can show a
 * certificate whose key never leaves this browser, and the relay reads nothing.
 */
export function createRelayTransport(options: RelayTransportOptions): Transport {
  const hostAndPort = (target: DialTarget): string =>
    `${target.host.toLowerCase()}:${options.portOf?.(target) ?? MQTTS_PORT}`;
  return {
    road: 'relay',
    describe: (target) => `mqtts://${hostAndPort(target)}, over the relay`,
    isEncrypted: () => true,
    wasPrimed: () => undefined,
    async dial(target, dialOptions = {}) {
      try {
        return await dialOver(options, target, hostAndPort(target), dialOptions);
      } catch (error) {
        const finding = findingOf(error);
        if (finding === undefined) throw error;
        return createEndedSocket(finding);
      }
    },
  };
}

async function dialOver(
  options: RelayTransportOptions,
  { host }: DialTarget,
  hostAndPort: string,
  { identity, onHandshake }: DialOptions,
): Promise<ByteSocket> {
  const { crypto, clock } = options;
  const relay = await options.relay();
  if (relay === undefined) return createEndedSocket(makeFinding('relay/none', {}));
  const [{ openTlsConnection }, roots] = await Promise.all([options.loadTls(), options.roots()]);
  return createTlsByteSocket(openRelaySocket(options, relay, hostAndPort), {
    openTls: openTlsConnection,
    crypto,
    clock,
    host,
    roots,
    ...(identity !== undefined && { identity }),
    ...(onHandshake !== undefined && { onReport: onHandshake }),
  });
}

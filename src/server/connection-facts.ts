import type { Socket } from 'node:net';
import { TLSSocket, type DetailedPeerCertificate } from 'node:tls';
import type { LinkFacts } from '#cloud/link';

/** Gives what is known of a connection below MQTT: who it comes from, and over TLS the name asked for and the chain shown. */
export function readConnectionFacts(socket: Socket): Pick<LinkFacts, 'remote' | 'serverName' | 'peerChain'> {
  const remote = printAddress(socket.remoteAddress ?? '', socket.remotePort ?? 0);
  if (!(socket instanceof TLSSocket)) return { remote };
  const { servername } = socket as TLSSocket & { readonly servername?: string | false };
  const peerChain = readChain(socket);
  return {
    remote,
    ...(typeof servername === 'string' && servername !== '' ? { serverName: servername } : {}),
    ...(peerChain.length > 0 ? { peerChain } : {}),
  };
}

/**
 * Follows the chain from the leaf, each certificate once. What was sent in the wrong order Node may cut (RFC 5246, 7.4.2
 * wants the right one); `getPeerX509Certificate` would not, and keeps some kilobytes of each connection for ever.
 */
function readChain(socket: TLSSocket): Uint8Array[] {
  const chain: Uint8Array[] = [];
  let certificate: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  // Node gives an empty object for no certificate, and links a self-signed one to itself.
  while (certificate?.raw !== undefined) {
    chain.push(new Uint8Array(certificate.raw));
    const issuer: DetailedPeerCertificate | undefined = certificate.issuerCertificate;
    certificate = issuer?.fingerprint256 === certificate.fingerprint256 ? undefined : issuer;
  }
  return chain;
}

/** Prints an address and a port as in a URL's authority (RFC 3986, 3.2.2). */
export function printAddress(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

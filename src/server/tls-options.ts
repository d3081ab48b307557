import { constants } from 'node:crypto';
import type { TlsOptions } from 'node:tls';
import type { TlsIdentity } from './certificates.ts';

const HANDSHAKE_MS = 10_000;

/**
 * Gives the options of every TLS listener: TLS 1.2 or newer, and a client certificate asked for and never demanded, since
 * the cloud judges it. No session is resumed, because a resumed one carries the leaf without its chain.
 */
export function makeTlsOptions(identity: TlsIdentity): TlsOptions {
  return {
    cert: identity.certificatePem,
    key: identity.keyPem,
    // No certificates to complete a chain from, as the public roots would: what counts is what the device sent.
    ca: [],
    minVersion: 'TLSv1.2',
    requestCert: true,
    rejectUnauthorized: false,
    handshakeTimeout: HANDSHAKE_MS,
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
}

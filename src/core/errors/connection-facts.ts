import type { ProofFault } from '../wire/certificate-proof.ts';
import type { ChainFault } from './facts.ts';

/** Whose certificate did not hold, and where it stands in the path: `depth` counts from the server's own, which is 0. */
export interface ServerPathFacts {
  readonly host: string;
  /** Subject of the certificate at fault, as `printName` prints it; for `no-path` the one whose issuer is missing. */
  readonly subject: string;
  readonly depth: number;
  /** Milliseconds since 1970; of the certificate at fault. */
  readonly notBefore: number;
  readonly notAfter: number;
}

/** Codes for a server's certificate path, one for each fault that a path can have: `tls/no-path`, `tls/expired` … */
type PathFactsByCode = { readonly [Fault in ChainFault as `tls/${Fault}`]: ServerPathFacts };

/**
 * Codes of what happens between a device and its service below MQTT: TLS that ends in the tab, and the relay that carries
 * it. No fact holds a byte of what was sent. `message`, `expected`, `found`: names of the RFC, such as `server_hello`.
 */
export interface ConnectionFactsByCode extends PathFactsByCode {
  /** The certificate is good, and for another name. `names`: those that it is for, at most ten. */
  'tls/wrong-host': { host: string; names: readonly string[] };
  'tls/no-certificate': { host: string };
  'tls/certificate-form': { host: string };
  /** The server proves nothing with its key, or proves it wrongly (RFC 5246, 7.4.3; RFC 8446, 4.4.3). */
  'tls/server-signature': { host: string };
  'tls/finished': { host: string };
  /** `found`: the version in hexadecimal, such as `0x0302`. */
  'tls/version': { found: string };
  'tls/downgrade': Record<never, never>;
  'tls/renegotiation': Record<never, never>;
  'tls/unexpected-message': { found: string; expected: readonly string[] };
  'tls/early-data': Record<never, never>;
  /** `what`: the message or the part that cannot be read. */
  'tls/decode': { what: string };
  /** `what`: the field whose value is not one of those that were offered. */
  'tls/illegal-parameter': { what: string };
  'tls/record-overflow': Record<never, never>;
  'tls/bad-record': Record<never, never>;
  /** What came first is no TLS record. */
  'tls/not-tls': Record<never, never>;
  'tls/no-shared-parameter': { what: string };
  /** The server's own alert (RFC 8446, 6.2); `name` as in the RFC. `afterCertificate`: it had been sent our certificate. */
  'tls/alert': { description: number; name: string; duringHandshake: boolean; afterCertificate: boolean };
  /** `asked`: the signature schemes that the server takes. */
  'tls/key-not-taken': { keyKind: string; asked: readonly string[] };
  'tls/silent': { host: string; seconds: number };
  /** `duringHandshake`: else without `close_notify`, so that the end may be somebody else's (RFC 8446, 6.1). */
  'tls/cut-off': { host: string; duringHandshake: boolean };
  'tls/internal': { host: string };

  /** `address`: of the relay, without its token. */
  'relay/unreachable': { address: string };
  /** The relay answers and would take the connection; its WebSocket alone did not open. */
  'relay/no-web-socket': { address: string };
  'relay/none': Record<never, never>;
  'relay/token': { address: string };
  'relay/origin': { address: string; origin: string };
  'relay/host': { address: string };
  /** `target`: host and port. */
  'relay/target': { address: string; target: string };
  'relay/private-address': { address: string; target: string };
  'relay/busy': { address: string };
  /** `reason`: as the relay's system names it, such as `ECONNREFUSED`. */
  'relay/target-unreachable': { address: string; target: string; reason: string };
  'relay/idle': { address: string; seconds: number };
  /** The relay was ended, or the way to it was cut. */
  'relay/ended': { address: string };
  'relay/address-form': { found: string };
  'relay/token-form': Record<never, never>;

  /** The cloud in this browser did not take the proof of a certificate, as its log tells, or the key did not sign one. */
  'proof/refused': { host: string; fault: ProofFault['kind'] | 'not-signed' };

  'root/not-authority': { subject: string };
  'root/known': { subject: string };
  'root/ended': { subject: string; notAfter: number };
  'root/weak-key': { subject: string; bits: number };

  /** A device with this registration runs in this tab, as the one that is to be checked. */
  'device/running-here': { name: string };
  'device/certificate-missing': Record<never, never>;
  'device/certificate-key-elsewhere': { name: string };
  'device/certificate-key-changed': { name: string };
  'device/certificate-ended': { name: string; notAfter: number };
  'device/certificate-ends-soon': { name: string; notAfter: number };
  'device/certificate-not-yet-valid': { name: string; notBefore: number };
  /** `name`: the common name in the certificate. */
  'device/certificate-for-other': { name: string; id: string };
  'device/certificate-no-secondary': Record<never, never>;
  'device/issued-chain-form': Record<never, never>;
  'device/issued-other-key': Record<never, never>;
  'device/not-issued': Record<never, never>;
  'device/road-not-possible': Record<never, never>;
}

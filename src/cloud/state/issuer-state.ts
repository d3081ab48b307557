/** A CA of the cloud's own, which signs the certificates that devices ask DPS for. */
export interface IssuerState {
  readonly id: string;
  /** Base64 of the DER. */
  readonly certificate: string;
  /** Base64 of PKCS #8, on P-384. It leaves the cloud with its state alone. */
  readonly privateKey: string;
  /** Milliseconds since the Unix epoch, as all times here. */
  readonly notAfter: number;
  readonly createdAt: number;
}

/** What a device proves itself with below MQTT: a chain of certificates, and the key of the first of them. */
export interface ClientIdentity {
  /** DER, the device's own certificate first, then its issuers in order. */
  readonly chain: readonly [Uint8Array<ArrayBuffer>, ...Uint8Array<ArrayBuffer>[]];
  /** For `sign`; need not be extractable, and the road never exports it. */
  readonly key: CryptoKey;
  /**
   * The same RSA key for RSA-PSS, where `key` is for PKCS #1 v1.5: WebCrypto has a key sign in one way, and TLS 1.3 takes
   * the other one (RFC 8446, 4.2.3). Without it, such a device speaks TLS 1.2.
   */
  readonly pssKey?: CryptoKey;
}

/** What a device proves itself with below MQTT: a chain of certificates, and the key of the first of them. */
export interface ClientIdentity {
  /** DER, the device's own certificate first, then its issuers in order. */
  readonly chain: readonly [Uint8Array<ArrayBuffer>, ...Uint8Array<ArrayBuffer>[]];
  /** For `sign`; need not be extractable, and the road never exports it. */
  readonly key: CryptoKey;
}

/** Content types of records (RFC 5246, 6.2.1; RFC 8446, 5.1). */
export const CONTENT = { change_cipher_spec: 20, alert: 21, handshake: 22, application_data: 23 } as const;
export type ContentName = keyof typeof CONTENT;

/** Handshake messages that a client of either version sends or may be sent (RFC 5246, 7.4; RFC 8446, 4). */
export const HANDSHAKE = {
  hello_request: 0,
  client_hello: 1,
  server_hello: 2,
  new_session_ticket: 4,
  encrypted_extensions: 8,
  certificate: 11,
  server_key_exchange: 12,
  certificate_request: 13,
  server_hello_done: 14,
  certificate_verify: 15,
  client_key_exchange: 16,
  finished: 20,
  certificate_status: 22,
  key_update: 24,
  message_hash: 254,
} as const;
export type HandshakeName = keyof typeof HANDSHAKE;

/** Extensions that we send or read, by their numbers at IANA. */
export const EXTENSION = {
  server_name: 0,
  supported_groups: 10,
  ec_point_formats: 11,
  signature_algorithms: 13,
  extended_master_secret: 23,
  supported_versions: 43,
  cookie: 44,
  certificate_authorities: 47,
  key_share: 51,
  renegotiation_info: 0xff01,
} as const;
export type ExtensionName = keyof typeof EXTENSION;

/** Alerts (RFC 5246, 7.2; RFC 8446, 6; RFC 7507; RFC 7301; RFC 4279). */
export const ALERT = {
  close_notify: 0,
  unexpected_message: 10,
  bad_record_mac: 20,
  decryption_failed: 21,
  record_overflow: 22,
  decompression_failure: 30,
  handshake_failure: 40,
  no_certificate: 41,
  bad_certificate: 42,
  unsupported_certificate: 43,
  certificate_revoked: 44,
  certificate_expired: 45,
  certificate_unknown: 46,
  illegal_parameter: 47,
  unknown_ca: 48,
  access_denied: 49,
  decode_error: 50,
  decrypt_error: 51,
  protocol_version: 70,
  insufficient_security: 71,
  internal_error: 80,
  inappropriate_fallback: 86,
  user_canceled: 90,
  no_renegotiation: 100,
  missing_extension: 109,
  unsupported_extension: 110,
  unrecognized_name: 112,
  bad_certificate_status_response: 113,
  unknown_psk_identity: 115,
  certificate_required: 116,
  no_application_protocol: 120,
} as const;
export type AlertName = keyof typeof ALERT;

/** Gives the name that a number has in one of the tables above, or `kind_number` for one that it does not have. */
export function nameOf<Name extends string>(
  table: Readonly<Record<Name, number>>,
  number: number,
  kind: string,
): Name | `${string}_${number}` {
  const names = Object.keys(table) as Name[];
  return names.find((name) => table[name] === number) ?? `${kind}_${number}`;
}

/**
 * Whose habits a certificate follows in extensions, key and file names: Azure's recommendation, or, to stand in the place
 * of what a script made, `create_test_cert.js` of azure-iot-sdk-node and `certGen.sh` of azure-iot-sdk-c.
 */
export const PROFILES = ['azure', 'create-test-cert', 'cert-gen'] as const;
export type Profile = (typeof PROFILES)[number];

/**
 * What a certificate is for. `self-signed`: one of a pair for an individual enrollment; `edge-ca`: the CA of an IoT Edge
 * device; `module`: its common name is `deviceId/moduleId`; `verification`: proves possession of a CA's key.
 */
export const CERTIFICATE_ROLES = [
  'root',
  'intermediate',
  'device',
  'self-signed',
  'module',
  'edge-ca',
  'verification',
] as const;
export type CertificateRole = (typeof CERTIFICATE_ROLES)[number];

/** From when to when a certificate is good, in milliseconds since the Unix epoch; whole seconds. */
export interface ValidityPeriod {
  readonly notBefore: number;
  readonly notAfter: number;
}

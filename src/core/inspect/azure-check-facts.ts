/** Facts of a check that names none. */
type None = Record<never, never>;

/**
 * Every cause that one of Azure's checks may have for its result, with what its words name. Certificates are named by
 * their common name, moments are milliseconds since the Unix epoch.
 */
export interface AzureCheckFacts {
  'common-name/fits': { name: string };
  'common-name/is-device': { name: string };
  'common-name/other-case': { name: string; deviceId: string };
  'common-name/other-device': { name: string; deviceId: string };
  'common-name/module': { deviceId: string; moduleId: string };
  'common-name/none': None;
  'common-name/too-long': { length: number; limit: number };
  'common-name/character': { name: string; character: string };
  'common-name/ending': { name: string; character: string };

  'self-signed/issued': { issuer: string };
  'self-signed/individual': { name: string };
  'self-signed/authority': { name: string };
  'self-signed/name-loop': { name: string };

  'chain-complete/own-issuer': None;
  'chain-complete/to-root': { root: string };
  'chain-complete/root-left-out': { issuer: string };
  'chain-complete/issuer-missing': { certificate: string; issuer: string };
  'chain-complete/gap': { certificate: string; issuer: string; other: string };

  'chain-order/single': None;
  'chain-order/fits': { count: number };
  'chain-order/several-files': None;
  'chain-order/leaf-not-first': { first: string; leaf: string };
  'chain-order/mixed': { certificate: string; issuer: string };

  'chain-holds/holds': { count: number };
  'chain-holds/own-signature': None;
  'chain-holds/issuer-missing': { certificate: string; issuer: string };
  'chain-holds/not-checked': { certificate: string };
  'chain-holds/too-complex': None;
  'chain-holds/signature': { certificate: string; issuer: string };
  'chain-holds/name-constraints': { certificate: string };
  'chain-holds/critical-extension': { certificate: string };

  'authority-flags/fit': { count: number };
  'authority-flags/not-authority': { certificate: string };
  'authority-flags/key-usage': { certificate: string };
  'authority-flags/path-length': { certificate: string; limit: number; found: number };

  'purpose/client': None;
  'purpose/any': None;
  'purpose/other': { certificate: string; purposes: string };
  'purpose/authority': { certificate: string; purposes: string };
  'purpose/key-usage': { certificate: string };

  /** `count`: of all certificates that were looked at. */
  'dates/fit': { certificate: string; until: number; days: number; count: number };
  'dates/ends-soon': { certificate: string; until: number; days: number; count: number };
  'dates/expired': { certificate: string; until: number };
  'dates/not-yet-valid': { certificate: string; from: number };

  'key-kind/fits': { kind: string };
  'key-kind/not-documented': { certificate: string; kind: string };
  'key-kind/too-short': { certificate: string; bits: number };
  'key-kind/not-taken': { certificate: string; kind: string };

  'signature/fits': { algorithm: string };
  'signature/not-documented': { certificate: string; algorithm: string };
  'signature/weak': { certificate: string; algorithm: string };
  'signature/not-taken': { certificate: string; algorithm: string };

  'key-matches/fits': { certificate: string };
  'key-matches/other-key': { certificate: string };
  'key-matches/locked': { certificate: string };
  'key-matches/no-key': { certificate: string };

  'thumbprint/fits': { certificate: string; hash: string };
  'thumbprint/other-form': { certificate: string; hash: string; written: string };
  'thumbprint/other-certificate': { hash: string };
  'thumbprint/no-certificate': { hash: string };
}

/** Which cause a check has for its result; it begins with the check's name. */
export type AzureCheckReason = keyof AzureCheckFacts;

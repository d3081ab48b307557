import type { ChainLink, ServerLink } from '../../inspect/inspection.ts';

/** What stands in the picture of a chain of certificates: few words, the sentences are in `x509.ts`. */
export const uiChainWords = {
  roles: {
    leaf: 'Leaf',
    intermediate: 'Intermediate',
    root: 'Root',
    missing: 'Not here',
  } satisfies Record<ChainLink['role'], string>,
  until: (day: string): string => `until ${day}`,
  noName: 'No name',
  /** Between a certificate and the one that signed it. */
  issuedBy: 'issued by',
  /** Of the certificate that they are the fault of. */
  faults: {
    'no-path': 'issuer is missing',
    expired: 'has ended',
    'not-yet-valid': 'has not begun',
    'not-a-ca': 'is no authority',
    'path-length': 'too many below it',
    'key-usage': 'key usage forbids it',
    'extended-key-usage': 'for another purpose',
    'name-constraints': 'forbids a name below it',
    'critical-extension': 'asks for the unknown',
    signature: 'signature does not fit',
    'weak-signature': 'signature is weak',
    'weak-key': 'key is too short',
    'unsupported-algorithm': 'cannot be checked',
    'too-complex': 'too many ways',
    'wrong-host': 'for another name',
  } satisfies Record<NonNullable<ServerLink['fault']>, string>,
} as const;

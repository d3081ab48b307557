/** The kinds of records that the vault keeps for certificates. */
export const KIND = {
  certificate: 'certificate',
  request: 'certificate-request',
  batch: 'certificate-batch',
  guide: 'rolling-guide',
} as const;

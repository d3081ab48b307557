/** What stands below the bar of a certificate's life. */
export const uiValidityBarWords = {
  from: 'Begins',
  /** With how much of the life is over by then. */
  renew: 'Renew from',
  until: 'Ends',
} as const;

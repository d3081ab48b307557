/** Sentences of the Scan room and of its first part. */
export const uiScanWords = {
  title: 'Scan',
  sentence: 'Read the code of a device, or make one. What is scanned stays on this page until you keep it.',
  tabsLabel: 'Parts of the Scan room',
  tabs: { scan: 'Scan', make: 'Make a code', labels: 'Labels', transfer: 'Air gap' },
} as const;

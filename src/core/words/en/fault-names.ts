/** What a fault that is on purpose does, by its kind; a part of a sentence. */
export const FAULT_STRIKES = {
  latency: 'what the cloud sends comes late',
  drop: 'connections end without a word',
  refuse: 'CONNECT is refused',
  'dps-error': 'DPS answers with an error',
  throttle: 'the hub is slowed down',
  'lost-acknowledgements': 'acknowledgements get lost',
  'half-open': 'the connection stays open and nobody is there',
} as const;

export type FaultName = keyof typeof FAULT_STRIKES;

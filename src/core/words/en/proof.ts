import type { FactsByCode } from '../../errors/facts.ts';
import type { WordsOf } from '../described.ts';

const CAUSES: { readonly [Fault in FactsByCode['proof/refused']['fault']]: string } = {
  signature: 'The signature that came was not made with the key of the certificate.',
  unreadable: 'What came as the device’s certificate cannot be read as one.',
  form: 'What came is no such signature with its certificates, or the certificates have more than 100 kB.',
  late: 'None came in time.',
  'not-signed': 'The browser did not sign with the key that it keeps.',
};

/** Words for a certificate that is proven without TLS. */
export const proofWords: WordsOf<'proof'> = {
  'proof/refused': {
    title: 'The certificate was not proven',
    explanation: ({ host, fault }) =>
      `The cloud in this browser (${host}) asked for a signature by the key of the device’s certificate. ${CAUSES[fault]}`,
    remedy: ({ fault }) =>
      fault === 'late'
        ? 'Start the device again.'
        : 'Give the device a certificate together with the key that it was made for, then start again.',
    action: { kind: 'start-again', label: 'Start again' },
  },
};

import { MADE_PASSWORD_ITERATIONS, TYPED_PASSWORD_ITERATIONS } from '../pkcs/password.ts';
import type { OutputSettings } from './certificate-output.ts';

/** Gives how often the password of an output is hashed. */
export function iterationsOf({ isMadePassword }: Pick<OutputSettings, 'isMadePassword'>): number {
  return isMadePassword === true ? MADE_PASSWORD_ITERATIONS : TYPED_PASSWORD_ITERATIONS;
}

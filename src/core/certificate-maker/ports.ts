import type { OpenArchive } from '../ports/archive-writer.ts';
import type { Clock } from '../ports/clock.ts';
import type { ParseCsv } from '../ports/csv-parser.ts';
import type { Locks } from '../ports/locks.ts';
import type { Vault } from '../ports/vault.ts';

/** What a maker of certificates works with. */
export interface CertificateMakerPorts {
  readonly crypto: Crypto;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly locks: Locks;
  readonly openArchive: OpenArchive;
  readonly parseCsv: ParseCsv;
}

/** The same for one thing that is being made, and may be given up until it is kept. */
export interface MakingPorts extends CertificateMakerPorts {
  readonly signal: AbortSignal;
}

/** Does work that reads what is kept and writes what follows from it, while nobody else does, in whatever tab. */
export async function changeAlone<T>(
  { locks }: Pick<CertificateMakerPorts, 'locks'>,
  work: () => Promise<T>,
): Promise<T> {
  const release = await locks.hold('certificates-change');
  try {
    return await work();
  } finally {
    release();
  }
}

/** Waits for what cannot be ended, such as a key that takes long, and no longer than the signal lets. */
export function waitWhile<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as DOMException);
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp);
    void work.finally(() => signal.removeEventListener('abort', giveUp)).then(resolve, reject);
  });
}

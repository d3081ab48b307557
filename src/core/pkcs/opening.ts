import { DerError } from '../bytes/der.ts';
import { nameAlgorithm } from './algorithm-names.ts';
import type { PkcsFile } from '../errors/certificate-facts.ts';
import {
  accept,
  type Finding,
  findingOf,
  makeFinding,
  reject,
  type Verdict,
  WorkbenchError,
} from '../errors/workbench-error.ts';

/** How large a file with keys may be. */
export const PKCS_LIMIT = 4_194_304;

/** How often the password of one file is hashed in all: a few seconds, and thrice what the most careful programs ask for. */
export const ITERATION_LIMIT = 10_000_000;

/** A file while it is opened: what it is, what it has cost until now, and what there is to say of it. */
export class Opening {
  readonly subtle: SubtleCrypto;
  readonly what: PkcsFile;
  readonly notes: Finding[] = [];
  #iterations = 0;

  constructor(subtle: SubtleCrypto, what: PkcsFile) {
    this.subtle = subtle;
    this.what = what;
  }

  /** Must be called before a password is hashed, `blocks` times `iterations`. Throws `pkcs/too-slow`. */
  spend(iterations: number, blocks: number): void {
    this.#iterations += iterations * blocks;
    if (this.#iterations <= ITERATION_LIMIT) return;
    throw new WorkbenchError('pkcs/too-slow', {
      what: this.what,
      iterations: this.#iterations,
      limit: ITERATION_LIMIT,
    });
  }

  /** Gives the error for a kind of key, by its number or its name, that is not read here. */
  refuseKind(algorithm: string): WorkbenchError<'pkcs/unsupported'> {
    return this.#refuse('kind', algorithm);
  }

  /** The same for a way to protect something with a password. */
  refuseProtection(algorithm: string): WorkbenchError<'pkcs/unsupported'> {
    return this.#refuse('protection', algorithm);
  }

  #refuse(part: 'kind' | 'protection', algorithm: string): WorkbenchError<'pkcs/unsupported'> {
    return new WorkbenchError('pkcs/unsupported', { what: this.what, part, algorithm: nameAlgorithm(algorithm) });
  }

  /** Notes, once for each, that something is encrypted in an old way. */
  noteWeakness(algorithm: string): void {
    const isKnown = this.notes.some(
      ({ code, facts }) => code === 'pkcs/weak-encryption' && facts.algorithm === algorithm,
    );
    if (!isKnown) this.notes.push(makeFinding('pkcs/weak-encryption', { what: this.what, algorithm }));
  }
}

/** Gives a verdict of what `open` gives or throws: our errors and mistakes in DER are findings, all else is thrown on. */
export async function attemptOpening<T>(
  subtle: SubtleCrypto,
  what: PkcsFile,
  open: (opening: Opening) => Promise<T>,
): Promise<Verdict<T>> {
  const opening = new Opening(subtle, what);
  try {
    return accept(await open(opening), opening.notes);
  } catch (error) {
    if (error instanceof DerError) return reject(makeFinding('pkcs/form', { what, mistake: error.mistake }));
    const finding = findingOf(error);
    if (finding === undefined) throw error;
    return reject(finding);
  }
}

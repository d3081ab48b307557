import type { Finding } from '#core/errors/workbench-error';
import type { ServiceCheck } from '#core/ports/device-host';

/**
 * What a refusal means for the next attempt. `credential`: the service did not take the key, another key may do.
 * `later`: it may pass by itself. `final`: it will not.
 */
export type NextTry = 'credential' | 'later' | 'final';

/** Why an attempt to get or stay online ended. Thrown inside a run, never out of it. */
export class Refusal extends Error {
  readonly finding: Finding;
  readonly nextTry: NextTry;
  /** The service asked to wait at least this long. */
  readonly retryAfterSeconds: number;
  /** Which of the service's checks this tells something about. */
  readonly checks: Partial<Readonly<Record<ServiceCheck['check'], ServiceCheck['result']>>>;

  constructor(
    finding: Finding,
    nextTry: NextTry,
    more: { readonly retryAfterSeconds?: number; readonly checks?: Refusal['checks'] } = {},
  ) {
    super(finding.code);
    this.finding = finding;
    this.nextTry = nextTry;
    this.retryAfterSeconds = more.retryAfterSeconds ?? 0;
    this.checks = more.checks ?? {};
  }
}

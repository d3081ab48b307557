import { findingOf } from '#core/errors/workbench-error';
import type { DeviceSecret } from '#core/identity/device-record';
import { lifeOf } from '#core/rolling/certificate-life';
import type { Clock } from '#core/ports/clock';
import type { CertificatePorts } from './certificates/open-certificate.ts';
import type { KeepIssued } from './certificates/request-certificate.ts';
import type { Journal } from './journal.ts';
import type { CertificateProof } from './proof.ts';
import { Refusal } from './refusal.ts';

/** The certificate that DPS issues to a device which asks for one, over one run. */
export interface IssuedCertificates {
  /** Undefined before one was opened or taken. */
  readonly proof: CertificateProof | undefined;
  /**
   * Gives what is to go with a registration; undefined while the kept one is far from its end. Throws a `Refusal`
   * (`vault/…`).
   */
  request(): Promise<IssueRequest | undefined>;
  /** Whether it is time for the next one. */
  isDue(): boolean;
  /** The hub does not take it: the next registration asks for another. */
  forget(): void;
}

/** A request for a certificate. `take` throws a `Refusal` (`device/not-issued`, `device/issued-…`, `vault/…`). */
export interface IssueRequest {
  readonly csrBase64: string;
  take(chainBase64: readonly string[] | undefined): Promise<void>;
}

/** What an issued certificate is asked for and kept with. */
export interface IssuedOptions extends CertificatePorts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly registrationId: string;
  /** What was kept before this run. */
  readonly kept: DeviceSecret['issued'];
  readonly keep: KeepIssued;
}

/** Gives the issued certificates of a run. */
export function createIssuedCertificates(options: IssuedOptions): IssuedCertificates {
  const { clock, journal, registrationId, keep } = options;
  const ports = { vault: options.vault, crypto: options.crypto };
  let kept = options.kept;
  let proof: CertificateProof | undefined;

  const isDue = (): boolean => proof !== undefined && clock.now() >= lifeOf(proof.facts, clock.now()).renewAt;
  const openKept = async (): Promise<void> => {
    if (kept === undefined) return;
    const { openIssued } = await import('./certificates/open-certificate.ts');
    proof = await openIssued(ports, kept);
    kept = undefined;
  };
  const request = async (): Promise<IssueRequest | undefined> => {
    await openKept();
    if (proof !== undefined && !isDue()) return undefined;
    const { requestCertificate } = await import('./certificates/request-certificate.ts');
    const { csrBase64, take } = await requestCertificate(ports, registrationId, keep);
    return {
      csrBase64,
      take: (chain) =>
        asRefusal(async () => {
          proof = await take(chain);
          journal.note('dps', { kind: 'certificate-issued', until: proof.facts.notAfter });
        }),
    };
  };
  return {
    get proof() {
      return proof;
    },
    request: () => asRefusal(request),
    isDue,
    forget() {
      kept = undefined;
      proof = undefined;
    },
  };
}

async function asRefusal<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const finding = findingOf(error);
    throw finding === undefined ? error : new Refusal(finding, 'final');
  }
}

import { findingOf } from '#core/errors/workbench-error';
import type { DeviceSecret } from '#core/identity/device-record';
import { lifeOf } from '#core/rolling/certificate-life';
import type { Clock } from '#core/ports/clock';
import type { CertificatePorts } from './certificates/open-certificate.ts';
import type { KeepIssued } from './certificates/request-certificate.ts';
import type { Journal } from './journal.ts';
import type { CertificateProof } from './proof.ts';
import { Refusal } from './refusal.ts';

/** DPS is not asked for the next certificate more often. */
const PAUSE_MS = 3_600_000;

/** The certificate that DPS issues to a device which asks for one, over one run. */
export interface IssuedCertificates {
  /** Undefined before one was opened or taken. */
  readonly proof: CertificateProof | undefined;
  /**
   * Gives what is to go with a registration; undefined while the kept one is far from its end. Throws a `Refusal`
   * (`vault/…`).
   */
  request(): Promise<IssueRequest | undefined>;
  /** When it is time for the next one, in milliseconds since the Unix epoch; undefined before there is one. */
  readonly renewAt: number | undefined;
  /** Leaves it at the one there is for an hour. Gives false where that one has ended. */
  postpone(): boolean;
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

  /** One that is due as it comes is a matter of clocks, and asking for more does not mend them. */
  let notBefore = 0;

  const renewAt = (): number | undefined => proof && Math.max(notBefore, lifeOf(proof.facts, clock.now()).renewAt);
  const postpone = (): void => void (notBefore = clock.now() + PAUSE_MS);
  const openKept = async (): Promise<void> => {
    if (kept === undefined) return;
    const { openIssued } = await import('./certificates/open-certificate.ts');
    proof = await openIssued(ports, kept);
    kept = undefined;
  };
  const request = async (): Promise<IssueRequest | undefined> => {
    await openKept();
    if (clock.now() < (renewAt() ?? 0)) return undefined;
    const { requestCertificate } = await import('./certificates/request-certificate.ts');
    const { csrBase64, take } = await requestCertificate(ports, registrationId, keep);
    return {
      csrBase64,
      take: (chain) =>
        asRefusal(async () => {
          proof = await take(chain);
          postpone();
          journal.note('dps', { kind: 'certificate-issued', until: proof.facts.notAfter });
        }),
    };
  };
  return {
    get proof() {
      return proof;
    },
    request: () => asRefusal(request),
    get renewAt() {
      return renewAt();
    },
    postpone() {
      postpone();
      return proof !== undefined && lifeOf(proof.facts, clock.now()).state !== 'ended';
    },
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

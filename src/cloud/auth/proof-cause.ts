import type { ProofFault } from '#core/wire/certificate-proof';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';

/** Gives the cause for the log of a proof that a host did not take. Azure has no code for it: there, TLS is the proof. */
export function describeProofFault(fault: ProofFault): AttemptFinding {
  switch (fault.kind) {
    case 'form':
      return makeAttempt('certificate-proof-form', {});
    case 'unreadable':
      return makeAttempt('certificate-unreadable', { position: 1 });
    case 'signature':
      return makeAttempt('certificate-proof-wrong', { certificate: fault.certificate });
    case 'late':
      return makeAttempt('certificate-proof-late', { seconds: fault.seconds });
  }
}

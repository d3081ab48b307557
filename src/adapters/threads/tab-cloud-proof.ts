import type { Clock } from '#core/ports/clock';
import {
  isProvableHost,
  makeChallenge,
  verifyProof,
  type ProofQuestion,
  type ProofVerdict,
} from '#core/wire/certificate-proof';
import type { LinkMessage } from './tab-cloud-messages.ts';

/** A key of 4,096 bits signs in milliseconds; a browser that is very busy may take seconds. */
export const PROOF_LIMIT_SECONDS = 10;

/** The host's end of a link before there is one for the cloud. */
export interface AskedDevice {
  post(message: LinkMessage): void;
  /** Only the newest listener is called. */
  onMessage(listener: (message: LinkMessage) => void): void;
  onClose(listener: () => void): void;
}

/** What the question is asked with. */
export interface ProofAsker {
  readonly clock: Clock;
  readonly crypto: Pick<Crypto, 'subtle' | 'getRandomValues'>;
}

/**
 * Asks a device for the proof of its certificate, and judges what comes first: a challenge is good for one answer.
 * Gives undefined when the device goes meanwhile. `host`: the name that it says it dials.
 */
export async function askForProof(
  { clock, crypto }: ProofAsker,
  device: AskedDevice,
  host: unknown,
): Promise<ProofVerdict | undefined> {
  if (!isProvableHost(host)) return { ok: false, fault: { kind: 'form' } };
  const question: ProofQuestion = { challenge: makeChallenge(crypto), host };
  const answer = await new Promise<LinkMessage | 'late' | 'gone'>((resolve) => {
    const timer = clock.after(PROOF_LIMIT_SECONDS * 1000, () => resolve('late'));
    device.onMessage((message) => {
      timer.cancel();
      resolve(message);
    });
    device.onClose(() => {
      timer.cancel();
      resolve('gone');
    });
    device.post({ kind: 'challenge', challenge: question.challenge });
  });
  if (answer === 'gone') return undefined;
  if (answer === 'late') return { ok: false, fault: { kind: 'late', seconds: PROOF_LIMIT_SECONDS } };
  return verifyProof(crypto.subtle, answer.kind === 'proof' ? answer.proof : undefined, question);
}

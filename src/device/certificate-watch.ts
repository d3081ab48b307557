import type { Clock, Timer } from '#core/ports/clock';
import type { CertificateFacts } from '#core/x509/certificate-facts';
import type { Journal } from './journal.ts';
import { countCalls, judgeEnd } from './judge-certificate.ts';

/** How often the end is compared with the clock: one long timer would oversleep with the machine. */
const CHECK_MS = 60_000;

/** Watches over the end of the certificate that a device connects with, and tells it in time. */
export interface CertificateWatch {
  /** Watches this one from now on; tells at once what is to be told. */
  follow(facts: CertificateFacts): void;
  dispose(): void;
}

/** Gives a watch that follows nothing yet. It warns on the device's page, and once at each call in its trace. */
export function createCertificateWatch(clock: Clock, journal: Journal): CertificateWatch {
  let followed: { readonly facts: CertificateFacts; told: number } | undefined;
  let timer: Timer | undefined;

  const check = (): void => {
    if (followed === undefined) return;
    const { facts, told } = followed;
    const now = clock.now();
    const calls = countCalls(facts, now);
    const reason = judgeEnd(facts, now);
    if (calls > told && reason !== undefined) {
      followed.told = calls;
      journal.note('hub', { kind: 'certificate-end', reason }, true);
      journal.patch({ warning: reason });
    }
    timer = clock.after(CHECK_MS, check);
  };
  return {
    follow(facts) {
      if (followed?.facts.sha256Thumbprint === facts.sha256Thumbprint) return;
      timer?.cancel();
      // What was said of another certificate is over with it.
      if (journal.view.warning?.code.startsWith('device/certificate-end') === true)
        journal.patch({ warning: undefined });
      followed = { facts, told: 0 };
      check();
    },
    dispose: () => timer?.cancel(),
  };
}

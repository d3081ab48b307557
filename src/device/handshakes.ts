import type { Clock } from '#core/ports/clock';
import type { HandshakeView, ProofView } from '#core/ports/device-host';
import type { TlsReport } from '#core/tls/tls-report';
import type { ProofReport } from '#core/wire/certificate-proof';
import type { CertificateFacts } from '#core/x509/certificate-facts';
import { createFrames } from './frames.ts';
import type { Journal } from './journal.ts';

type Service = HandshakeView['service'];
type Der = Uint8Array<ArrayBuffer>;
/** Gives the facts of a certificate; undefined for what is none. */
type Describe = (der: Der) => Promise<CertificateFacts | undefined>;

/** The newest handshake, or proof without TLS, with each service, for the page and the trace of a device. */
export interface Handshakes {
  /** Takes a report as far as it went; it is shown within a frame, and written down once it is done or failed. */
  take(service: Service, report: TlsReport): void;
  /** Takes the report of a proof that was taken. */
  takeProof(service: Service, report: ProofReport): void;
  /** Forgets those of an earlier attempt; one at DPS begins both anew. */
  forget(service: Service): void;
}

/** Gives the keeper of a device's handshakes. */
export function createHandshakes(clock: Clock, journal: Journal, describe: Describe): Handshakes {
  const newest = new Map<Service, TlsReport>();
  const proven = new Map<Service, ProofReport>();
  const describeOnce = memoise(describe);
  let telling = Promise.resolve();

  const tell = async (): Promise<void> => {
    const [handshakes, proofs] = await Promise.all([
      Promise.all([...newest].map(([service, report]) => makeView(describeOnce, service, report))),
      Promise.all([...proven].map(([service, report]) => makeProofView(describeOnce, service, report))),
    ]);
    journal.patch({ handshakes, proofs });
  };
  // One after the other, so that an older view never comes behind a newer one.
  const frames = createFrames(clock, () => {
    telling = telling.then(tell, tell);
  });
  return {
    take(service, report) {
      const before = newest.get(service);
      const wasRunning = before?.startedAt !== report.startedAt || before.outcome === 'running';
      newest.set(service, report);
      if (wasRunning && report.outcome !== 'running') writeDown(journal, service, report);
      frames.request();
    },
    takeProof(service, report) {
      proven.set(service, report);
      journal.note(service, { kind: 'certificate-proven' });
      frames.request();
    },
    forget(service) {
      const isLeft = (view: { readonly service: Service }): boolean => service === 'hub' && view.service === 'dps';
      for (const gone of service === 'dps' ? (['dps', 'hub'] as const) : (['hub'] as const)) {
        newest.delete(gone);
        proven.delete(gone);
      }
      const { handshakes, proofs } = journal.view;
      journal.patch({ handshakes: handshakes.filter(isLeft), proofs: proofs.filter(isLeft) });
      // A view that was being made meanwhile is not the last word.
      frames.request();
    },
  };
}

/** A failure is told by the refusal that follows it. */
function writeDown(journal: Journal, service: Service, report: TlsReport): void {
  const { version, cipherSuite, outcome, asked, sent } = report;
  if (outcome !== 'done' || version === undefined || cipherSuite === undefined) return;
  const proof = asked === undefined ? 'not-asked' : (sent?.chain.length ?? 0) > 0 ? 'sent' : 'none';
  journal.note(service, { kind: 'handshake', version, cipherSuite, proof });
}

async function makeView(describe: Describe, service: Service, report: TlsReport): Promise<HandshakeView> {
  const [serverPath, sentChain] = await Promise.all([
    describeChain(describe, report.verdict?.path ?? report.serverChain),
    describeChain(describe, report.sent?.chain ?? []),
  ]);
  return { service, report, serverPath, sentChain };
}

async function makeProofView(describe: Describe, service: Service, report: ProofReport): Promise<ProofView> {
  return { service, report, sentChain: await describeChain(describe, report.chain) };
}

/** What stands behind a certificate that cannot be read has no place in the picture either. */
async function describeChain(describe: Describe, chain: readonly Der[]): Promise<readonly CertificateFacts[]> {
  const facts = await Promise.all(chain.map(describe));
  const end = facts.indexOf(undefined);
  return facts.slice(0, end < 0 ? facts.length : end).filter((one) => one !== undefined);
}

/** A report names the same certificates at each of its steps. */
function memoise(describe: Describe): Describe {
  const known = new WeakMap<Der, Promise<CertificateFacts | undefined>>();
  return (der) => {
    const found = known.get(der) ?? describe(der);
    known.set(der, found);
    return found;
  };
}

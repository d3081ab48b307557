import type { ServerLink } from '#core/inspect/inspection';
import type { HandshakeView } from '#core/ports/device-host';
import { uiHandshakeWords } from '#core/words/en/ui-handshake';
import { chainFaultWords } from '#core/words/en/x509';
import { linkOf, missingIssuerOf } from './certificate-chain.ts';

const words = uiHandshakeWords.server;

/** Gives the chain of a server for its picture as it was judged: with a fault at the certificate that has it. */
export function serverLinksOf({ serverPath, report: { verdict } }: HandshakeView): readonly ServerLink[] {
  if (verdict?.kind !== 'refused') return serverPath.map(linkOf);
  const { fault } = verdict;
  const at = Math.min(verdict.depth, serverPath.length - 1);
  const links = serverPath.map((facts, index) => ({ ...linkOf(facts), fault: index === at ? fault : undefined }));
  const last = serverPath.at(-1);
  const isOpen = fault === 'no-path' && last !== undefined && last.issuerName !== last.subjectName;
  return isOpen ? [...links, missingIssuerOf(last)] : links;
}

/** Says how the chain of a server was judged: which root is trusted, or what is wrong. */
export function describeVerdict({ serverPath, report: { verdict, host } }: HandshakeView): string {
  if (verdict === undefined) return words.notJudged;
  if (verdict.kind === 'trusted') {
    const root = serverPath.at(-1);
    return words.trusted(root?.commonName || (root?.subjectName ?? host));
  }
  if (verdict.fault === 'wrong-host') return words.wrongHost(host);
  const { title, explanation } = chainFaultWords[verdict.fault];
  return words.refused(title, explanation);
}

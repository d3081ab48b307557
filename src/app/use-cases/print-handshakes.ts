import type { DeviceDetail, HandshakeView } from '#core/ports/device-host';
import { describeAlertSeen, uiHandshakeWords as words } from '#core/words/en/ui-handshake';
import { describeFinding } from '#core/words/words';
import type { CertificateFacts } from '#core/x509/certificate-facts';
import { describeVerdict } from '../stores/handshake-chain.ts';

/** Prints the handshakes of a device's latest start, to be shown to somebody else. A handshake holds no secret. */
export function printHandshakes({ handshakes }: Pick<DeviceDetail, 'handshakes'>): string {
  return handshakes.map((view) => printHandshake(view)).join('\n\n');
}

function printHandshake(view: HandshakeView): string {
  const { service, report } = view;
  return [
    `${words.services[service]}: ${report.host}`,
    ...[...agreedLines(report), ...serverLines(view), ...clientLines(view), ...endLines(report)].map(
      (line) => `  ${line}`,
    ),
  ].join('\n');
}

function agreedLines(report: HandshakeView['report']): string[] {
  const { agreed } = words;
  const { startedAt, tookMs, outcome, version, cipherSuite, group, extendedMasterSecret, isRetried, keyUpdates } =
    report;
  return [
    `${agreed.time}: ${new Date(startedAt).toISOString()}${tookMs === undefined ? '' : `, ${Math.round(tookMs)} ms`}, ${words.outcomes[outcome]}`,
    ...(version === undefined ? [] : [`${agreed.version}: ${version}`]),
    ...(cipherSuite === undefined ? [] : [`${agreed.suite}: ${cipherSuite}`]),
    ...(group === undefined ? [] : [`${agreed.group}: ${group}`]),
    ...(extendedMasterSecret === undefined
      ? []
      : [`${agreed.extendedMasterSecret}: ${agreed.extended[extendedMasterSecret ? 'yes' : 'no']}`]),
    ...(isRetried ? [`${agreed.retried}: ${agreed.retriedText}`] : []),
    ...(keyUpdates === 0 ? [] : [`${agreed.keyUpdates}: ${agreed.keyUpdatesText(keyUpdates)}`]),
  ];
}

function serverLines(view: HandshakeView): string[] {
  const { serverPath, report } = view;
  const { server } = words;
  if (serverPath.length === 0) return [`${server.heading}: ${server.none}`];
  return [
    `${server.heading}:`,
    ...serverPath.map(certificateLine),
    `  ${describeVerdict(view)} ${server.notRevoked}`,
    ...(report.serverSignature === undefined ? [] : [`  ${server.signature(report.serverSignature)}`]),
  ];
}

function clientLines({ report: { asked, sent, outcome }, sentChain }: HandshakeView): string[] {
  const { client } = words;
  if (asked === undefined) {
    return [`${client.heading}: ${outcome === 'done' ? client.notAsked : client.notAskedYet}`];
  }
  return [
    `${client.heading}:`,
    `  ${client.schemes}: ${asked.signatureSchemes.join(', ')}`,
    `  ${client.authorities}: ${asked.authorities.length === 0 ? client.noAuthorities : asked.authorities.join('; ')}`,
    `  ${client.sent}: ${sent === undefined ? client.notSentYet : client.sentChain(sent.chain.length)}`,
    ...sentChain.map(certificateLine),
    ...(sent?.signature === undefined ? [] : [`  ${client.proof}: ${sent.signature}`]),
  ];
}

function endLines({ alerts, finding }: HandshakeView['report']): string[] {
  return [
    ...alerts.map((alert) => {
      const { direction, description, name } = alert;
      return `${words.alerts.directions[direction]}: ${name} (${description}). ${describeAlertSeen(alert)}`;
    }),
    ...(finding === undefined ? [] : [`${finding.code}: ${describeFinding(finding).title}`]),
  ];
}

function certificateLine({ subjectName, issuerName, notBefore, notAfter, sha256Thumbprint }: CertificateFacts): string {
  const days = [notBefore, notAfter].map((at) => new Date(at).toISOString().slice(0, 10)).join(' to ');
  return `  - ${subjectName}, by ${issuerName}, ${days}, SHA-256 ${sha256Thumbprint}`;
}

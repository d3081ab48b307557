import { html, nothing, type TemplateResult } from 'lit';
import type { DeviceDetail, HandshakeView, ProofView } from '#core/ports/device-host';
import type { TlsAlertSeen, TlsReport } from '#core/tls/tls-report';
import {
  describeAlertSeen,
  describeGroup,
  describeScheme,
  uiHandshakeWords as words,
} from '#core/words/en/ui-handshake';
import { describeFinding } from '#core/words/words';
import { drawChain } from '#app/stores/certificate-chain';
import { describeVerdict, serverLinksOf } from '#app/stores/handshake-chain';
import '../../elements/chain/chain.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { keyValues, type KeyValue } from '../../elements/key-values/key-values.ts';
import { formatDuration } from '../../elements/text/format.ts';

/** Schemes and issuers that are shown before the rest is only counted. */
const SHOWN = 8;

/** What ended the handshake, in short: the Connection tab says the rest. */
export function findingPart({ finding }: TlsReport): TemplateResult | typeof nothing {
  if (finding === undefined) return nothing;
  const { title, explanation } = describeFinding(finding);
  return html`<p class="handshake-verdict bad">${icon(icons.circleAlert)}<span><strong>${title}.</strong> ${explanation}</span></p>`;
}

/** Version, suite and keys. */
export function agreedPart(report: TlsReport): TemplateResult {
  const { version, cipherSuite, group, extendedMasterSecret, tookMs, isRetried, keyUpdates } = report;
  return part(
    words.agreed.heading,
    version === undefined
      ? html`<p class="muted">${words.agreed.none}</p>`
      : keyValues([
          { label: words.agreed.version, value: version },
          cipherSuite !== undefined && { label: words.agreed.suite, value: suiteWords(cipherSuite) },
          group !== undefined && { label: words.agreed.group, value: describeGroup(group) },
          extendedMasterSecret !== undefined && {
            label: words.agreed.extendedMasterSecret,
            value: words.agreed.extended[extendedMasterSecret ? 'yes' : 'no'],
          },
          tookMs !== undefined && { label: words.agreed.time, value: formatDuration(tookMs) },
          isRetried && { label: words.agreed.retried, value: words.agreed.retriedText },
          keyUpdates > 0 && { label: words.agreed.keyUpdates, value: words.agreed.keyUpdatesText(keyUpdates) },
        ]),
  );
}

/** The server's chain as a picture, and how it was judged. */
export function serverPart(view: HandshakeView): TemplateResult {
  const { report, serverPath } = view;
  const verdict = describeVerdict(view);
  const isRefused = report.verdict?.kind === 'refused';
  const mark = report.verdict === undefined ? icons.circleDashed : isRefused ? icons.circleX : icons.circleCheck;
  const tone = report.verdict === undefined ? '' : isRefused ? 'bad' : 'good';
  return part(
    words.server.heading,
    serverPath.length === 0
      ? html`<p class="muted">${words.server.none}</p>`
      : html`<dw-chain .label=${words.server.chain(report.host)} .links=${serverLinksOf(view)}></dw-chain>
          <p class="handshake-verdict ${tone}">${icon(mark)}<span>${verdict}</span></p>
          <p class="small muted">
            ${report.serverSignature === undefined ? nothing : words.server.signature(describeScheme(report.serverSignature))}
            ${words.server.notRevoked}
          </p>`,
  );
}

/** What the server asked of the device, and what it was shown. */
export function clientPart(view: HandshakeView, device: DeviceDetail, now: number): TemplateResult {
  const { report, sentChain } = view;
  const { asked } = report;
  if (asked === undefined) {
    const text = report.outcome === 'done' ? words.client.notAsked : words.client.notAskedYet;
    return part(words.client.heading, html`<p class="muted">${text}</p>`);
  }
  const { signatureSchemes, authorities } = asked;
  return part(
    words.client.heading,
    html`${keyValues([
      {
        label: words.client.schemes,
        value: few(signatureSchemes.filter(isNamed).map(describeScheme), signatureSchemes.length),
      },
      {
        label: words.client.authorities,
        value: authorities.length === 0 ? words.client.noAuthorities : few(authorities, authorities.length),
      },
      ...sentRows(report, device),
    ])}
    ${
      sentChain.length === 0
        ? nothing
        : html`<dw-chain .label=${words.client.chain} .links=${drawSent(sentChain, now)}></dw-chain>
            <p class="small muted">${words.client.keyStays}</p>`
    }`,
  );
}

/** How the device proved its certificate where there is no TLS, and what it sent. */
export function provenPart({ report, sentChain }: ProofView, now: number): TemplateResult {
  return part(
    words.client.heading,
    html`<p>${words.proven.by(describeScheme(report.scheme))}</p>
      <dw-chain .label=${words.client.chain} .links=${drawSent(sentChain, now)}></dw-chain>
      <p class="small muted">${words.client.keyStays}</p>`,
  );
}

/** Every alert, in the words of whoever sent it. */
export function alertsPart({ alerts }: TlsReport): TemplateResult {
  return part(
    words.alerts.heading,
    alerts.length === 0
      ? html`<p class="muted">${words.alerts.none}</p>`
      : html`<ul class="handshake-alerts">
          ${alerts.map(alertRow)}
        </ul>`,
  );
}

function part(heading: string, body: unknown): TemplateResult {
  return html`<section class="handshake-part">
    <h4>${heading}</h4>
    ${body}
  </section>`;
}

/** What was sent ends where the device's chain ends: a root that the service has is rightly left out. */
function drawSent(sentChain: HandshakeView['sentChain'], now: number): ReturnType<typeof drawChain> {
  return drawChain(sentChain, now)
    .filter(({ role }) => role !== 'missing')
    .map((link) => (link.fault === 'no-path' ? { ...link, fault: undefined } : link));
}

function sentRows({ sent }: TlsReport, { record: { keyKind } }: DeviceDetail): (KeyValue | false)[] {
  if (sent === undefined) return [{ label: words.client.sent, value: words.client.notSentYet }];
  if (sent.chain.length === 0) {
    const reason = keyKind === 'certificate' ? 'notTaken' : 'keys';
    return [{ label: words.client.sent, value: words.client.sentNone[reason] }];
  }
  return [
    { label: words.client.sent, value: words.client.sentChain(sent.chain.length) },
    sent.signature !== undefined && { label: words.client.proof, value: describeScheme(sent.signature) },
  ];
}

/** The first ones, and how many more there are. */
function few(values: readonly string[], count: number): TemplateResult {
  const shown = values.slice(0, SHOWN);
  const rest = count - shown.length;
  return html`<ul class="handshake-list">
    ${shown.map((value) => html`<li><bdi>${value}</bdi></li>`)}
    ${rest > 0 ? html`<li class="muted">${words.client.more(rest)}</li>` : nothing}
  </ul>`;
}

/** Those that are not spoken here have a number alone. */
function isNamed(scheme: string): boolean {
  return !scheme.startsWith('0x');
}

function alertRow(alert: TlsAlertSeen): TemplateResult {
  const { direction, description, name } = alert;
  return html`<li>
    <p>
      <strong>${words.alerts.directions[direction]}</strong> <span class="mono">${name}</span>
      <span class="muted">(${description})</span>
    </p>
    <p>${describeAlertSeen(alert)}</p>
  </li>`;
}

/** The name of a suite may break at its underscores. */
function suiteWords(name: string): TemplateResult {
  const [first = '', ...rest] = name.split('_');
  return html`<span class="mono">${first}${rest.map((word) => html`_<wbr />${word}`)}</span>`;
}

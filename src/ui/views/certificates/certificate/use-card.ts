import { html, nothing, type TemplateResult } from 'lit';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { uiCertificatePageWords } from '#core/words/en/ui-certificate-page';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import type { CertificateUse } from '#app/stores/certificate-use';
import { certificateOf } from '#app/stores/certificate-shelf';
import { card } from '../../../elements/card/card.ts';
import { certificateHref } from '../shared/certificate-link.ts';

const words = uiCertificatePageWords.use;
/** More would be a list of its own; the tab of the devices has all. */
const NAMED = 5;

/** What depends on a certificate, and which stand beside it or in its place; no card where that is nothing. */
export function useCard(
  { below, issued, otherHalf, replaces, replacedBy }: CertificateUse,
  shelf: Shelf,
): TemplateResult | typeof nothing {
  const lines = [
    ...(below.length > 0 ? [html`${words.below(below.length)}: ${namesOf(below, shelf)}`] : []),
    ...(issued > 0 ? [words.issued(issued)] : []),
    ...(otherHalf === undefined ? [] : [html`${words.otherHalf}: ${link(otherHalf, shelf, slotName)}`]),
    ...(replaces === undefined ? [] : [html`${words.replaces}: ${link(replaces, shelf, commonName)}`]),
    ...(replacedBy === undefined ? [] : [html`${words.replacedBy}: ${link(replacedBy, shelf, commonName)}`]),
  ];
  if (lines.length === 0) return nothing;
  return card({
    heading: words.heading,
    body: html`<ul class="certificate-uses">
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>`,
  });
}

function namesOf(ids: readonly string[], shelf: Shelf): TemplateResult {
  const named = ids.slice(0, NAMED);
  return html`${named.map((id, at) => html`${at === 0 ? '' : ', '}${link(id, shelf, commonName)}`)}${
    ids.length > NAMED ? words.andMore(ids.length - NAMED) : ''
  }`;
}

function link(id: string, shelf: Shelf, name: (certificate: KeptCertificate) => string): TemplateResult | string {
  const certificate = certificateOf(shelf, id);
  return certificate === undefined
    ? words.gone
    : html`<a href=${certificateHref(certificate)}><bdi>${name(certificate)}</bdi></a>`;
}

const commonName = ({ facts }: KeptCertificate): string => facts.commonName || facts.subjectName;
const slotName = ({ pair }: KeptCertificate): string =>
  pair === undefined ? '' : uiCertificatesWords.slots[pair.slot];

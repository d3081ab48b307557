import { html, type TemplateResult } from 'lit';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { lifeOf } from '#core/rolling/certificate-life';
import { uiCertificatePageWords } from '#core/words/en/ui-certificate-page';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import { linksOf } from '#app/stores/certificate-chain';
import { card } from '../../../elements/card/card.ts';
import '../../../elements/chain/chain.ts';
import { keyValues } from '../../../elements/key-values/key-values.ts';
import { formatUtcDay } from '../../../elements/text/utc.ts';
import { validityBar } from '../../../elements/validity-bar/validity-bar.ts';
import { keyTag } from '../shared/certificate-table.ts';

const words = uiCertificatePageWords;

/** What a certificate says, and how it came here; everything that is compared elsewhere can be copied. */
export function factsCard({ facts, profile, origin, createdAt }: KeptCertificate): TemplateResult {
  const { subjectName, issuerName, serialNumber, keyKind, isAuthority, sha1Thumbprint, sha256Thumbprint } = facts;
  const isSelfIssued = issuerName === subjectName;
  return card({
    heading: words.facts.heading,
    body: keyValues([
      { label: words.facts.subject, value: html`<bdi>${subjectName}</bdi>`, copy: subjectName },
      { label: words.facts.issuer, value: isSelfIssued ? words.facts.itself : html`<bdi>${issuerName}</bdi>` },
      { label: words.facts.sha1, value: sha1Thumbprint, mono: true, copy: sha1Thumbprint },
      { label: words.facts.sha256, value: sha256Thumbprint, mono: true, copy: sha256Thumbprint },
      { label: words.facts.serialNumber, value: serialNumber, mono: true, copy: serialNumber },
      {
        label: words.facts.keyKind,
        value: keyKind === undefined ? words.facts.otherKey : words.facts.keyKinds[keyKind],
      },
      isAuthority && { label: words.facts.pathLength, value: words.facts.pathLengths(facts.pathLength) },
      origin === 'made' && { label: words.facts.profile, value: uiCertificatesWords.profile.options[profile] },
      { label: words.facts.origin, value: words.facts.origins[origin](formatUtcDay(createdAt)) },
    ]),
  });
}

/** From when to when, as a picture with the moment and the time to renew. */
export function validityCard({ facts }: KeptCertificate, now: number): TemplateResult {
  return card({
    heading: words.validity.heading,
    body: validityBar({ from: facts.notBefore, until: facts.notAfter, ...lifeOf(facts, now) }),
  });
}

/** Where the private key is, and what that means. */
export function keyCard(certificate: KeptCertificate): TemplateResult {
  return card({
    heading: words.key.heading,
    actions: keyTag(certificate),
    body: html`<p>${words.key.places[uiCertificatesWords.keyPlaceOf(certificate.key)]}</p>`,
  });
}

/** The certificate with its issuers as a picture. `onChoose`: another one that is kept was pressed. */
export function chainCard(
  certificate: KeptCertificate,
  shelf: Shelf,
  now: number,
  onChoose: (id: string) => void,
): TemplateResult {
  const name = certificate.facts.commonName || certificate.facts.subjectName;
  return card({
    heading: words.chain.heading,
    body: html`<dw-chain
      choosable
      .label=${words.chain.label(name)}
      .links=${linksOf(certificate, shelf, now)}
      .chosen=${certificate.id}
      @dw-select=${({ detail }: CustomEvent<{ id: string }>) => onChoose(detail.id)}
    ></dw-chain>`,
  });
}

import type { ForeignFact, ForeignKind } from '../payload.ts';
import { makeForeignFacts } from './foreign-facts.ts';
import { isMatterNumber } from './matter.ts';
import { readDpp, readEspProvisioning, readMatter, readWifi } from './network-codes.ts';

/** A code of somebody else: what it is, and what may be told of it. */
export interface ForeignCode {
  readonly foreign: ForeignKind;
  readonly facts: readonly ForeignFact[];
}

/** Those with fields that are told of. */
const READERS: readonly (readonly [ForeignKind, (text: string) => readonly ForeignFact[] | undefined])[] = [
  ['wifi', readWifi],
  ['matter', readMatter],
  ['dpp', readDpp],
  ['esp-provisioning', readEspProvisioning],
];

/**
 * A path of GS1 Digital Link with a GTIN, and element strings with one: as people write them, and as scanners give them,
 * with a separator or another identifier behind.
 */
const GS1 =
  /^(?:https?:\/\/[^/?#]+\/(?:[^?#]*\/)?01\/\d{8,14}(?=[/?#]|$)|\(01\)\d{14}|\]Q3\d|\p{Cc}?01\d{14}(?:\p{Cc}|1[0157]|21))/iu;

/** Those that are known by how they begin; the first that fits counts. */
const BEGINNINGS: readonly (readonly [ForeignKind, RegExp])[] = [
  ['gs1', GS1],
  ['web-address', /^https?:\/\/[^\s/?#]\S*$/i],
  ['homekit', /^X-HM:\/\/[0-9A-Z]{9,}$/i],
  ['lora', /^LW:D\d:/i],
  ['contact', /^(?:BEGIN:VCARD|MECARD:|BIZCARD:)/i],
  ['event', /^BEGIN:(?:VEVENT|VCALENDAR)/i],
  ['telephone', /^tel:/i],
  ['message', /^(?:sms|smsto|mms|mmsto):/i],
  ['mail', /^(?:mailto:|MATMSG:|SMTP:)/i],
  ['location', /^geo:/i],
  ['one-time-password', /^otpauth(?:-migration)?:\/\//i],
  ['private-key', /^-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['certificate', /^-----BEGIN [A-Z0-9 #]+-----/],
  ['token', /^SharedAccessSignature\s+\S*sig=/i],
  ['symmetric-key', /^(?:[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==)$/],
  ['sample-number', /^\d{1,5}$/],
];

/** What is told as it stands: of the others the text says nothing that matters here, or may be secret. */
const TOLD: Readonly<Partial<Record<ForeignKind, ForeignFact['name']>>> = {
  gs1: 'text',
  telephone: 'text',
  mail: 'address',
  location: 'text',
  lora: 'text',
};

/** As long as the base64 of the shortest key, and mixed as keys are: it may be one, or a part of one. */
const LIKE_SECRET = /[A-Za-z0-9+/_=-]{22,}/g;

/** Says what code of somebody else a text is: a plain text where nobody's form fits. */
export function identifyForeign(text: string): ForeignCode {
  for (const [foreign, read] of READERS) {
    const facts = read(text);
    if (facts !== undefined) return { foreign, facts };
  }
  if (isMatterNumber(text)) return { foreign: 'matter', facts: [] };
  const foreign = BEGINNINGS.find(([, pattern]) => pattern.test(text))?.[0] ?? 'plain-text';
  if (foreign === 'web-address') return { foreign, facts: makeForeignFacts({ address: printAddress(text) }) };
  const told = foreign === 'plain-text' ? 'text' : TOLD[foreign];
  return { foreign, facts: told === undefined || mayBeSecret(text) ? [] : makeForeignFacts({ [told]: text }) };
}

/** Where it leads, as browsers read it, without what may be meant for that place alone: a password, a token, a fragment. */
function printAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { origin, pathname, search, hash } = new URL(text);
  return `${origin}${pathname}${mayBeSecret(search) ? '?…' : search}${hash === '' ? '' : '#…'}`;
}

function mayBeSecret(text: string): boolean {
  return (text.match(LIKE_SECRET) ?? []).some((word) => [/[A-Z]/, /[a-z]/, /\d/].every((kind) => kind.test(word)));
}

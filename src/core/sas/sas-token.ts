import { encodeBase64 } from '../bytes/base64.ts';
import { equalBytes } from '../bytes/compare.ts';
import { encodeUtf8 } from '../bytes/text.ts';
import type { Finding, Verdict } from '../errors/workbench-error.ts';
import { accept, makeFinding, reject } from '../errors/workbench-error.ts';
import { hmacSha256 } from './hmac.ts';

/** A shared access signature, taken apart. What was signed is kept as received: another spelling is another text. */
export interface SasToken {
  /** `sr` as it stands in the token. */
  readonly rawResource: string;
  /** `sr` percent-decoded: `host/devices/id` or `idScope/registrations/id`. */
  readonly resource: string;
  readonly signatureBase64: string;
  /** `se` as it stands in the token. */
  readonly rawExpiry: string;
  /** Seconds since the Unix epoch. */
  readonly expiresAtSeconds: number;
  /** `skn`: the policy whose key signed; an empty one, as the C SDK writes it, counts as none. */
  readonly policy?: string;
}

/** What a token is made from. */
export interface SasTokenRequest {
  /** Not encoded: `host/devices/id`, `host/devices/id/modules/mid` or `idScope/registrations/id`. */
  readonly resource: string;
  readonly keyBytes: Uint8Array;
  /** Seconds since the Unix epoch; a fraction is dropped. */
  readonly expiresAtSeconds: number;
  /** `skn`: `registration` for DPS, a policy's name for a service, none for a hub device. */
  readonly policy?: string;
}

/** What a token is judged against. */
export interface SasExpectation {
  /** Keys that may have signed: primary and secondary. */
  readonly keys: readonly Uint8Array[];
  /** Not encoded. */
  readonly resource: string;
  /** Seconds since the Unix epoch. */
  readonly nowSeconds: number;
  /** The `skn` that must stand in the token, an empty text for none at all; undefined lets any pass. */
  readonly policy?: string;
  /** `exact` (the default) still takes the host name, the first segment, in any case. DPS ignores case throughout. */
  readonly compare?: 'exact' | 'ignore-case';
  /** Seconds after its end for which a token is still taken; 0 by default. */
  readonly graceSeconds?: number;
}

const PREFIX = 'SharedAccessSignature ';
const FIELDS = ['sr', 'sig', 'se', 'skn'] as const;
type Field = (typeof FIELDS)[number];

/**
 * Gives `SharedAccessSignature sr=…&sig=…&se=…[&skn=…]`, percent-encoded as the SDKs do (`%2F`; `! ' ( ) *` too).
 * Throws `key/empty`; URIError for a resource or policy that is not well-formed Unicode.
 */
export async function issueSasToken(subtle: SubtleCrypto, request: SasTokenRequest): Promise<string> {
  const sr = encodeField(request.resource);
  const se = String(Math.floor(request.expiresAtSeconds));
  const sig = encodeField(await computeSignature(subtle, sr, se, request.keyBytes));
  const skn = request.policy === undefined ? '' : `&skn=${encodeField(request.policy)}`;
  return `${PREFIX}sr=${sr}&sig=${sig}&se=${se}${skn}`;
}

/**
 * Takes a token apart: fields in any order, each split at its first `=`, unknown ones passed over, none twice.
 * `sas/form` names the part that is at fault: `prefix`, `sr`, `sig`, `se`, `skn`, or `field` for any other.
 */
export function parseSasToken(text: string): Verdict<SasToken> {
  if (!text.startsWith(PREFIX)) return rejectPart('prefix');
  const list = text.slice(PREFIX.length);
  if (/\s/.test(list)) return rejectPart('field');
  const raw = new Map<string, string>();
  for (const pair of list.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    if (equals < 0 || raw.has(name)) return rejectPart(FIELDS.find((field) => field === name) ?? 'field');
    raw.set(name, pair.slice(equals + 1));
  }
  return readFields(raw);
}

/** Says whether `keyBytes` signed the token: over `sr` and `se` as received, in constant time. Throws `key/empty`. */
export async function verifySasSignature(
  subtle: SubtleCrypto,
  token: SasToken,
  keyBytes: Uint8Array,
): Promise<boolean> {
  const expected = await computeSignature(subtle, token.rawResource, token.rawExpiry, keyBytes);
  return equalBytes(encodeUtf8(expected), encodeUtf8(token.signatureBase64));
}

/**
 * Judges a token as a service does, and names all that is wrong with it, in this order: `sas/resource`, `sas/policy`,
 * `sas/expired`, `sas/signature`. Throws `key/empty` when one of the keys has no bytes.
 */
export async function judgeSasToken(
  subtle: SubtleCrypto,
  token: SasToken,
  expected: SasExpectation,
): Promise<Verdict<SasToken>> {
  const findings: Finding[] = [];
  if (!sameResource(token.resource, expected.resource, expected.compare ?? 'exact')) {
    findings.push(makeFinding('sas/resource', { found: token.resource, expected: expected.resource }));
  }
  const policy = token.policy ?? '';
  if (expected.policy !== undefined && policy !== expected.policy) {
    findings.push(makeFinding('sas/policy', { found: policy, expected: expected.policy }));
  }
  if (expected.nowSeconds >= token.expiresAtSeconds + (expected.graceSeconds ?? 0)) {
    const secondsAgo = Math.floor(expected.nowSeconds - token.expiresAtSeconds);
    findings.push(makeFinding('sas/expired', { secondsAgo }));
  }
  const signed = await Promise.all(expected.keys.map((key) => verifySasSignature(subtle, token, key)));
  if (!signed.includes(true)) findings.push(makeFinding('sas/signature', {}));
  const [first, ...more] = findings;
  return first === undefined ? accept(token) : reject(first, ...more);
}

async function computeSignature(subtle: SubtleCrypto, sr: string, se: string, keyBytes: Uint8Array): Promise<string> {
  return encodeBase64(await hmacSha256(subtle, keyBytes, encodeUtf8(`${sr}\n${se}`)));
}

function readFields(raw: ReadonlyMap<string, string>): Verdict<SasToken> {
  const rawResource = raw.get('sr') ?? '';
  const resource = decodeField(rawResource);
  if (!resource) return rejectPart('sr');
  const signatureBase64 = decodeField(raw.get('sig') ?? '');
  if (signatureBase64 === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(signatureBase64)) return rejectPart('sig');
  const rawExpiry = raw.get('se') ?? '';
  if (!/^[0-9]{1,15}$/.test(rawExpiry)) return rejectPart('se');
  const policy = decodeField(raw.get('skn') ?? '');
  if (policy === undefined) return rejectPart('skn');
  const token = { rawResource, resource, signatureBase64, rawExpiry, expiresAtSeconds: Number(rawExpiry) };
  return accept(policy === '' ? token : { ...token, policy });
}

function rejectPart(part: Field | 'prefix' | 'field'): Verdict<never> {
  return reject(makeFinding('sas/form', { part }));
}

function encodeField(text: string): string {
  // `encodeURIComponent` leaves these five as they are; the SDKs encode them too.
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decodeField(text: string): string | undefined {
  try {
    // A bare `+` is a blank to the services (.NET's UrlDecode), which is how a signature that was never encoded fails.
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** Says whether a token's resource is the one expected; `exact` still takes the host name, the first segment, in any case. */
export function sameResource(found: string, expected: string, compare: 'exact' | 'ignore-case'): boolean {
  if (compare === 'ignore-case') return found.toLowerCase() === expected.toLowerCase();
  return lowerHost(found) === lowerHost(expected);
}

function lowerHost(resource: string): string {
  const slash = resource.indexOf('/');
  return slash < 0 ? resource.toLowerCase() : resource.slice(0, slash).toLowerCase() + resource.slice(slash);
}

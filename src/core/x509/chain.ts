import { equalBytes } from '../bytes/compare.ts';
import { encodeHex } from '../bytes/hex.ts';
import type { ChainFault } from '../errors/facts.ts';
import type { Certificate } from './certificate.ts';
import { equalNames, keyOfName } from './distinguished-name.ts';
import { type ChainUsage, judgeNames, judgePath, type PathFault } from './path-rules.ts';
import { judgeSignature, type SignatureVerdict } from './signature.ts';

/** What is to be judged. */
export interface ChainRequest {
  readonly leaf: Certificate;
  /** What came with it, in any order; more than is needed, and the leaf itself among it, do no harm. */
  readonly intermediates: readonly Certificate[];
  /** Who is trusted: roots, intermediates, or the leaf itself. */
  readonly anchors: readonly Certificate[];
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly usage: ChainUsage;
  /** Whether an anchor must be within its dates, too; yes, unless told otherwise. */
  readonly anchorDates?: boolean;
}

/** A path that holds, or the fault of the one that came nearest to it. */
export type ChainVerdict =
  /** Leaf first; the last one is the object out of `anchors` that was reached. */
  | { readonly ok: true; readonly path: readonly Certificate[] }
  | {
      readonly ok: false;
      readonly fault: ChainFault;
      /** Whose fault it is; for `no-path` the one whose issuer is missing, for `path-length` the one that sets the limit. */
      readonly certificate: Certificate;
      /** Its place in the path, from the leaf, which is 0. */
      readonly depth: number;
      /** As far as it could be followed. */
      readonly path: readonly Certificate[];
    };

/** Certificates in a path, leaf and anchor among them. */
const PATH_LIMIT = 10;
/** Signatures are what takes time: a path of full length takes nine, the rest is for authorities of the same name. */
const SIGNATURE_LIMIT = 100;
/** Certificates that are looked at as part of some path: those that sign each other crosswise make paths without end. */
const STEP_LIMIT = 400;

/**
 * Judges whether a path from the leaf to an anchor holds by RFC 5280, section 6; revocation is not looked at. The anchor
 * nearest to the leaf ends a path. Where a path does not hold the others are tried, as many as the limits allow.
 */
export async function judgeChain(subtle: SubtleCrypto, request: ChainRequest): Promise<ChainVerdict> {
  const search = new PathSearch(subtle, request);
  const found = await search.run();
  if (found !== undefined) return { ok: true, path: found };
  const { path, fault, depth } = search.nearest;
  return { ok: false, fault, depth, path, certificate: path[depth] ?? request.leaf };
}

/** A path as far as it goes, with what its signatures lack; the one that its last certificate made is yet to be judged. */
interface Walk {
  readonly path: readonly [Certificate, ...Certificate[]];
  readonly faults: readonly PathFault[];
}

/** A path that does not hold. */
interface Attempt extends PathFault {
  readonly path: readonly Certificate[];
  /** How near it came to one that holds; of several that are as near the first one stays. */
  readonly nearness: number;
}

/** Whole paths are nearer than any other, the more so the fewer faults they have; else the longer ones are. */
const WHOLE = 1_000_000;
const CUT_SHORT = 1000;

/** Goes through the paths by their length, so that the first to reach an anchor reaches the nearest one. */
class PathSearch {
  readonly #subtle: SubtleCrypto;
  readonly #request: ChainRequest;
  readonly #anchors: ReadonlyMap<string, Certificate>;
  readonly #issuersByName = new Map<string, Certificate[]>();
  readonly #signatures = new Map<string, SignatureVerdict>();
  readonly #deferred: Walk[] = [];
  #steps = 0;
  nearest: Attempt;

  constructor(subtle: SubtleCrypto, request: ChainRequest) {
    const { leaf, anchors, intermediates } = request;
    this.#subtle = subtle;
    this.#request = request;
    this.#anchors = new Map(anchors.map(byContent));
    // The same certificate counts once, as the anchor if it is one.
    for (const one of new Map([...intermediates.map(byContent), ...this.#anchors]).values()) {
      const name = keyOfName(one.subject);
      const others = this.#issuersByName.get(name);
      if (others === undefined) this.#issuersByName.set(name, [one]);
      else others.push(one);
    }
    this.nearest = { path: [leaf], fault: 'no-path', depth: 0, nearness: 0 };
  }

  async run(): Promise<readonly Certificate[] | undefined> {
    let walks: readonly Walk[] = [{ path: [this.#request.leaf], faults: [] }];
    while (walks.length > 0) {
      const longer: Walk[] = [];
      for (const { path, faults } of walks) {
        const last = path[path.length - 1] ?? path[0];
        const lacks = await this.#judgeLastSignature(path, last);
        if (lacks === undefined) continue;
        const all = [...faults, ...lacks];
        const anchor = this.#anchors.get(encodeHex(last.der));
        const whole = anchor && path.with(-1, anchor);
        if (whole !== undefined && this.#holds(whole, all)) return whole;
        // To go on from an anchor would keep all the faults that the path has.
        if (whole === undefined) longer.push(...this.#extend({ path, faults: all }, last));
      }
      walks = longer.length > 0 ? longer : this.#deferred.splice(0);
    }
    return undefined;
  }

  #holds(path: readonly Certificate[], faults: readonly PathFault[]): boolean {
    const { at, usage, anchorDates = true } = this.#request;
    const others = [...judgePath(path, { at, usage, anchorDates }), ...faults];
    const all = others.length > 0 ? others : judgeNames(path);
    const [first] = all.toSorted((a, b) => a.depth - b.depth);
    if (first === undefined) return true;
    this.#note({ path, ...first, nearness: WHOLE - all.length });
    return false;
  }

  /**
   * Gives the path with each possible issuer of its last certificate. Where that names its issuer's key and there is such
   * an issuer, the others of the same name are put off. One name with one key stands in a path once (RFC 5280, 6.1).
   */
  #extend({ path, faults }: Walk, { issuer, authorityKeyIdentifier }: Certificate): Walk[] {
    const wanted = authorityKeyIdentifier?.keyIdentifier?.join();
    const named: Walk[] = [];
    const others: Walk[] = [];
    for (const one of this.#issuersByName.get(keyOfName(issuer)) ?? []) {
      if (path.some((other) => isSameParty(one, other))) continue;
      const isNamed = wanted !== undefined && one.subjectKeyIdentifier?.join() === wanted;
      (isNamed ? named : others).push({ path: [...path, one], faults });
    }
    if (named.length === 0 && others.length === 0) {
      this.#note({ path, fault: 'no-path', depth: path.length - 1, nearness: path.length });
    }
    if (named.length === 0) return others;
    this.#deferred.push(...others);
    return named;
  }

  /** Gives what the signature lacks that the last certificate of a path made; undefined where the path ends with it. */
  async #judgeLastSignature(path: Walk['path'], signer: Certificate): Promise<readonly PathFault[] | undefined> {
    const depth = path.length - 2;
    const signed = path[depth];
    if (signed === undefined) return [];
    const verdict = await this.#judgeOnce(signed, signer, path.length);
    if (verdict === 'good') return [];
    // A weak key is the fault of whose it is.
    if (verdict === 'weak-key') return [{ fault: verdict, depth: depth + 1 }];
    if (verdict !== 'signature' && verdict !== 'too-complex') return [{ fault: verdict, depth }];
    const nearness = verdict === 'signature' ? depth + 1.5 : CUT_SHORT;
    this.#note({ path: path.slice(0, -1), fault: verdict, depth: verdict === 'signature' ? depth : 0, nearness });
    return undefined;
  }

  async #judgeOnce(
    signed: Certificate,
    { publicKey }: Certificate,
    length: number,
  ): Promise<SignatureVerdict | 'too-complex'> {
    this.#steps += 1;
    if (length > PATH_LIMIT || this.#steps > STEP_LIMIT) return 'too-complex';
    const key = `${encodeHex(signed.der)} ${encodeHex(publicKey.spki)}`;
    const known = this.#signatures.get(key);
    if (known !== undefined) return known;
    if (this.#signatures.size === SIGNATURE_LIMIT) return 'too-complex';
    const verdict = await judgeSignature(this.#subtle, signed, publicKey);
    this.#signatures.set(key, verdict);
    return verdict;
  }

  #note(attempt: Attempt): void {
    if (attempt.nearness > this.nearest.nearness) this.nearest = attempt;
  }
}

const byContent = (certificate: Certificate): [string, Certificate] => [encodeHex(certificate.der), certificate];

const isSameParty = (a: Certificate, b: Certificate): boolean =>
  equalBytes(a.publicKey.spki, b.publicKey.spki) && equalNames(a.subject, b.subject);

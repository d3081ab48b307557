import type { ChainFault } from '../errors/facts.ts';
import { type Certificate, commonNameOf, printName } from '../x509/certificate.ts';
import { type ChainVerdict, judgeChain } from '../x509/chain.ts';
import { judgePath, type PathFault } from '../x509/path-rules.ts';
import type { ChainLink, InspectedChain } from './inspection.ts';
import { type IssuerLink, isSelfSigned, linkCertificates } from './link-certificates.ts';
import { showText } from './visible-text.ts';

/** A certificate with its place in the source. */
export interface PlacedCertificate {
  readonly itemId: string;
  readonly certificate: Certificate;
  /** Which part of the source, and which place among all items. */
  readonly part: number;
  readonly place: number;
  /** Within something that has no order, such as a PFX. */
  readonly isUnordered: boolean;
}

/** A certificate with those that lead up from it, as far as they are here. */
export interface CertificatePath {
  /** The one that issued nothing here first, each issuer behind the one it issued. */
  readonly certificates: readonly [PlacedCertificate, ...PlacedCertificate[]];
  /** What the signature of each is worth, with the key of the next one; of a self-signed one with its own. */
  readonly signatures: readonly IssuerLink['signature'][];
  /** Whether the last one signed itself. */
  readonly endsInItself: boolean;
  /** Whether the first one is an authority, so that there is no device's certificate among them. */
  readonly isOfAuthority: boolean;
  /** What RFC 5280 has against each of them, with the last one trusted. */
  readonly faults: readonly PathFault[];
  readonly verdict: ChainVerdict;
}

/** Certificates in a path; the judge of chains goes no further either. */
const PATH_LIMIT = 10;
/** Names that are compared with the constraints of an authority, times those: a second's worth. */
const COMPARISON_LIMIT = 4_000_000;
/** Paths that are judged, one for each certificate that issued none. */
export const PATHS_LIMIT = 50;

/**
 * Puts certificates into paths, by who signed whom, and judges each of them; those of devices come first. `isCut`: there
 * are more than `PATHS_LIMIT`, which are left out.
 */
export async function findPaths(
  subtle: SubtleCrypto,
  placed: readonly PlacedCertificate[],
  at: number,
): Promise<{ readonly paths: readonly CertificatePath[]; readonly isCut: boolean }> {
  const links = await linkCertificates(
    subtle,
    placed.map(({ certificate }) => certificate),
    at,
  );
  const places = new Map(placed.map((one) => [one.certificate, one]));
  const issuers = new Set([...links].flatMap(([issued, { issuer }]) => (issuer === issued ? [] : [issuer])));
  const first = placed.filter(({ certificate }) => !issuers.has(certificate));
  const routes = first.map((one) => follow(one, places, links));
  // Certificates that issued each other in a circle have no first one.
  const seen = new Set(routes.flat());
  const circular = placed.find((one) => !seen.has(one));
  const all = circular === undefined ? routes : [...routes, follow(circular, places, links)];
  const paths: CertificatePath[] = [];
  const sorted = all.toSorted(([a], [b]) => Number(isAuthority(a.certificate)) - Number(isAuthority(b.certificate)));
  for (const route of sorted.slice(0, PATHS_LIMIT)) paths.push(await judgeRoute(subtle, route, links, at));
  return { paths, isCut: sorted.length > PATHS_LIMIT };
}

const isAuthority = ({ basicConstraints }: Certificate): boolean => basicConstraints?.ca === true;

type Route = readonly [PlacedCertificate, ...PlacedCertificate[]];

function follow(
  first: PlacedCertificate,
  places: ReadonlyMap<Certificate, PlacedCertificate>,
  links: ReadonlyMap<Certificate, IssuerLink>,
): Route {
  const route: [PlacedCertificate, ...PlacedCertificate[]] = [first];
  let next: PlacedCertificate | undefined = first;
  while (route.length < PATH_LIMIT) {
    const issuer: Certificate | undefined = links.get(next.certificate)?.issuer;
    next = issuer === undefined ? undefined : places.get(issuer);
    if (next === undefined || route.includes(next)) break;
    route.push(next);
  }
  return route;
}

async function judgeRoute(
  subtle: SubtleCrypto,
  certificates: Route,
  links: ReadonlyMap<Certificate, IssuerLink>,
  at: number,
): Promise<CertificatePath> {
  const path = certificates.map(({ certificate }) => certificate);
  const [leaf, ...intermediates] = path as [Certificate, ...Certificate[]];
  const last = path.at(-1) ?? leaf;
  const lastLink = links.get(last);
  const isOfAuthority = isAuthority(leaf);
  const usage = isOfAuthority ? 'any' : 'clientAuth';
  const rules = { at, usage, anchorDates: true } as const;
  const verdict: ChainVerdict = hasTooManyNames(path)
    ? { ok: false, fault: 'too-complex', certificate: leaf, depth: 0, path }
    : await judgeChain(subtle, { leaf, intermediates, anchors: [last], ...rules });
  // Names are compared by the judge of chains alone, for a path that holds by all other rules: there may be very many.
  const names = !verdict.ok && verdict.fault === 'name-constraints' ? [verdict] : [];
  return {
    certificates,
    signatures: path.map((one) => links.get(one)?.signature),
    endsInItself: lastLink !== undefined && isSelfSigned(last, lastLink),
    isOfAuthority,
    faults: [...judgePath(path, rules), ...names],
    verdict,
  };
}

/** Whoever can have a certificate looked at can write a hundred thousand names into it, and as many constraints. */
function hasTooManyNames(path: readonly Certificate[]): boolean {
  const names = path.map(({ subject, subjectAlternativeNames = [] }) => {
    return subject.attributes.length + subjectAlternativeNames.length;
  });
  const constraints = path.map(({ nameConstraints }) => {
    return nameConstraints === undefined ? 0 : nameConstraints.permitted.length + nameConstraints.excluded.length;
  });
  const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
  return sum(names) * sum(constraints) > COMPARISON_LIMIT;
}

/** Gives the picture of a path. */
export function describePath(path: CertificatePath): InspectedChain {
  const { certificates, endsInItself, verdict } = path;
  const links = certificates.map(({ itemId, certificate }, depth): ChainLink => {
    const isLast = depth === certificates.length - 1;
    const isRoot = isLast && endsInItself && (depth > 0 || path.isOfAuthority);
    const isLeaf = depth === 0 && !path.isOfAuthority;
    return {
      itemId,
      commonName: nameOf(certificate),
      role: isRoot ? 'root' : isLeaf ? 'leaf' : 'intermediate',
      notAfter: certificate.notAfter,
      fault: findFault(path, depth),
    };
  });
  const last = certificates.at(-1) ?? certificates[0];
  return {
    links: endsInItself ? links : [...links, describeMissing(last.certificate)],
    verdict: verdict.ok ? { ok: true } : { ok: false, fault: verdict.fault, depth: verdict.depth },
    isInOrder: certificates.every((one, depth) => follows(one, certificates[depth - 1])),
  };
}

/** Says whether one stands behind another, where both are of one file that has an order. */
export function follows(one: PlacedCertificate, before: PlacedCertificate | undefined): boolean {
  return before === undefined || one.isUnordered || one.part !== before.part || one.place > before.place;
}

function findFault({ faults, signatures, certificates }: CertificatePath, depth: number): ChainFault | undefined {
  const signature = depth < certificates.length - 1 ? signatures[depth] : 'good';
  const own = faults.find((fault) => fault.depth === depth)?.fault;
  // A weak key is the fault of whose it is, and found there.
  return own ?? (signature === 'good' || signature === 'weak-key' ? undefined : signature);
}

function describeMissing({ issuer }: Certificate): ChainLink {
  const commonName = showText(commonNameOf(issuer) ?? printName(issuer));
  return { itemId: undefined, commonName, role: 'missing', notAfter: undefined, fault: undefined };
}

/** Gives what a certificate is called: its common name, or its whole name where it has none. */
export function nameOf({ subject }: Pick<Certificate, 'subject'>): string {
  return showText(commonNameOf(subject) ?? printName(subject));
}

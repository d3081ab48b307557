import { isDeviceLeaf } from '#core/certificate-export/outputs-of';
import { makeFinding, type Finding } from '#core/errors/workbench-error';
import type { CertificateSecret } from '#core/identity/device-record';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { lifeOf } from '#core/rolling/certificate-life';

/** What a device can be made of: a certificate with its key, or the two of a pair. */
export interface CertificateChoice {
  /** Of the first. */
  readonly id: string;
  /** The common name: of a device its ID, of a module that of its device, a slash and its own. */
  readonly name: string;
  readonly primary: KeptCertificate;
  readonly secondary: KeptCertificate | undefined;
}

/**
 * Gives the certificates of devices and modules whose keys are here, the newest first. The two of a pair are one choice; of
 * a pair that was renewed it has the newest ones.
 */
export function listCertificateChoices({ certificates }: Pick<Shelf, 'certificates'>): readonly CertificateChoice[] {
  const replaced = new Set(certificates.map(({ replaces }) => replaces));
  const usable = certificates
    .filter((one) => (isDeviceLeaf(one) || one.role === 'module') && one.key.kind !== 'elsewhere')
    .filter(({ facts }) => facts.commonName !== '')
    .toSorted((a, b) => b.createdAt - a.createdAt);
  const choices = new Map<string, CertificateChoice>();
  for (const one of usable) {
    if (one.pair === undefined) choices.set(one.id, choiceOfTwo(one, undefined));
    else if (!choices.has(one.pair.id)) choices.set(one.pair.id, choiceOfPair(usable, one.pair.id, replaced));
  }
  return [...choices.values()];
}

/** Gives the choice that a certificate belongs to; also that of a pair for one whose place was taken since. */
export function findCertificateChoice(
  choices: readonly CertificateChoice[],
  certificate: Pick<KeptCertificate, 'id' | 'pair'>,
): CertificateChoice | undefined {
  const { id, pair } = certificate;
  return choices.find(({ primary }) => primary.id === id || (pair !== undefined && primary.pair?.id === pair.id));
}

/** Gives what a device keeps of its choice. */
export function secretOfChoice({ primary, secondary }: CertificateChoice): CertificateSecret {
  return { kind: 'certificate', primaryId: primary.id, ...(secondary && { secondaryId: secondary.id }) };
}

/** Says where the certificates of a choice are in their lives, as far as that is worth knowing; none of it is a fault. */
export function noteLife({ primary, secondary }: CertificateChoice, now: number): readonly Finding[] {
  return [primary, ...(secondary === undefined ? [] : [secondary])].flatMap(({ facts }): readonly Finding[] => {
    const { commonName: name, notAfter, notBefore } = facts;
    const { state } = lifeOf(facts, now);
    if (state === 'ended') return [makeFinding('device/certificate-ended', { name, notAfter })];
    if (state === 'not-yet') return [makeFinding('device/certificate-not-yet-valid', { name, notBefore })];
    return state === 'soon' ? [makeFinding('device/certificate-ends-soon', { name, notAfter })] : [];
  });
}

function choiceOfPair(
  usable: readonly KeptCertificate[],
  pairId: string,
  replaced: ReadonlySet<string | undefined>,
): CertificateChoice {
  const all = usable.filter(({ pair }) => pair?.id === pairId);
  const current = all.filter(({ id }) => !replaced.has(id));
  const inSlot = (slot: 'primary' | 'secondary'): KeptCertificate | undefined =>
    current.find(({ pair }) => pair?.slot === slot);
  const first = inSlot('primary') ?? inSlot('secondary') ?? all[0];
  if (first === undefined) throw new TypeError('A pair has a certificate at least');
  const second = inSlot('secondary');
  return choiceOfTwo(first, second === first ? undefined : second);
}

function choiceOfTwo(primary: KeptCertificate, secondary: KeptCertificate | undefined): CertificateChoice {
  return { id: primary.id, name: primary.facts.commonName, primary, secondary };
}

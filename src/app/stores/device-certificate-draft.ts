import { isGroupAuthority } from '#core/certificate-export/outputs-of';
import type { Profile, ValidityPeriod } from '#core/issuing/certificate-plan';
import { defaultsOf } from '#core/issuing/defaults';
import { judgeIssue } from '#core/issuing/judge-issue';
import type { KeyKind } from '#core/issuing/key-kind';
import type { KeptCertificate, NewDeviceCertificate, NewKeyPlace, NewPair, Shelf } from '#core/ports/certificate-maker';
import { lifeOf } from '#core/rolling/certificate-life';
import { signerIn } from './certificate-in.ts';
import type { FieldJudgement } from './field-judgement.ts';
import { fieldsOfVerdict, type IssueField } from './issue-fields.ts';
import {
  endWithIssuer,
  judgeValidityDraft,
  makeValidityDraft,
  type JudgedValidity,
  type ValidityDraft,
} from './validity-draft.ts';

/** What is made for a device. `pair`: two that sign themselves, for an enrollment of its own. */
export const DEVICE_CERTIFICATE_KINDS = ['device', 'pair', 'module', 'edge-ca'] as const;
export type DeviceCertificateKind = (typeof DEVICE_CERTIFICATE_KINDS)[number];

/** A certificate of a device that is to be made, as it stands in its form. */
export interface DeviceCertificateDraft {
  readonly kind: DeviceCertificateKind;
  readonly name: string;
  /** Who signs it; of a pair nobody else. */
  readonly authorityId: string | undefined;
  readonly profile: Profile;
  readonly keyKind: KeyKind;
  /** Undefined until it is chosen: whether a key may leave is asked, and not assumed. */
  readonly keyPlace: NewKeyPlace | undefined;
  readonly validity: ValidityDraft;
  /** Of the second certificate of a pair. */
  readonly secondValidity: ValidityDraft;
}

/** What is to be made once nothing speaks against it. */
export type DeviceCertificateWish =
  { readonly kind: 'one'; readonly wish: NewDeviceCertificate } | { readonly kind: 'pair'; readonly wish: NewPair };

export type DeviceCertificateField = IssueField | 'secondValidity' | 'keyPlace';

export interface JudgedDeviceCertificate {
  readonly fields: ReadonlyMap<DeviceCertificateField, FieldJudgement>;
  /** What is not told yet, or not so that a pair is of use. */
  readonly missing: ReadonlySet<'keyPlace' | 'secondValidity'>;
  readonly wish: DeviceCertificateWish | undefined;
}

const ROLES = { device: 'device', pair: 'self-signed', module: 'module', 'edge-ca': 'edge-ca' } as const;

/** Gives the role of a certificate of this kind. */
export function roleOfKind(kind: DeviceCertificateKind): (typeof ROLES)[DeviceCertificateKind] {
  return ROLES[kind];
}

/** Gives authorities whose key is here and that have not ended, the newest first: those that can sign now. */
export function listSigners({ certificates }: Shelf, now: number): readonly KeptCertificate[] {
  return certificates
    .filter((one) => isGroupAuthority(one) && one.key.kind !== 'elsewhere' && lifeOf(one.facts, now).state !== 'ended')
    .toSorted((a, b) => b.createdAt - a.createdAt);
}

/**
 * Gives who is to sign a certificate of this kind unless somebody chooses: the one that is wanted or else the newest, if
 * they can, or else the newest that can. Where nobody can, the form says why.
 */
export function chooseSigner(
  kind: DeviceCertificateKind,
  shelf: Shelf,
  now: number,
  wantedId?: string,
): KeptCertificate | undefined {
  const signers = listSigners(shelf, now);
  const wanted = signers.find(({ id }) => id === wantedId);
  const inOrder = wanted === undefined ? signers : [wanted, ...signers];
  const canSign = (signer: KeptCertificate): boolean => {
    const { fields } = judgeDeviceDraft(makeDeviceDraft(kind, 'azure', signer, now), shelf, now);
    return fields.get('authority')?.error === undefined;
  };
  return inOrder.find(canSign) ?? inOrder[0];
}

/** Gives the draft of a certificate as a profile makes it. It ends with its issuer at the latest. */
export function makeDeviceDraft(
  kind: DeviceCertificateKind,
  profile: Profile,
  authority: KeptCertificate | undefined,
  now: number,
): DeviceCertificateDraft {
  const { keyKind, days } = defaultsOf(profile, ROLES[kind]);
  const validity = makeValidityDraft(days);
  const issuer = kind === 'pair' ? undefined : authority;
  return {
    kind,
    name: '',
    authorityId: authority?.id,
    profile,
    keyKind,
    keyPlace: undefined,
    validity: issuer === undefined ? validity : endWithIssuer(validity, issuer.facts.notAfter, now),
    // Later than the first, so that one is good while the other is exchanged.
    secondValidity: makeValidityDraft(days + Math.ceil(days / 2)),
  };
}

/** Takes another kind, profile or authority, and what that makes certificates with; what was changed by hand stays. */
export function rebaseDeviceDraft(
  draft: DeviceCertificateDraft,
  part: Partial<Pick<DeviceCertificateDraft, 'kind' | 'profile' | 'authorityId'>>,
  shelf: Shelf,
  now: number,
): DeviceCertificateDraft {
  const { kind = draft.kind } = part;
  const authorityId = kind === draft.kind ? draft.authorityId : signerOfKind(kind, draft, shelf, now);
  const next = { ...draft, authorityId, ...part };
  const usual = ({ kind, profile, authorityId }: DeviceCertificateDraft): DeviceCertificateDraft =>
    makeDeviceDraft(kind, profile, authorityOf(shelf, authorityId), now);
  const [before, after] = [usual(draft), usual(next)];
  const take = <Name extends 'keyKind' | 'validity' | 'secondValidity'>(name: Name): DeviceCertificateDraft[Name] =>
    JSON.stringify(draft[name]) === JSON.stringify(before[name]) ? after[name] : draft[name];
  return {
    ...next,
    keyKind: take('keyKind'),
    validity: take('validity'),
    secondValidity: take('secondValidity'),
  };
}

/** Whoever was chosen by hand signs another kind, too, if they can. */
function signerOfKind(
  kind: DeviceCertificateKind,
  draft: DeviceCertificateDraft,
  shelf: Shelf,
  now: number,
): string | undefined {
  const isUsual = draft.authorityId === chooseSigner(draft.kind, shelf, now)?.id;
  return chooseSigner(kind, shelf, now, isUsual ? undefined : draft.authorityId)?.id;
}

/** Judges a draft at this moment. A period that is not told yet is no field's fault here: the form says so itself. */
export function judgeDeviceDraft(draft: DeviceCertificateDraft, shelf: Shelf, now: number): JudgedDeviceCertificate {
  const isPair = draft.kind === 'pair';
  const authority = isPair ? undefined : authorityOf(shelf, draft.authorityId);
  const first = judgeValidityDraft(draft.validity, now);
  const second = isPair ? judgeValidityDraft(draft.secondValidity, now) : first;
  const verdicts = [first, second].map((validity) =>
    judgeIssue({
      role: ROLES[draft.kind],
      commonName: draft.name,
      keyKind: draft.keyKind,
      validity: periodOr(validity, authority, now),
      // What an IoT Edge device signs are its modules and the devices below it, and no further authority.
      pathLength: draft.kind === 'edge-ca' ? 0 : undefined,
      ...signerIn(authority),
      at: now,
    }),
  );
  const [verdict, other] = verdicts;
  if (verdict === undefined || other === undefined) throw new TypeError('There is a verdict for each validity.');
  const fields = new Map<DeviceCertificateField, FieldJudgement>(fieldsOfVerdict(verdict));
  if (isPair) fields.set('secondValidity', fieldsOfVerdict(other).get('validity') ?? GOOD);
  const missing = listMissing(draft, first, second);
  if (!verdict.ok || !other.ok || first.kind === 'faults' || second.kind === 'faults' || missing.size > 0) {
    return { fields, missing, wish: undefined };
  }
  return { fields, missing, wish: makeWish(draft, { primary: first.period, secondary: second.period }) };
}

const GOOD: FieldJudgement = { error: undefined, notes: [] };

/** Both ends at once would leave no time in which one certificate is good while the other is exchanged. */
function listMissing(
  { kind, keyPlace }: DeviceCertificateDraft,
  first: JudgedValidity,
  second: JudgedValidity,
): JudgedDeviceCertificate['missing'] {
  const isSameEnd =
    kind === 'pair' &&
    first.kind === 'period' &&
    second.kind === 'period' &&
    second.period.notAfter <= first.period.notAfter;
  return new Set([
    ...(keyPlace === undefined ? (['keyPlace'] as const) : []),
    ...(isSameEnd ? (['secondValidity'] as const) : []),
  ]);
}

function makeWish(
  draft: DeviceCertificateDraft,
  validity: Readonly<Record<'primary' | 'secondary', ValidityPeriod>>,
): DeviceCertificateWish | undefined {
  const { kind, authorityId, profile, keyKind, keyPlace } = draft;
  // As it was typed: whoever makes it gives the CA of an IoT Edge device its ending.
  const name = draft.name.trim();
  if (keyPlace === undefined) return undefined;
  const chosen = { profile, keyKind, keyPlace };
  if (kind === 'pair') return { kind: 'pair', wish: { deviceId: name, validity, ...chosen } };
  if (authorityId === undefined) return undefined;
  return { kind: 'one', wish: { role: kind, name, authorityId, validity: validity.primary, ...chosen } };
}

function authorityOf({ certificates }: Shelf, id: string | undefined): KeptCertificate | undefined {
  return certificates.find((one) => one.id === id);
}

/** While the period is not told, the rest can be judged with any that suits. */
function periodOr(validity: JudgedValidity, authority: KeptCertificate | undefined, now: number): ValidityPeriod {
  if (validity.kind === 'period') return validity.period;
  const notBefore = Math.floor(now / 1000) * 1000;
  return { notBefore, notAfter: Math.min(authority?.facts.notAfter ?? Infinity, notBefore + 86_400_000) };
}

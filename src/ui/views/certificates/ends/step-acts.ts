import { html, type TemplateResult } from 'lit';
import { isGroupAuthority } from '#core/certificate-export/outputs-of';
import type { KeptCertificate, KeptGuide, Shelf } from '#core/ports/certificate-maker';
import type { RollingStep } from '#core/rolling/rolling-steps';
import { uiCertificateEndsWords } from '#core/words/en/ui-certificates-ends';
import { certificateOf } from '#app/stores/certificate-shelf';
import { cloudStepOf, type CloudStep } from '#app/use-cases/roll-in-cloud';
import { field } from '../../../elements/field/field.ts';
import { selectInput } from '../../../elements/field/select-input.ts';
import { icons, type Icon } from '../../../elements/icon/icon.ts';
import { formatUtcDay } from '../../../elements/text/utc.ts';
import type { Route } from '../../../routes.ts';
import type { CertificateWish } from '../certificate-wish.ts';
import { certificateRoute } from '../shared/certificate-link.ts';

const words = uiCertificateEndsWords.guide;

/** Something that can be pressed at a step. */
export interface StepAct {
  readonly label: string;
  readonly icon: Icon;
  readonly run: () => void;
  /** What is most likely wanted. */
  readonly isMain?: boolean;
}

/** What can be done of a step here. */
export interface StepActs {
  readonly buttons: readonly StepAct[];
  /** A choice that goes before the buttons. */
  readonly choice?: TemplateResult | undefined;
  /** What has to be done before. */
  readonly lacking?: string | undefined;
}

export interface StepActsOptions {
  readonly step: RollingStep;
  readonly guide: KeptGuide;
  readonly old: KeptCertificate;
  readonly replacement: KeptCertificate | undefined;
  readonly shelf: Shelf;
  readonly now: number;
  readonly onWish: (wish: CertificateWish) => void;
  /** Takes a certificate that is here as the new one. */
  readonly onChoose: (id: string) => void;
  readonly onCloud: (step: CloudStep) => void;
  readonly onGo: (route: Route) => void;
}

const NONE: StepActs = { buttons: [] };

/** Gives what can be done of a step here: by ourselves, in a local cloud, or on the page where it is done. */
export function stepActs(options: StepActsOptions): StepActs {
  const { step, guide } = options;
  if (step === 'make-new') return isGroupAuthority(options.old) ? makeAuthorityActs(options) : makeLeafActs(options);
  const cloudStep = cloudStepOf(step, guide.kind);
  if (cloudStep !== undefined) return cloudActs(options, cloudStep);
  switch (step) {
    case 'prove':
      return pageActs(options, words.prove, icons.shield);
    case 'deploy':
      return pageActs(options, words.files, icons.download);
    case 'issue-leaves':
      return issueActs(options);
    case 'watch-devices':
    case 'remove-from-hub':
      return { buttons: [cloudRoom(options)] };
    case 'add-new':
    case 'replace-old':
    case 'remove-old':
    case 'disable':
    case 'enable':
      return NONE;
  }
}

/** The other half of a pair is a new certificate already, if it is good longer. */
function makeLeafActs({ guide, old, shelf, onWish, onChoose }: StepActsOptions): StepActs {
  const { id, pair, facts } = old;
  const isBreach = guide.kind.endsWith('breach');
  const half = shelf.certificates.find((one) => one.id !== id && pair !== undefined && one.pair?.id === pair.id);
  const isUsable =
    half !== undefined && !isBreach && half.pair?.slot !== pair?.slot && half.facts.notAfter > facts.notAfter;
  const renew: StepAct = {
    label: words.makeNew,
    icon: icons.refresh,
    run: () =>
      onWish({ kind: 'renew', certificateId: id, guideId: guide.id, ...(isBreach ? { key: 'new' as const } : {}) }),
    isMain: !isUsable,
  };
  if (!isUsable) return { buttons: [renew] };
  const take: StepAct = {
    label: words.useOtherHalf(formatUtcDay(half.facts.notAfter)),
    icon: icons.check,
    run: () => onChoose(half.id),
    isMain: true,
  };
  return { buttons: [take, renew] };
}

/** A new authority has a name of its own, so it is made as such, and then chosen. */
function makeAuthorityActs({ guide, old, shelf, onWish, onChoose }: StepActsOptions): StepActs {
  const parent = old.authorityId === undefined ? undefined : certificateOf(shelf, old.authorityId);
  const make: StepAct =
    old.role === 'root' || parent === undefined
      ? { label: words.makeRoot, icon: icons.authority, run: () => onWish({ kind: 'make-root' }), isMain: true }
      : {
          label: words.makeIntermediate,
          icon: icons.layers,
          run: () => onWish({ kind: 'make-intermediate', authorityId: parent.id }),
          isMain: true,
        };
  const candidates = shelf.certificates
    .filter(({ id, role, createdAt }) => id !== old.id && role === old.role && createdAt > old.createdAt)
    .toReversed();
  return { buttons: [make], choice: candidates.length === 0 ? undefined : chooser(guide, candidates, onChoose) };
}

function chooser(
  guide: KeptGuide,
  candidates: readonly KeptCertificate[],
  onChoose: (id: string) => void,
): TemplateResult {
  return html`${field({ id: `guide-choice-${guide.id}`, label: words.choose }, (ties) =>
    selectInput<string>(ties, {
      value: guide.replacementId ?? '',
      options: [
        { value: '', label: words.chooseNone },
        ...candidates.map(({ id, facts }) => ({ value: id, label: facts.commonName || facts.subjectName })),
      ],
      onChange: (id) => id !== '' && onChoose(id),
    }),
  )}`;
}

/** Steps that put the new certificate somewhere need one. */
function cloudActs({ replacement, onCloud }: StepActsOptions, step: CloudStep): StepActs {
  const needsNext = step === 'add-new' || step === 'replace-old' || step === 'enable';
  if (needsNext && replacement === undefined) return { buttons: [], lacking: words.needsNext };
  return { buttons: [{ label: words.inCloud, icon: icons.cloud, run: () => onCloud(step), isMain: true }] };
}

function pageActs({ replacement, onGo }: StepActsOptions, label: string, sign: Icon): StepActs {
  if (replacement === undefined) return { buttons: [], lacking: words.needsNext };
  return { buttons: [{ label, icon: sign, run: () => onGo(certificateRoute(replacement)), isMain: true }] };
}

function issueActs({ replacement, onWish, onGo }: StepActsOptions): StepActs {
  if (replacement === undefined) return { buttons: [], lacking: words.needsNext };
  const many: Route = { room: 'certificates', tab: 'many', id: undefined };
  return {
    buttons: [
      { label: words.issueMany, icon: icons.list, run: () => onGo(many), isMain: true },
      {
        label: words.issueOne,
        icon: icons.plus,
        run: () => onWish({ kind: 'make-device', authorityId: replacement.id }),
      },
    ],
  };
}

function cloudRoom({ onGo }: StepActsOptions): StepAct {
  return {
    label: words.cloud,
    icon: icons.cloud,
    run: () => onGo({ room: 'cloud', place: undefined, tab: 'devices', device: undefined }),
  };
}

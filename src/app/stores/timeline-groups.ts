import type { KeptGuide, Shelf } from '#core/ports/certificate-maker';
import type { TimelineEntry } from '#core/rolling/make-timeline';
import { stepsOf, type RollingStep } from '#core/rolling/rolling-steps';
import { certificateOf } from './certificate-shelf.ts';

/** The parts of a timeline, what is most urgent first. */
export const TIMELINE_GROUPS = ['soon', 'ended', 'good'] as const;
export type TimelineGroup = (typeof TIMELINE_GROUPS)[number];

/** Gives the entries of each part, in the order of the timeline; of the ended ones the last to end comes first. */
export function groupTimeline(
  entries: readonly TimelineEntry[],
): Readonly<Record<TimelineGroup, readonly TimelineEntry[]>> {
  return {
    soon: entries.filter(({ state }) => state === 'soon'),
    ended: entries.filter(({ state }) => state === 'ended').toReversed(),
    good: entries.filter(({ state }) => state === 'good' || state === 'not-yet'),
  };
}

/** How far a rolling is. */
export interface GuideProgress {
  readonly steps: readonly RollingStep[];
  readonly done: number;
  /** The first that is not done; undefined at the end. */
  readonly next: RollingStep | undefined;
}

/** Says how far a rolling is. Of a certificate that is gone nothing is known but what was done. */
export function progressOf(guide: KeptGuide, shelf: Shelf): GuideProgress {
  const certificate = certificateOf(shelf, guide.certificateId);
  const steps = certificate === undefined ? guide.done : stepsOf(guide.kind, certificate.role);
  const isDone = (step: RollingStep): boolean => guide.done.includes(step);
  return { steps, done: steps.filter(isDone).length, next: steps.find((step) => !isDone(step)) };
}

/** Gives the rolling of a certificate that is under way, if there is one. */
export function guideOf(certificateId: string, shelf: Shelf): KeptGuide | undefined {
  return shelf.guides.find((one) => one.certificateId === certificateId && progressOf(one, shelf).next !== undefined);
}

import type { JsonObject } from '#core/bytes/json';
import { isJsonObject } from '#core/bytes/json';
import type { TwinView } from '#core/ports/device-host';
import { mergePatch } from './merge-patch.ts';

/** A change to desired properties that counts: newer than all that is known. */
export interface DesiredChange {
  /** Without `$version`. */
  readonly patch: JsonObject;
  readonly version: number;
}

interface ReportedChange {
  readonly patch: JsonObject;
  readonly version: number | undefined;
}

/** What became of a patch that came in. */
export type PatchOutcome =
  | { readonly kind: 'newer'; readonly change: DesiredChange }
  | { readonly kind: 'old'; readonly known: number }
  /** The twin was not read since the connection began, so nobody knows whether it is newer; it is kept. */
  | { readonly kind: 'early' };

/** The device's side of its twin. Desired properties go by version: what is not newer is dropped. */
export interface Twin {
  readonly view: TwinView | undefined;
  /** A new connection: patches are kept until the twin was read on it. */
  beginConnection(): void;
  /** Takes the document that a read gave, and then the kept patches that are newer. Gives false when it is no twin. */
  read(document: unknown, at: number): boolean;
  patch(patch: JsonObject, version: number, at: number): PatchOutcome;
  /** Reported properties were taken as `version` (undefined when the service did not say). */
  reported(patch: JsonObject, version: number | undefined, at: number): void;
}

/** Changes that wait for the twin to be read; the oldest go first, since a read that comes later knows them. */
const EARLY_LIMIT = 100;

/** Gives a twin that was not read yet. */
export function createTwin(): Twin {
  let view: TwinView | undefined;
  let early: DesiredChange[] | undefined = [];
  let earlyReports: ReportedChange[] = [];

  const apply = (change: DesiredChange, at: number): PatchOutcome => {
    if (view === undefined) return { kind: 'early' };
    if (change.version <= view.desiredVersion) return { kind: 'old', known: view.desiredVersion };
    const desired = mergePatch(view.desired, change.patch);
    view = { ...view, desired, desiredVersion: change.version, readAt: at };
    return { kind: 'newer', change };
  };

  const report = (change: ReportedChange, at: number): void => {
    if (view === undefined) return;
    const reported = mergePatch(view.reported, change.patch);
    view = { ...view, reported, reportedVersion: change.version ?? view.reportedVersion, readAt: at };
  };

  return {
    get view() {
      return view;
    },
    beginConnection() {
      early = [];
      earlyReports = [];
    },
    read(document, at) {
      const parsed = parseTwin(document, at);
      if (parsed === undefined) return false;
      view = parsed;
      for (const change of early ?? []) apply(change, at);
      for (const change of earlyReports) if ((change.version ?? 0) > view.reportedVersion) report(change, at);
      early = undefined;
      earlyReports = [];
      return true;
    },
    patch(patch, version, at) {
      const change = { patch: withoutDollars(patch), version };
      if (early === undefined) return apply(change, at);
      early = [...early, change].slice(-EARLY_LIMIT);
      return { kind: 'early' };
    },
    reported(patch, version, at) {
      // The document that is on its way may be older than this answer.
      if (early !== undefined) earlyReports = [...earlyReports, { patch, version }].slice(-EARLY_LIMIT);
      report({ patch, version }, at);
    },
  };
}

function parseTwin(document: unknown, readAt: number): TwinView | undefined {
  const { desired, reported } = (document ?? {}) as Record<string, unknown>;
  if (!isSection(desired) || !isSection(reported)) return undefined;
  return {
    desired: withoutDollars(desired),
    desiredVersion: versionOf(desired),
    reported: withoutDollars(reported),
    reportedVersion: versionOf(reported),
    readAt,
  };
}

function isSection(value: unknown): value is JsonObject {
  return isJsonObject(value as JsonObject | undefined);
}

function versionOf(section: JsonObject): number {
  const version = section['$version'];
  return typeof version === 'number' ? version : 0;
}

/** `$version` and `$metadata` are about the section, not in it. */
function withoutDollars(section: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(section).filter(([name]) => !name.startsWith('$')));
}

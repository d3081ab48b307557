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

/** Gives a twin that was not read yet. */
export function createTwin(): Twin {
  let view: TwinView | undefined;
  let early: DesiredChange[] | undefined = [];

  const apply = (change: DesiredChange, at: number): PatchOutcome => {
    if (view === undefined) return { kind: 'early' };
    if (change.version <= view.desiredVersion) return { kind: 'old', known: view.desiredVersion };
    const desired = mergePatch(view.desired, change.patch);
    view = { ...view, desired, desiredVersion: change.version, readAt: at };
    return { kind: 'newer', change };
  };

  return {
    get view() {
      return view;
    },
    beginConnection() {
      early = [];
    },
    read(document, at) {
      const parsed = parseTwin(document, at);
      if (parsed === undefined) return false;
      view = parsed;
      for (const change of early ?? []) apply(change, at);
      early = undefined;
      return true;
    },
    patch(patch, version, at) {
      const change = { patch: withoutDollars(patch), version };
      if (early === undefined) return apply(change, at);
      early.push(change);
      return { kind: 'early' };
    },
    reported(patch, version, at) {
      if (view === undefined) return;
      const reported = mergePatch(view.reported, patch);
      view = { ...view, reported, reportedVersion: version ?? view.reportedVersion, readAt: at };
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

import type { JsonObject } from '#core/bytes/json';
import type { Timer } from '#core/ports/clock';
import type { CloudContext, StateChange } from '../cloud-context.ts';
import type { HubConfiguration } from '../state/hub-configuration-state.ts';
import { createBook, type Book } from './application.ts';
import { applyContent, findDifference } from './hub-configuration-content.ts';
import { parseCondition } from './hub-job-wish.ts';
import { findHubIdentity, listHubIdentities } from './hub-registry.ts';
import { describeHubTwin } from './hub-shapes.ts';
import type { Identity } from './identity.ts';
import { matchTwin } from './twin-query.ts';
import { patchTwin } from './twins.ts';

/** Configurations that a hub has at most ("IoT Hub quotas and throttling"). */
const CONFIGURATION_LIMIT = 100;
/** Changes are gathered for this long. Azure looks every five minutes. */
const ROLLOUT_DELAY_MS = 1000;

/** The configurations of the hub. They are brought to devices by themselves, as these and their twins change. */
export interface HubConfigurations {
  list(): readonly HubConfiguration[];
  find(id: string): HubConfiguration | undefined;
  /** False: there are so many that there is no room for one more. */
  put(configuration: HubConfiguration): boolean;
  /** What it set stays, unless another configuration sets it. */
  remove(id: string): void;
  /** Told of every change of the state: a twin may be one that a configuration is for. */
  changed(change: StateChange): void;
  /** Looks at every device that is there. */
  resume(): void;
  dispose(): void;
}

/** Gives the configurations that were kept; nothing is brought to a device before `resume`. */
export function createHubConfigurations(context: CloudContext, kept: readonly HubConfiguration[]): HubConfigurations {
  return new Rollout(context, kept);
}

/** Gives the devices that a configuration is for. */
export function listTargets(
  context: CloudContext,
  configuration: Pick<HubConfiguration, 'targetCondition'>,
): readonly Identity[] {
  return listHubIdentities(context).filter(makeTargetTest(context, configuration));
}

/** Says whether a device has all that a configuration sets. */
export function isApplied({ deviceContent }: HubConfiguration, { state }: Identity): boolean {
  const { desired } = state.twin;
  return Object.keys(findDifference(desired, applyContent(desired, deviceContent))).length === 0;
}

/** Gives what tells the devices that a configuration is for. The condition is read once for all of them. */
function makeTargetTest(
  context: CloudContext,
  { targetCondition }: Pick<HubConfiguration, 'targetCondition'>,
): (identity: Identity) => boolean {
  const condition = targetCondition.trim() === '' ? undefined : parseCondition(targetCondition);
  if (condition === undefined || 'wrong' in condition) return () => false;
  const { where } = condition;
  return (identity) => {
    if (identity.state.moduleId !== undefined) return false;
    return where === undefined || matchTwin(describeHubTwin(context, identity), where) === true;
  };
}

interface OrderedContent {
  readonly deviceContent: JsonObject;
  readonly isTarget: (identity: Identity) => boolean;
}

class Rollout implements HubConfigurations {
  readonly #context: CloudContext;
  readonly #book: Book<HubConfiguration>;
  /** Devices to look at. */
  readonly #changed = new Set<string>();
  #timer: Timer | undefined;
  #isDisposed = false;

  constructor(context: CloudContext, kept: readonly HubConfiguration[]) {
    this.#context = context;
    this.#book = createBook(kept, (id) => context.changed('hubConfigurations', id));
  }

  list(): readonly HubConfiguration[] {
    return this.#book.list();
  }

  find(id: string): HubConfiguration | undefined {
    return this.#book.find(id);
  }

  put(configuration: HubConfiguration): boolean {
    if (this.find(configuration.id) === undefined && this.list().length >= CONFIGURATION_LIMIT) return false;
    this.#book.put(configuration);
    this.resume();
    return true;
  }

  remove(id: string): void {
    this.#book.remove(id);
    this.resume();
  }

  changed([book, id]: StateChange): void {
    if (book === 'identities' && this.list().length > 0) this.#look([id]);
  }

  resume(): void {
    if (this.list().length === 0) return this.#rest();
    this.#look(listHubIdentities(this.#context).map(({ id }) => id));
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#rest();
  }

  #rest(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#changed.clear();
  }

  #look(ids: readonly string[]): void {
    // What ends with the cloud changes identities, too.
    if (this.#isDisposed) return;
    for (const id of ids) this.#changed.add(id);
    if (this.#changed.size > 0) this.#timer ??= this.#context.clock.after(ROLLOUT_DELAY_MS, () => this.#rollOut());
  }

  #rollOut(): void {
    this.#timer = undefined;
    const ids = [...this.#changed];
    this.#changed.clear();
    const inOrder = this.list()
      .toSorted((a, b) => a.priority - b.priority || a.createdAt - b.createdAt)
      .map(({ deviceContent, ...configuration }) => ({
        deviceContent,
        isTarget: makeTargetTest(this.#context, configuration),
      }));
    for (const id of ids) {
      const identity = findHubIdentity(this.#context, { deviceId: id });
      if (identity !== undefined) this.#bring(identity, inOrder);
    }
  }

  /** The last one wins where two set the same. What a twin cannot take is left out whole, and not counted as applied. */
  #bring(identity: Identity, inOrder: readonly OrderedContent[]): void {
    const { desired } = identity.state.twin;
    let wanted: JsonObject = desired;
    for (const { deviceContent, isTarget } of inOrder) {
      if (isTarget(identity)) wanted = applyContent(wanted, deviceContent);
    }
    const patch = findDifference(desired, wanted);
    if (Object.keys(patch).length > 0) patchTwin(this.#context, identity, { desired: patch });
  }
}

import { findingOf, type Finding } from '#core/errors/workbench-error';
import { createStore, type ReadableStore } from '#core/store';
import type { DeviceAccess } from '../cloud-devices.ts';
import { createCloudOperator, type CloudOperator } from '../cloud-operator.ts';
import type { LocalCloudAddress, Services } from '../services.ts';

/** What can be done to many devices. */
export type BulkVerb = DeviceAccess | 'remove';

/** A device to which it was not done. */
export interface BulkFailure {
  readonly id: string;
  readonly finding: Finding;
}

/** One thing that is done, or was done, to many devices of one cloud. */
export interface BulkWork {
  readonly cloud: LocalCloudAddress['kind'];
  readonly verb: BulkVerb;
  readonly total: number;
  /** Devices that are through, well or not. */
  readonly done: number;
  readonly failures: readonly BulkFailure[];
  /** `cut-off`: the cloud did not answer any more. Those that are left are as they were. */
  readonly phase: 'running' | 'ended' | 'stopped' | 'cut-off';
}

/** Where work on many devices goes on while the page is looked at elsewhere. One at a time. */
export interface BulkDesk {
  readonly work: ReadableStore<BulkWork | undefined>;
  /** Resolves with the IDs of those to which it was done; with none while other work is going on. Rejects with our mistakes. */
  start(address: LocalCloudAddress, verb: BulkVerb, ids: readonly string[]): Promise<readonly string[]>;
  /** Begins no more devices. */
  stop(): void;
  /** Forgets work that is over. */
  clear(): void;
  dispose(): void;
}

/** Requests under way at once: enough to hide their way there and back, few enough to leave the cloud room. */
const LANES = 6;
/** The page is told at most so often. */
const TELL_EVERY_MS = 100;

/** Gives a desk without work. */
export function createBulkDesk(services: Services): BulkDesk {
  const work = createStore<BulkWork | undefined>(undefined);
  let running: BulkRun | undefined;
  return {
    work,
    async start(address, verb, ids) {
      if (running !== undefined) return [];
      const operator = createCloudOperator(services.operator(address));
      const tell = (now: BulkWork): void => work.set(now);
      running = new BulkRun(operator, services.clock, { cloud: address.kind, verb, ids }, tell);
      try {
        return await running.run();
      } finally {
        running = undefined;
      }
    },
    stop: () => running?.stop(),
    clear() {
      if (running === undefined) work.set(undefined);
    },
    dispose: () => running?.stop(),
  };
}

type BulkEnd = Exclude<BulkWork['phase'], 'running'>;

interface BulkOrder {
  readonly cloud: LocalCloudAddress['kind'];
  readonly verb: BulkVerb;
  readonly ids: readonly string[];
}

class BulkRun {
  readonly #operator: CloudOperator;
  readonly #clock: Services['clock'];
  readonly #order: BulkOrder;
  readonly #tell: (work: BulkWork) => void;
  readonly #failures: BulkFailure[] = [];
  readonly #doneWell: string[] = [];
  #next = 0;
  #done = 0;
  #end: BulkEnd = 'ended';
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(operator: CloudOperator, clock: Services['clock'], order: BulkOrder, tell: (work: BulkWork) => void) {
    this.#operator = operator;
    this.#clock = clock;
    this.#order = order;
    this.#tell = tell;
  }

  async run(): Promise<readonly string[]> {
    this.#say('running');
    try {
      await Promise.all(Array.from({ length: LANES }, () => this.#runLane()));
    } finally {
      this.#say(this.#done === this.#order.ids.length ? 'ended' : this.#end);
    }
    return this.#doneWell;
  }

  stop(): void {
    this.#leave('stopped');
  }

  #leave(end: BulkEnd): void {
    this.#end = end;
    this.#next = this.#order.ids.length;
  }

  async #runLane(): Promise<void> {
    for (let id = this.#take(); id !== undefined; id = this.#take()) {
      await this.#change(id);
      if (this.#clock.now() - this.#toldAt >= TELL_EVERY_MS) this.#say('running');
    }
  }

  #take(): string | undefined {
    const id = this.#order.ids[this.#next];
    this.#next += 1;
    return id;
  }

  async #change(id: string): Promise<void> {
    const { verb } = this.#order;
    try {
      await (verb === 'remove' ? this.#operator.forget(id) : this.#operator.setAccess(id, verb));
      this.#doneWell.push(id);
    } catch (error) {
      if (!this.#note(id, error)) return;
    }
    this.#done += 1;
  }

  /** Gives false when it is not known what became of the device. */
  #note(id: string, error: unknown): boolean {
    const finding = findingOf(error);
    if (finding === undefined || finding.code === 'cloud/unreachable') this.#leave('cut-off');
    if (finding === undefined) throw error;
    if (finding.code === 'cloud/unreachable') return false;
    // A module is gone with its device, and what is gone need not be removed.
    if (this.#order.verb === 'remove' && finding.code === 'cloud/not-found') this.#doneWell.push(id);
    else this.#failures.push({ id, finding });
    return true;
  }

  #say(phase: BulkWork['phase']): void {
    this.#toldAt = this.#clock.now();
    const { cloud, verb, ids } = this.#order;
    this.#tell({ cloud, verb, total: ids.length, done: this.#done, failures: [...this.#failures], phase });
  }
}

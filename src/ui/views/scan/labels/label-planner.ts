import type { ReactiveControllerHost } from 'lit';
import type { ServiceReach } from '#core/identity/service-reach';
import type { KeyedDevice } from '#core/ports/key-maker';
import type { ListedId } from '#core/id-list/listed-id';
import type { App } from '#app/app';
import type { DeviceListState } from '#app/stores/device-list';
import { reachOfEndpoint } from '#app/stores/endpoint';
import type { IdListState } from '#app/stores/id-list';
import { labelKeptDevice, type LabelDevice } from '#app/stores/label-devices';
import type { LabelDraft } from '#app/stores/label-draft';
import { planLabels, type LabelInputs, type LabelPlan } from '#app/stores/label-plan';
import type { KeyWork } from '#app/stores/made-keys';
import { StoreController } from '../../../controllers/store-controller.ts';
import { keyRoomOf } from '../../keys/key-room-of.ts';
import { labelDeskOf } from './label-desk-of.ts';

const NO_DEVICES: readonly KeyedDevice[] = [];

/** Follows everything that labels are planned from, and plans them anew when something of it is another. */
export class LabelPlanner {
  readonly #app: App;
  readonly #draft: StoreController<LabelDraft>;
  readonly #list: StoreController<IdListState>;
  readonly #listed: StoreController<readonly ListedId[]>;
  readonly #keyed: StoreController<readonly KeyedDevice[]>;
  readonly #kept: StoreController<DeviceListState, readonly LabelDevice[]>;
  readonly #made: StoreController<KeyWork, KeyWork | undefined>;
  /** The keys whose devices were asked for last. */
  #asked: KeyWork | undefined;
  #inputs: LabelInputs;
  #plan: LabelPlan;

  constructor(host: ReactiveControllerHost, app: App) {
    const desk = labelDeskOf(app);
    this.#app = app;
    this.#draft = new StoreController(host, desk.draft);
    this.#list = new StoreController(host, desk.list.state);
    this.#listed = new StoreController(host, desk.listed);
    this.#keyed = new StoreController(host, desk.keyed);
    this.#kept = new StoreController(host, app.devices.state, keptDevices, isSame);
    this.#made = new StoreController<KeyWork, KeyWork | undefined>(host, keyRoomOf(app).made.work, (work) =>
      work.kind === 'made' ? work : undefined,
    );
    this.#inputs = this.#read();
    this.#plan = planLabels(this.#inputs);
  }

  get draft(): LabelDraft {
    return this.#draft.value;
  }

  get list(): IdListState {
    return this.#list.value;
  }

  get kept(): readonly LabelDevice[] {
    return this.#kept.value;
  }

  get plan(): LabelPlan {
    return this.#plan;
  }

  /** Before each rendering: true when what is planned is another. */
  update(): boolean {
    this.#askForKeyed();
    const inputs = this.#read();
    if ((Object.keys(inputs) as (keyof LabelInputs)[]).every((name) => inputs[name] === this.#inputs[name]))
      return false;
    this.#inputs = inputs;
    this.#plan = planLabels(inputs);
    return true;
  }

  #read(): LabelInputs {
    return {
      draft: this.#draft.value,
      kept: this.#kept.value,
      keyed: this.#made.value === undefined ? NO_DEVICES : this.#keyed.value,
      keyedReach: this.#reachOfKeyed(),
      listed: this.#listed.value,
    };
  }

  /** Another ID scope is that of another service. */
  #reachOfKeyed(): ServiceReach {
    const room = keyRoomOf(this.#app);
    const { endpoint, ownHost, idScope } = room.typed.get().draft;
    const isSameScope = idScope.trim() === this.#draft.value.idScope.trim();
    return isSameScope ? reachOfEndpoint(endpoint, ownHost, room.clouds.known.get()) : 'others';
  }

  /** The Keys room holds its devices in a worker. */
  #askForKeyed(): void {
    const made = this.#made.value;
    if (this.#draft.value.source !== 'keys' || made === this.#asked) return;
    this.#asked = made;
    if (made !== undefined) void this.#app.run(() => labelDeskOf(this.#app).readKeyed());
  }
}

function keptDevices(state: DeviceListState): readonly LabelDevice[] {
  return state.kind === 'ready' ? state.devices.map(({ record }) => labelKeptDevice(record)) : [];
}

/** The list comes anew with every value that a device sends. */
function isSame(one: readonly LabelDevice[], other: readonly LabelDevice[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

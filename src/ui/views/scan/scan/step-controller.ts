import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ScanRoom, ScanState } from '#app/stores/scan-room';
import type { Route, Router } from '../../../routes.ts';
import type { ScanStep } from '../../../scan-place.ts';

const PLACES = [{}, { step: 1 }, { step: 2 }] as const satisfies readonly { step?: ScanStep }[];

type Depth = 0 | ScanStep;

/** How far in what is shown is; undefined while pictures are looked at, of which nobody knows yet. */
function depthOf(state: ScanState): Depth | undefined {
  if (state.kind === 'looking') return undefined;
  if (state.kind !== 'read') return 0;
  return state.codes.length > 1 && state.chosen !== undefined ? 2 : 1;
}

/**
 * Keeps the history of the browser in step with what the host shows of a scan room, so that the Back button goes from one of
 * several codes to all of them, and from what was read to where it was read. The host follows the room and the route.
 */
export class StepController implements ReactiveController {
  readonly #router: Router;
  readonly #room: ScanRoom;
  /** Of the address and of the room, when they were last looked at. */
  #step: Depth | undefined;
  #state: ScanState | undefined;
  /** We go back ourselves, and are not there yet. */
  #isUnderWay = false;

  constructor(host: ReactiveControllerHost, router: Router, room: ScanRoom) {
    this.#router = router;
    this.#room = room;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#step = undefined;
    this.#state = undefined;
    this.#isUnderWay = false;
  }

  hostUpdated(): void {
    const route = this.#router.route.get();
    if (route.room !== 'scan' || route.tab !== 'scan' || this.#router.isBehind()) return;
    const step = route.step ?? 0;
    const state = this.#room.state.get();
    const hasMoved = step !== this.#step;
    // What was just read is not what somebody wants to leave.
    const isLeft = hasMoved && state === this.#state && !this.#isUnderWay;
    this.#step = step;
    this.#state = state;
    if (hasMoved) this.#isUnderWay = false;
    const depth = depthOf(state);
    if (this.#isUnderWay || depth === undefined || depth === step) return;
    if (depth < step) this.#retreat(step, depth, hasMoved);
    else if (isLeft) this.#leave(step);
    else this.#advance(step, depth);
  }

  /** To an entry that shows nothing, as after a reload, somebody came by the history; else the entry before is there. */
  #retreat(step: Depth, depth: Depth, hasMoved: boolean): void {
    if (hasMoved) return this.#router.replace(placeOf(depth));
    this.#isUnderWay = true;
    this.#router.back(step - depth);
  }

  #leave(step: Depth): void {
    if (step === 0) this.#room.clear();
    else this.#room.choose(undefined);
  }

  /** With an entry for every step, so that there is one to go back to. */
  #advance(step: Depth, depth: Depth): void {
    for (let next = step + 1; next <= depth; next += 1) this.#router.go(placeOf(next as Depth));
  }
}

function placeOf(depth: Depth): Route {
  return { room: 'scan', tab: 'scan', ...PLACES[depth] };
}

import type { CheckedRegistration, NewDevice } from '#core/ports/device-host';
import type { ConnectCode } from '#core/qr/payload';
import { createStore, type ReadableStore } from '#core/store';
import { runUseCase, type Fate } from '../run-use-case.ts';
import type { Services } from '../services.ts';
import { connectScanned } from '../use-cases/connect-scanned.ts';
import { saveScanned } from '../use-cases/save-scanned.ts';
import type { Endpoint, KnownClouds } from './endpoint.ts';
import { isBesideTheCode } from './fault-of-code.ts';
import { findKeptTwin, type KeptTwin } from './kept-twin.ts';
import type { LocalClouds } from './local-clouds.ts';
import type { NoticeBody } from './notices.ts';
import { guessTarget, makeScannedDevice, placeScanned, type ScanTarget } from './scan-target.ts';

/** What is being done with the device of a code, or what came of it. */
export type ScannedAct =
  | { readonly kind: 'none' }
  | { readonly kind: 'checking' | 'saving' | 'connecting' }
  /** Its registration is accepted; nothing is connected. */
  | { readonly kind: 'checked'; readonly registration: CheckedRegistration }
  | { readonly kind: 'saved' }
  /** `besideTheCode`: no service has judged what is in the code. */
  | { readonly kind: 'failed'; readonly problem: NoticeBody; readonly besideTheCode: boolean };

export interface ScannedDeviceState {
  /** The local clouds as far as they were asked. */
  readonly clouds: KnownClouds;
  /** Whether they were all asked; before that `target` may be another one. What is wished for waits until then. */
  readonly isSettled: boolean;
  readonly target: ScanTarget;
  /** Undefined while none is known. */
  readonly kept: KeptTwin | undefined;
  readonly act: ScannedAct;
}

/** The device of a code that was scanned: where it belongs, whether it is here already, and what is done with it. */
export interface ScannedDevice {
  readonly code: ConnectCode;
  readonly state: ReadableStore<ScannedDeviceState>;
  /** Looks again whether it is kept, as when somebody comes back to it. */
  look(): Promise<void>;
  /** Brings it elsewhere. */
  choose(endpoint: Endpoint): Promise<void>;
  /** Registers it, and stops there. */
  check(): Promise<void>;
  stopCheck(): void;
  /** Keeps it, and gives its id (ours) when that went well. */
  save(): Promise<string | undefined>;
  /**
   * Keeps it and connects as it, and gives its id (ours) when that went well. One that sends by itself, and is found to be
   * kept here after this was wished for, is shown first and not connected.
   */
  connect(): Promise<string | undefined>;
  dispose(): void;
}

/** Gives the device of a code. The local clouds are asked at once; `local` may be shared. */
export function createScannedDevice(services: Services, code: ConnectCode, local: LocalClouds): ScannedDevice {
  return new Scanned(services, code, local);
}

class Scanned implements ScannedDevice {
  readonly code: ConnectCode;
  readonly state;
  readonly #services: Services;
  readonly #local: LocalClouds;
  readonly #unfollow: () => void;
  readonly #begun: Promise<void>;
  /** Counts up with every act, so that an earlier one is known when it comes late. */
  #round = 0;

  constructor(services: Services, code: ConnectCode, local: LocalClouds) {
    this.code = code;
    this.#services = services;
    this.#local = local;
    this.state = createStore<ScannedDeviceState>({
      clouds: local.known.get(),
      isSettled: false,
      target: guessTarget(code.route, local),
      kept: undefined,
      act: { kind: 'none' },
    });
    this.#unfollow = local.known.subscribe(() => this.#guess());
    this.#begun = this.#begin();
  }

  async look(): Promise<void> {
    const { clouds, target } = this.state.get();
    const { endpoint } = target;
    const place = placeScanned(this.code, endpoint, clouds);
    const fate = await this.#run(() => findKeptTwin(this.#services, place, this.code.keys));
    if (fate.kind === 'done' && endpoint === this.state.get().target.endpoint) this.#set({ kept: fate.value });
  }

  async choose(endpoint: Endpoint): Promise<void> {
    this.stopCheck();
    if (endpoint === 'browser') {
      const fate = await this.#run(() => this.#local.askBrowser());
      if (fate.kind !== 'done') return;
    }
    this.#set({ target: { endpoint, reason: 'chosen' }, kept: undefined, act: { kind: 'none' } });
    await this.look();
  }

  async check(): Promise<void> {
    const fate = await this.#act('checking', (device) => this.#services.devices.check(device));
    if (fate.kind === 'done') this.#set({ act: { kind: 'checked', registration: fate.value } });
  }

  stopCheck(): void {
    if (this.state.get().act.kind !== 'checking') return;
    this.#round += 1;
    this.#set({ act: { kind: 'none' } });
    // What comes of ending it is of no interest to whoever ended it.
    this.#services.devices.cancelCheck().catch(() => undefined);
  }

  async save(): Promise<string | undefined> {
    const { devices } = this.#services;
    const fate = await this.#act('saving', (device, kept) => saveScanned(devices, device, kept?.id));
    if (fate.kind !== 'done') return undefined;
    this.#set({ act: { kind: 'saved' } });
    await this.look();
    return fate.value;
  }

  async connect(): Promise<string | undefined> {
    const { devices } = this.#services;
    const { isSettled } = this.state.get();
    const fate = await this.#act('connecting', async (device, kept) => {
      // Found after the press: what was said before of a quiet device is not true of this one.
      const isOther = !isSettled && kept !== undefined && kept.behaviour !== 'quiet';
      return isOther ? undefined : connectScanned(devices, device, kept);
    });
    if (fate.kind !== 'done') return undefined;
    this.#set({ act: { kind: 'none' } });
    await this.look();
    return fate.value;
  }

  dispose(): void {
    this.stopCheck();
    this.#unfollow();
  }

  async #begin(): Promise<void> {
    // A cloud that cannot be reached is not offered; choosing it by hand says why.
    await Promise.all([this.#local.askServer(), this.#local.askBrowser().catch(() => undefined)]);
    this.#set({ isSettled: true });
    await this.look();
  }

  /** What somebody has chosen stays. */
  #guess(): void {
    const { target } = this.state.get();
    const clouds = this.#local.known.get();
    this.#set(target.reason === 'chosen' ? { clouds } : { clouds, target: guessTarget(this.code.route, this.#local) });
  }

  #set(part: Partial<ScannedDeviceState>): void {
    this.state.update((before) => ({ ...before, ...part }));
  }

  /** One act at a time; an answer that nobody waits for any more counts as cancelled. */
  async #act<T>(
    kind: 'checking' | 'saving' | 'connecting',
    work: (device: NewDevice, kept: KeptTwin | undefined) => Promise<T>,
  ): Promise<Fate<T>> {
    this.stopCheck();
    this.#round += 1;
    const round = this.#round;
    this.#set({ act: { kind } });
    await this.#begun;
    if (round !== this.#round) return { kind: 'cancelled' };
    const { target, clouds, kept } = this.state.get();
    const fate = await this.#run(() => work(makeScannedDevice(this.code, target.endpoint, clouds), kept));
    if (round !== this.#round) return { kind: 'cancelled' };
    if (fate.kind === 'cancelled') this.#set({ act: { kind: 'none' } });
    return fate;
  }

  #run<T>(work: () => Promise<T>): Promise<Fate<T>> {
    const round = this.#round;
    const tell = (problem: NoticeBody): void => {
      if (round !== this.#round) return;
      const besideTheCode = problem.kind === 'mistake' || isBesideTheCode(problem.finding.code);
      this.#set({ act: { kind: 'failed', problem, besideTheCode } });
    };
    return runUseCase({ services: this.#services, tell }, work);
  }
}

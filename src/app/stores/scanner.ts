import { findingOf, makeFinding } from '#core/errors/workbench-error';
import type { CameraChoice, CameraFeed } from '#core/ports/camera';
import type { FoundCode } from '#core/ports/code-reader';
import { createStore, type ReadableStore } from '#core/store';
import { runUseCase } from '../run-use-case.ts';
import type { Services } from '../services.ts';
import { FreshCodes } from './fresh-codes.ts';
import type { NoticeBody } from './notices.ts';
import { Patience } from './patience.ts';
import {
  describeCamera,
  isBlockSaid,
  type CameraControl,
  type ScannerCamera,
  type ScannerScreen,
  type ScannerState,
} from './scanner-state.ts';

/**
 * The camera of the Scan room. It is on while somebody wants it and there is a screen for it: it stops when the screen
 * goes, and starts again with the next one. Keeps no frame and no text for longer than it takes.
 */
export interface Scanner {
  readonly state: ReadableStore<ScannerState>;
  /**
   * Shows the picture there, in the place of where it was; `onFound` is called with the codes that come into sight, each
   * text once in two seconds. Returns a function that ends it.
   */
  attach(screen: ScannerScreen, onFound: (codes: readonly FoundCode[]) => void): () => void;
  turnOn(): void;
  turnOff(): void;
  /** Takes another camera, from now on. */
  choose(cameraId: string): void;
  setTorch(on: boolean): void;
  setZoom(value: number): void;
  dispose(): void;
}

/** Phones let go of a camera only a moment after it was stopped. */
const RELEASE_MS = 500;
const PREFERRED = 'camera';
const OFF: ScannerState = { kind: 'off', isTired: false };

/** Gives the scanner, off. */
export function createScanner(services: Services): Scanner {
  return new CameraScanner(services);
}

interface Place {
  readonly screen: ScannerScreen;
  readonly onFound: (codes: readonly FoundCode[]) => void;
}

class CameraScanner implements Scanner {
  readonly state = createStore<ScannerState>(OFF);
  readonly #services: Services;
  readonly #fresh: FreshCodes;
  readonly #patience: Patience;
  #place: Place | undefined;
  #isWanted = false;
  /** Aborted when the camera is to stop, whatever it is doing. */
  #run = new AbortController();
  #feed: CameraFeed | undefined;
  #changes = new Map<CameraControl, (feed: CameraFeed) => Promise<void>>();
  #isChanging = false;

  constructor(services: Services) {
    this.#services = services;
    this.#fresh = new FreshCodes(services.clock);
    this.#patience = new Patience(services.clock, {
      onQuiet: () => this.#update({ isQuiet: true }),
      onTired: () => {
        this.#isWanted = false;
        this.#stop({ kind: 'off', isTired: true });
      },
    });
  }

  attach(screen: ScannerScreen, onFound: Place['onFound']): () => void {
    const place = { screen, onFound };
    this.#place = place;
    if (this.#isWanted) this.#start(place);
    else void this.#checkBlock();
    return () => {
      if (this.#place !== place) return;
      this.#place = undefined;
      if (this.state.get().kind !== 'failed') this.#stop(OFF);
    };
  }

  turnOn(): void {
    this.#isWanted = true;
    if (this.#place !== undefined) this.#start(this.#place);
  }

  turnOff(): void {
    this.#isWanted = false;
    this.#stop(OFF);
  }

  choose(cameraId: string): void {
    this.#services.preferences.write(PREFERRED, cameraId);
    this.turnOn();
  }

  setTorch(on: boolean): void {
    this.#change('torch', { isTorchOn: on }, (feed) => feed.setTorch(on));
  }

  setZoom(value: number): void {
    const { zoom } = this.#camera ?? {};
    if (zoom !== undefined) this.#change('zoom', { zoom: { ...zoom, value } }, (feed) => feed.setZoom(value));
  }

  dispose(): void {
    this.#place = undefined;
    this.turnOff();
  }

  get #camera(): ScannerCamera | undefined {
    const state = this.state.get();
    return state.kind === 'on' ? state.camera : undefined;
  }

  /** Says at once what the browser would say at a press; and takes it back once the browser was told otherwise. */
  async #checkBlock(): Promise<void> {
    // What goes wrong here goes wrong again at a press, and is said then.
    const isBlocked = await this.#services.camera.isBlocked().catch(() => false);
    const state = this.state.get();
    const finding = makeFinding('camera/denied', { denial: 'remembered' });
    if (isBlocked && state.kind === 'off') this.state.set({ kind: 'failed', problem: { kind: 'finding', finding } });
    if (!isBlocked && isBlockSaid(state)) this.state.set(OFF);
  }

  #start(place: Place): void {
    this.#stop({ kind: 'opening' });
    const { signal } = this.#run;
    const tell = (problem: NoticeBody): void => this.#fail(signal, problem);
    void runUseCase({ services: this.#services, tell }, () => this.#scan(place, signal));
  }

  #stop(state: ScannerState): void {
    this.#run.abort();
    this.#run = new AbortController();
    this.#feed = undefined;
    this.#patience.end();
    this.#fresh.forget();
    this.#changes.clear();
    this.state.set(state);
  }

  /** It is for a person to try again. */
  #fail(signal: AbortSignal, problem: NoticeBody): void {
    if (signal.aborted) return;
    this.#isWanted = false;
    this.#stop({ kind: 'failed', problem });
  }

  async #scan(place: Place, signal: AbortSignal): Promise<void> {
    const feed = await this.#open(signal);
    if (signal.aborted) return feed.stop();
    signal.addEventListener('abort', () => feed.stop());
    const finding = makeFinding('camera/lost', {});
    feed.onLost(() => this.#fail(signal, { kind: 'finding', finding }));
    await feed.show(place.screen);
    if (signal.aborted) return;
    this.#show(feed, signal);
    // One frame at a time: a slow reader is never behind what the camera sees.
    while (!signal.aborted) {
      const frame = await place.screen.nextFrame(signal);
      const { width, height } = frame;
      const codes = await this.#services.codes.readFrame(frame);
      if (signal.aborted) return;
      place.screen.mark(codes, { width, height });
      if (codes.length > 0) this.#see(codes, place);
    }
  }

  async #open(signal: AbortSignal): Promise<CameraFeed> {
    const { camera, preferences, clock } = this.#services;
    const open = (): Promise<CameraFeed> => camera.open(preferences.read(PREFERRED));
    try {
      return await open();
    } catch (error) {
      if (signal.aborted || findingOf(error)?.code !== 'camera/busy') throw error;
      await new Promise<void>((resolve) => clock.after(RELEASE_MS, resolve));
      // Whoever has left would see its light come on once more.
      signal.throwIfAborted();
      return open();
    }
  }

  #show(feed: CameraFeed, signal: AbortSignal): void {
    this.#feed = feed;
    const camera = describeCamera(feed, false);
    this.state.set({ kind: 'on', camera, cameras: [], isQuiet: false, refused: undefined });
    this.#patience.beginAgain();
    const list = (cameras: readonly CameraChoice[]): void => {
      if (!signal.aborted) this.#update({ cameras });
    };
    // Without a list there is nothing to choose from, and the picture is there all the same.
    void this.#services.camera.list().then(list, () => undefined);
  }

  #see(codes: readonly FoundCode[], place: Place): void {
    this.#patience.beginAgain();
    this.#update({ isQuiet: false });
    const fresh = this.#fresh.take(codes);
    if (fresh.length > 0) place.onFound(fresh);
  }

  /** What is wished for is shown at once, and taken back where the camera does not follow. */
  #change(control: CameraControl, wish: Partial<ScannerCamera>, change: (feed: CameraFeed) => Promise<void>): void {
    const camera = this.#camera;
    if (camera === undefined || this.#feed === undefined) return;
    this.#update({ camera: { ...camera, ...wish }, refused: undefined });
    // A slider says more than a camera follows: the last word counts.
    this.#changes.set(control, change);
    if (!this.#isChanging) void this.#applyChanges();
  }

  async #applyChanges(): Promise<void> {
    this.#isChanging = true;
    // Goes on with what is added meanwhile.
    for (const [control, change] of this.#changes) {
      this.#changes.delete(control);
      const feed = this.#feed;
      if (feed !== undefined) await change(feed).catch(() => this.#takeBack(feed, control));
    }
    this.#isChanging = false;
  }

  #takeBack(feed: CameraFeed, refused: CameraControl): void {
    const camera = this.#camera;
    if (camera === undefined || feed !== this.#feed) return;
    const isTorchOn = refused === 'torch' ? !camera.isTorchOn : camera.isTorchOn;
    this.#update({ camera: describeCamera(feed, isTorchOn), refused });
  }

  #update(change: Partial<Extract<ScannerState, { kind: 'on' }>>): void {
    const state = this.state.get();
    if (state.kind !== 'on') return;
    const isNew = Object.entries(change).some(([name, value]) => state[name as keyof typeof state] !== value);
    if (isNew) this.state.set({ ...state, ...change });
  }
}

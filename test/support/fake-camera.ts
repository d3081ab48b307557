import type { Camera, CameraChoice, CameraFeed, CameraScreen, CameraZoom } from '#core/ports/camera';

/** A camera that is on, as a test has it. */
export interface FakeFeed extends CameraFeed {
  readonly isStopped: boolean;
  readonly isTorchOn: boolean;
  /** It ends by itself, as when it is unplugged. */
  lose(): void;
}

/** What the cameras can do from the next `open` on. */
export interface FakeAbilities {
  readonly facesUser?: boolean;
  readonly hasTorch?: boolean;
  readonly zoom?: CameraZoom;
  /** What the screen is given: a MediaStream in a browser. */
  readonly stream?: () => unknown;
  /** Light and zoom are there, and refused. */
  readonly isStubborn?: boolean;
}

/** Cameras that do what a test tells them to. */
export interface FakeCamera extends Camera {
  /** The cameras that were opened, the last one last. */
  readonly feeds: readonly FakeFeed[];
  /** The ids that `open` was given. */
  readonly asked: readonly (string | undefined)[];
  setCameras(...cameras: readonly CameraChoice[]): void;
  setAbilities(abilities: FakeAbilities): void;
  setBlocked(isBlocked: boolean): void;
  /** Refuses every `open` from now on, until it is called without an error. */
  refuse(error?: Error): void;
  /** Holds back `open` until the returned function is called. */
  hold(): () => void;
}

/** Gives one camera that works, and can do nothing but show a picture. */
export function createFakeCamera(): FakeCamera {
  const feeds: FakeFeed[] = [];
  const asked: (string | undefined)[] = [];
  let cameras: readonly CameraChoice[] = [{ id: 'rear', label: 'Rear camera' }];
  let abilities: FakeAbilities = {};
  let isBlocked = false;
  let refusal: Error | undefined;
  let gate: Promise<void> | undefined;
  return {
    feeds,
    asked,
    setCameras: (...all) => void (cameras = all),
    setAbilities: (all) => void (abilities = all),
    setBlocked: (blocked) => void (isBlocked = blocked),
    refuse: (error) => void (refusal = error),
    hold() {
      let open = (): void => undefined;
      gate = new Promise((resolve) => (open = resolve));
      return () => {
        gate = undefined;
        open();
      };
    },
    async open(cameraId) {
      asked.push(cameraId);
      await gate;
      if (refusal !== undefined) throw refusal;
      const camera = cameras.find(({ id }) => id === cameraId) ?? cameras[0];
      const feed = new Feed(camera?.id ?? '', abilities);
      feeds.push(feed);
      return feed;
    },
    list: async () => cameras,
    isBlocked: async () => isBlocked,
  };
}

class Feed implements FakeFeed {
  readonly cameraId: string;
  readonly facesUser: boolean;
  readonly hasTorch: boolean;
  isStopped = false;
  isTorchOn = false;
  readonly #abilities: FakeAbilities;
  #zoom: number | undefined;
  #screen: CameraScreen | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(cameraId: string, abilities: FakeAbilities) {
    this.cameraId = cameraId;
    this.facesUser = abilities.facesUser === true;
    this.hasTorch = abilities.hasTorch === true;
    this.#abilities = abilities;
    this.#zoom = abilities.zoom?.value;
  }

  get zoom(): CameraZoom | undefined {
    const { zoom } = this.#abilities;
    return zoom === undefined ? undefined : { ...zoom, value: this.#zoom ?? zoom.value };
  }

  async show(screen: CameraScreen): Promise<void> {
    this.#screen = screen;
    screen.srcObject = this.#abilities.stream?.() ?? null;
    if (screen.srcObject !== null) await screen.play();
  }

  async setTorch(on: boolean): Promise<void> {
    this.#refuseIfStubborn();
    this.isTorchOn = on;
  }

  async setZoom(value: number): Promise<void> {
    this.#refuseIfStubborn();
    this.#zoom = value;
  }

  onLost(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    this.isStopped = true;
    if (this.#screen !== undefined) this.#screen.srcObject = null;
  }

  lose(): void {
    for (const listener of this.#listeners) listener();
  }

  #refuseIfStubborn(): void {
    if (this.#abilities.isStubborn === true) throw new DOMException('setOptions failed', 'OperationError');
  }
}

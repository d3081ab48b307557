import type { CameraFeed, CameraScreen, CameraZoom } from '#core/ports/camera';

/** What the track of a camera says of light, zoom and focus (MediaStream Image Capture, 4), which TypeScript does not know. */
interface ImageCapabilities extends MediaTrackCapabilities {
  readonly torch?: boolean;
  readonly zoom?: { readonly min: number; readonly max: number; readonly step?: number };
  readonly focusMode?: readonly string[];
}

interface ImageSettings extends MediaTrackSettings {
  readonly zoom?: number;
}

interface ImageWishes {
  readonly torch?: boolean;
  readonly zoom?: number;
  readonly focusMode?: 'continuous';
}

/** Zoom goes by hundredths where a camera does not tell its step. */
const ZOOM_STEP = 0.01;

/** A camera of the browser that is on. */
export class BrowserFeed implements CameraFeed {
  readonly #stream: MediaStream;
  readonly #track: MediaStreamTrack;
  /** All of them, as a browser forgets those that are not asked for again. */
  #wishes: ImageWishes = {};
  #screen: CameraScreen | undefined;

  /** Throws a TypeError when the stream has no picture. */
  constructor(stream: MediaStream) {
    const [track] = stream.getVideoTracks();
    if (track === undefined) throw new TypeError('the stream of a camera has no picture');
    this.#stream = stream;
    this.#track = track;
  }

  get cameraId(): string {
    return this.#settings.deviceId ?? '';
  }

  get facesUser(): boolean {
    const facing = this.#settings.facingMode;
    if (facing !== undefined) return facing === 'user';
    // A camera that does not tell where it looks is most often one above a screen.
    return !/\b(back|rear|environment)\b/i.test(this.#track.label);
  }

  get hasTorch(): boolean {
    return this.#capabilities.torch === true;
  }

  get zoom(): CameraZoom | undefined {
    const { zoom } = this.#capabilities;
    if (zoom === undefined || !(zoom.max > zoom.min)) return undefined;
    const { min, max, step = 0 } = zoom;
    return { min, max, step: step > 0 ? step : ZOOM_STEP, value: this.#settings.zoom ?? min };
  }

  async show(screen: CameraScreen): Promise<void> {
    this.#screen = screen;
    screen.srcObject = this.#stream;
    await screen.play();
    // Phones focus once and stay there, unless they are asked to follow.
    if (this.#capabilities.focusMode?.includes('continuous') === true) {
      await this.#apply({ focusMode: 'continuous' }).catch(() => undefined);
    }
  }

  setTorch(on: boolean): Promise<void> {
    return this.#apply({ torch: on });
  }

  setZoom(value: number): Promise<void> {
    return this.#apply({ zoom: value });
  }

  onLost(listener: () => void): () => void {
    // `stop` raises no event: this is the end that nobody here asked for.
    this.#track.addEventListener('ended', listener, { once: true });
    return () => this.#track.removeEventListener('ended', listener);
  }

  stop(): void {
    for (const track of this.#stream.getTracks()) track.stop();
    if (this.#screen?.srcObject === this.#stream) this.#screen.srcObject = null;
  }

  async #apply(wishes: ImageWishes): Promise<void> {
    const all = { ...this.#wishes, ...wishes };
    await this.#track.applyConstraints({ advanced: [all as MediaTrackConstraintSet] });
    this.#wishes = all;
  }

  get #settings(): ImageSettings {
    return this.#track.getSettings();
  }

  get #capabilities(): ImageCapabilities {
    // Firefox had none for long.
    return typeof this.#track.getCapabilities === 'function' ? this.#track.getCapabilities() : {};
  }
}

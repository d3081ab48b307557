import type { FoundCode } from '#core/ports/code-reader';
import type { ScannerScreen } from '#app/stores/scanner-state';

/** A mark stays that long when a frame in between was not read, so that it does not flicker. */
const MARK_MS = 400;
const SVG = 'http://www.w3.org/2000/svg';

/** A video as the scanner's screen, with a drawing of the same form over it. */
export class VideoScreen implements ScannerScreen {
  readonly #video: HTMLVideoElement;
  readonly #marks: SVGSVGElement;
  #markedAt = -Infinity;

  constructor(video: HTMLVideoElement, marks: SVGSVGElement) {
    this.#video = video;
    this.#marks = marks;
  }

  get srcObject(): unknown {
    return this.#video.srcObject;
  }

  set srcObject(stream: unknown) {
    this.#video.srcObject = stream as MediaProvider | null;
    this.#marks.replaceChildren();
  }

  play(): Promise<void> {
    return this.#video.play();
  }

  nextFrame(signal: AbortSignal): Promise<ImageBitmap> {
    return new Promise((resolve, reject) => {
      const stop = onNextFrame(this.#video, () => {
        signal.removeEventListener('abort', giveUp);
        resolve(createImageBitmap(this.#video));
      });
      const giveUp = (): void => {
        stop();
        reject(new DOMException('no more frames', 'AbortError'));
      };
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  mark(codes: readonly FoundCode[], { width, height }: { readonly width: number; readonly height: number }): void {
    const outlines = codes.flatMap(({ corners }) => (corners === undefined ? [] : [drawOutline(corners)]));
    const now = performance.now();
    if (outlines.length === 0 && now - this.#markedAt < MARK_MS) return;
    if (outlines.length > 0) this.#markedAt = now;
    this.#marks.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.#marks.replaceChildren(...outlines);
  }
}

function drawOutline(corners: NonNullable<FoundCode['corners']>): SVGElement {
  const outline = document.createElementNS(SVG, 'polygon');
  outline.setAttribute('points', corners.map(({ x, y }) => `${x},${y}`).join(' '));
  return outline;
}

/** Calls once when the video shows its next picture; browsers that do not say when are asked at the screen's pace. */
function onNextFrame(video: HTMLVideoElement, listener: () => void): () => void {
  if ('requestVideoFrameCallback' in video) {
    const asked = video.requestVideoFrameCallback(listener);
    return () => video.cancelVideoFrameCallback(asked);
  }
  const asked = requestAnimationFrame(listener);
  return () => cancelAnimationFrame(asked);
}

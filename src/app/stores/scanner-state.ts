import type { CameraChoice, CameraFeed, CameraScreen, CameraZoom } from '#core/ports/camera';
import type { FoundCode } from '#core/ports/code-reader';
import type { NoticeBody } from './notices.ts';

/** What shows the camera's picture and gives frames of it. */
export interface ScannerScreen extends CameraScreen {
  /** The next frame. Rejects with an AbortError when `signal` is aborted before. */
  nextFrame(signal: AbortSignal): Promise<ImageBitmap>;
  /** Shows where codes are in a picture of that size. */
  mark(codes: readonly FoundCode[], size: { readonly width: number; readonly height: number }): void;
}

/** What can be set while the camera is on. */
export type CameraControl = 'torch' | 'zoom';

/** A camera that is on, as it is shown. */
export interface ScannerCamera {
  readonly id: string;
  readonly facesUser: boolean;
  readonly hasTorch: boolean;
  readonly isTorchOn: boolean;
  readonly zoom: CameraZoom | undefined;
}

export type ScannerState =
  /** `isTired`: it turned itself off, as no code came for long. */
  | { readonly kind: 'off'; readonly isTired: boolean }
  /** Perhaps the browser asks somebody whether it may. */
  | { readonly kind: 'opening' }
  | {
      readonly kind: 'on';
      readonly camera: ScannerCamera;
      /** All there are, once they are known. */
      readonly cameras: readonly CameraChoice[];
      /** No code came for a while. */
      readonly isQuiet: boolean;
      /** What the camera did not follow the last time. */
      readonly refused: CameraControl | undefined;
    }
  | { readonly kind: 'failed'; readonly problem: NoticeBody };

/** Gives a camera as it is shown. */
export function describeCamera(feed: CameraFeed, isTorchOn: boolean): ScannerCamera {
  const { cameraId, facesUser, hasTorch, zoom } = feed;
  return { id: cameraId, facesUser, hasTorch, isTorchOn, zoom };
}

/** Whether it says that the browser remembers a no. */
export function isBlockSaid(state: ScannerState): boolean {
  if (state.kind !== 'failed' || state.problem.kind !== 'finding') return false;
  const { finding } = state.problem;
  return finding.code === 'camera/denied' && finding.facts.denial === 'remembered';
}

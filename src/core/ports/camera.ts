/** What shows a camera's picture: an HTMLVideoElement. */
export interface CameraScreen {
  srcObject: unknown;
  play(): Promise<void>;
}

/** Which camera. */
export interface CameraChoice {
  readonly id: string;
  /** As the system names it; empty until somebody allowed the camera. */
  readonly label: string;
}

/** How far a camera can zoom, and how far it does. */
export interface CameraZoom {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
}

/** A camera that is on. What it can do may be known only once its picture is shown. */
export interface CameraFeed {
  readonly cameraId: string;
  /** Whether it looks at the person in front of the screen; then its picture is shown mirrored. */
  readonly facesUser: boolean;
  readonly hasTorch: boolean;
  /** Undefined where it cannot zoom. */
  readonly zoom: CameraZoom | undefined;
  /** Resolves once there is a picture. Rejects with an AbortError when the camera is stopped before. */
  show(screen: CameraScreen): Promise<void>;
  /** Rejects where the camera does not follow, as with a battery that is low. */
  setTorch(on: boolean): Promise<void>;
  setZoom(value: number): Promise<void>;
  /** Called once when the camera ends by itself. Returns a function that stops it. */
  onLost(listener: () => void): () => void;
  stop(): void;
}

/** The cameras of this device. */
export interface Camera {
  /**
   * Turns a camera on: the one named, if it is there, else the one that looks away from the person. Errors:
   * `camera/denied`, `camera/none`, `camera/busy`, `camera/insecure`, `camera/unsupported`.
   */
  open(cameraId?: string): Promise<CameraFeed>;
  list(): Promise<readonly CameraChoice[]>;
  /** Whether the browser remembers a no, so that `open` would be refused unasked. False where it does not tell. */
  isBlocked(): Promise<boolean>;
}

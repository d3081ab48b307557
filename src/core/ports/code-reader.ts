/** A place in a picture, in pixels of the picture as it was given. */
export interface PicturePoint {
  readonly x: number;
  readonly y: number;
}

/** A QR code that was read. */
export interface FoundCode {
  /** Never empty. */
  readonly text: string;
  /** In reading order from the corner at the top left of the code, where the reader tells. */
  readonly corners: readonly [PicturePoint, PicturePoint, PicturePoint, PicturePoint] | undefined;
}

/** Reads QR codes in pictures, in a thread of its own. */
export interface CodeReader {
  /**
   * Looks at one frame of a camera, quickly; frames that follow are looked at in other ways in turn (whole, centre,
   * inverted). Takes the frame over and closes it.
   */
  readFrame(frame: ImageBitmap): Promise<readonly FoundCode[]>;
  /**
   * Looks at a picture for as long as it takes, for every code in it. Errors: `qr/not-a-picture`, `qr/picture-too-large`,
   * `qr/too-many-pixels`; AbortError after `cancel` or another `readPicture`.
   */
  readPicture(picture: Blob): Promise<readonly FoundCode[]>;
  /** Ends `readPicture`. */
  cancel(): Promise<void>;
}

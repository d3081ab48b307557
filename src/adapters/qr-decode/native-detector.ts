import type { FoundCode } from '#core/ports/code-reader';

/** What the platform calls a detector of codes (Shape Detection API); only what we use of it. */
interface PlatformDetector {
  detect(
    picture: ImageBitmapSource,
  ): Promise<readonly { readonly rawValue: string; readonly cornerPoints: readonly { x: number; y: number }[] }[]>;
}

/** Where a platform has its detector, if it has one: TypeScript's own types do not know of it. */
interface DetectorScope {
  readonly BarcodeDetector?: {
    new (options: { formats: string[] }): PlatformDetector;
    getSupportedFormats(): Promise<readonly string[]>;
  };
}

/** Reads codes by the platform; gives none for whatever reason. */
export type NativeDetector = (picture: ImageBitmap) => Promise<readonly FoundCode[]>;

/**
 * Gives the platform's detector, of a worker's `globalThis`, where it reads QR codes. The name alone says little: Chromium
 * on Linux can have it without a single format.
 */
export async function findNativeDetector(scope: object): Promise<NativeDetector | undefined> {
  const { BarcodeDetector }: DetectorScope = scope;
  if (BarcodeDetector === undefined) return undefined;
  try {
    if (!(await BarcodeDetector.getSupportedFormats()).includes('qr_code')) return undefined;
    const detector = new BarcodeDetector({ formats: ['qr_code'] });
    return (picture) => detect(detector, picture);
  } catch {
    return undefined;
  }
}

async function detect(detector: PlatformDetector, picture: ImageBitmap): Promise<readonly FoundCode[]> {
  try {
    const codes = await detector.detect(picture);
    // A code of bytes that are no text has an empty one.
    return codes.flatMap(({ rawValue, cornerPoints: [a, b, c, d] }) => {
      if (rawValue === '') return [];
      const areKnown = a !== undefined && b !== undefined && c !== undefined && d !== undefined;
      return [{ text: rawValue, corners: areKnown ? [place(a), place(b), place(c), place(d)] : undefined }];
    });
  } catch {
    // Some say that they can, and cannot: ours reads then.
    return [];
  }
}

function place({ x, y }: { x: number; y: number }): { x: number; y: number } {
  return { x, y };
}

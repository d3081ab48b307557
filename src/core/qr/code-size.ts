import type { QrMatrix } from '../ports/qr-drawer.ts';
import { sideWithQuietZone } from './print-svg.ts';

/** Dots to the inch of label and office printers. */
export const PRINTER_DPIS = [203, 300, 600] as const;
export type PrinterDpi = (typeof PRINTER_DPIS)[number];

/** Dots of a printer for each square: fewer are not printed reliably (DENSO WAVE, "QR Code Printing"). */
export const DOTS_A_SQUARE = 4;

const MM_AN_INCH = 25.4;

/**
 * Gives the side of a code with its quiet zone in mm, at so many dots for each square, so that every square is of whole
 * dots; to a hundredth of a millimetre.
 */
export function sideInMm(matrix: Pick<QrMatrix, 'size'>, dpi: number, dotsASquare = DOTS_A_SQUARE): number {
  return Math.round(((sideWithQuietZone(matrix) * dotsASquare * MM_AN_INCH) / dpi) * 100) / 100;
}

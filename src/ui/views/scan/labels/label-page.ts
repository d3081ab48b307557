import { sideWithQuietZone, qrPath } from '#core/qr/print-svg';
import type { LabelPlace, LabelSheet } from '#core/labels/label-sheet';
import type { LabelFace, MeasureText } from '#core/labels/label-words';
import type { LaidLabel, PlacedLine } from '#core/labels/lay-out-label';
import type { QrMatrix } from '#core/ports/qr-drawer';
import './label-page.css';

const SVG = 'http://www.w3.org/2000/svg';
/** Units of a drawing to a millimetre: with one, type would be so small that browsers round it. */
const UNITS = 10;
/** Enough for a hundredth of a dot of any printer. */
const DIGITS = 4;
/** Large enough that what a browser rounds does not count. */
const MEASURED_PX = 100;

/** The faces of labels, as `label-page.css` has them. */
const FACES: Readonly<Record<LabelFace, { readonly weight: number; readonly family: '--mono' | '--font' }>> = {
  id: { weight: 600, family: '--mono' },
  line: { weight: 400, family: '--font' },
};

/** What stands on one label. */
export interface DrawnLabel {
  readonly laid: LaidLabel;
  readonly matrix: QrMatrix;
}

/** Gives an empty page as large as the sheet's. */
export function drawPage({ page: { width, height } }: LabelSheet): SVGSVGElement {
  const page = document.createElementNS(SVG, 'svg');
  setAll(page, {
    class: 'label-page',
    width: `${width}mm`,
    height: `${height}mm`,
    viewBox: `0 0 ${print(width)} ${print(height)}`,
  });
  return page;
}

/** Draws a label onto its page: dark on light in either theme. */
export function drawLabel(page: SVGSVGElement, { laid, matrix }: DrawnLabel): void {
  const group = document.createElementNS(SVG, 'g');
  group.setAttribute('class', `label label-${laid.anchor}`);
  const { x, y, module } = laid.code;
  if (module > 0) {
    const code = document.createElementNS(SVG, 'path');
    setAll(code, {
      class: 'label-code',
      d: qrPath(matrix),
      transform: `translate(${print(x)} ${print(y)}) scale(${print(module)})`,
    });
    group.append(code);
  }
  group.append(...laid.lines.map(drawLine));
  page.append(group);
}

/** Draws the border of a label, to cut along. */
export function drawOutline(page: SVGSVGElement, sheet: LabelSheet, place: LabelPlace): void {
  page.append(drawBorder('label-outline', sheet, place));
}

/** Draws where a label of the paper is, for the screen alone; a used one is gone from the sheet. */
export function drawCell(page: SVGSVGElement, sheet: LabelSheet, place: LabelPlace, isUsed: boolean): void {
  page.append(drawBorder(isUsed ? 'label-cell label-used' : 'label-cell', sheet, place));
}

/** Squares on a side of a code with its quiet zone, as labels are laid out by. */
export const squaresOf = sideWithQuietZone;

/** Gives what tells how wide a text is in the faces of labels, as this browser has them. */
export function createTextMeasure(): MeasureText {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) throw new TypeError('this browser draws no text');
  const tokens = getComputedStyle(document.documentElement);
  const fonts = Object.fromEntries(
    Object.entries(FACES).map(([face, { weight, family }]) => [
      face,
      `${weight} ${MEASURED_PX}px ${tokens.getPropertyValue(family)}`,
    ]),
  ) as Record<LabelFace, string>;
  return (text, face) => {
    context.font = fonts[face];
    return context.measureText(text).width / MEASURED_PX;
  };
}

function drawBorder(name: string, { label: { width, height } }: LabelSheet, { x, y }: LabelPlace): SVGRectElement {
  const border = document.createElementNS(SVG, 'rect');
  setAll(border, { class: name, x: print(x), y: print(y), width: print(width), height: print(height) });
  return border;
}

function drawLine({ text, x, y, size, face }: PlacedLine): SVGTextElement {
  const line = document.createElementNS(SVG, 'text');
  setAll(line, { class: `label-${face}`, x: print(x), y: print(y), 'font-size': print(size) });
  line.textContent = text;
  return line;
}

function setAll(element: SVGElement, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

function print(millimetres: number): string {
  return String(Number((millimetres * UNITS).toFixed(DIGITS)));
}

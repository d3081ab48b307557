import { placeLabel, type LabelPlace } from '#core/labels/label-sheet';
import type { MeasureText } from '#core/labels/label-words';
import { layOutLabel, type LaidLabel } from '#core/labels/lay-out-label';
import type { LabelPrint } from '#app/stores/label-plan';
import type { MadeLabel } from '#app/use-cases/make-labels';
import { drawLabel, drawOutline, squaresOf } from './label-page.ts';

/** Lays labels out and draws them, for the preview as for the print. */
export interface LabelArtist {
  layOut(label: Omit<MadeLabel, 'index'>, place: LabelPlace): LaidLabel;
  /** Draws a label at its place; `pageOf` gives the page, which is counted from 0. */
  draw(label: MadeLabel, pageOf: (number: number) => SVGSVGElement): void;
}

/** Gives an artist for a print. */
export function createLabelArtist({ sheet, skip, hasOutline }: LabelPrint, measure: MeasureText): LabelArtist {
  const layOut: LabelArtist['layOut'] = ({ words, matrix }, place) =>
    layOutLabel(sheet, place, { words, squares: squaresOf(matrix) }, measure);
  return {
    layOut,
    draw(label, pageOf) {
      const place = placeLabel(sheet, label.index, skip);
      const page = pageOf(place.page);
      if (hasOutline) drawOutline(page, sheet, place);
      drawLabel(page, { laid: layOut(label, place), matrix: label.matrix });
    },
  };
}

import { printPageRule, type LabelSheet } from '#core/labels/label-sheet';
import { drawPage } from './label-page.ts';
import './print-view.css';

/** Pages that the browser prints in the place of the app. They are in the document and not on the screen. */
export interface PrintView {
  /** Gives a page, counted from 0, empty at first. */
  page(number: number): SVGSVGElement;
  /** From now on the browser prints these pages. */
  show(): void;
  /** The app is what is printed again; what stands on the pages is gone. */
  dispose(): void;
}

/** Marks the root element while labels are what is printed. */
const MARK = 'data-prints-labels';

/** Gives the view for a sheet, without pages. */
export function createPrintView(sheet: LabelSheet): PrintView {
  const place = document.createElement('div');
  place.className = 'label-print';
  // A style sheet of this kind is the one way to say the size of pages that the policy leaves (CSP 3, 6.7.3).
  const rule = new CSSStyleSheet();
  rule.replaceSync(printPageRule(sheet));
  const pages: SVGSVGElement[] = [];
  return {
    page(number) {
      while (pages.length <= number) {
        const page = drawPage(sheet);
        pages.push(page);
        place.append(page);
      }
      const page = pages[number];
      if (page === undefined) throw new RangeError(`There is no page ${number}.`);
      return page;
    },
    show() {
      document.body.append(place);
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, rule];
      document.documentElement.setAttribute(MARK, '');
    },
    dispose() {
      place.remove();
      place.replaceChildren();
      pages.length = 0;
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== rule);
      if (document.querySelector('.label-print') === null) document.documentElement.removeAttribute(MARK);
    },
  };
}

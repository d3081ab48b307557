import type { App } from '#app/app';
import { createLabelDesk, type LabelDesk } from '#app/stores/label-desk';

/** Gives the desk of labels of this page; it begins with the first asking, and its script is not part of the first load. */
export function labelDeskOf(app: App): LabelDesk {
  return app.keep(createLabelDesk);
}

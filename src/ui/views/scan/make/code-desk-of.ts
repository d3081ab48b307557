import type { App } from '#app/app';
import { createCodeDesk, type CodeDesk } from '#app/stores/code-desk';

/** Gives the desk at which codes are made; it begins with the first asking, and comes with the script of its part. */
export function codeDeskOf(app: App): CodeDesk {
  return app.keep(createCodeDesk);
}

import { createContext } from '@lit/context';
import type { App } from '#app/app';
import type { Store } from '#core/store';
import type { Router } from './routes.ts';

/** A dialog that any room may open. */
export type DialogName = 'add-device' | 'browser-certificate' | 'shortcuts' | 'about' | 'palette';

/** What every view is given once: the app (services, stores, use cases), where in it the user is, and the dialogs. */
export interface ViewContext {
  readonly app: App;
  readonly router: Router;
  readonly dialog: Store<DialogName | undefined>;
}

/** Delivered by the root element; consumed by views, never by the parts in `elements`. */
export const viewContext = createContext<ViewContext>(Symbol('device-workbench'));

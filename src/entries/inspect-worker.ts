import { exposeInspector } from '#adapters/threads/expose-inspector';
import { raiseRejections } from '#adapters/threads/raise-rejections';
import { createInspector } from '#core/inspect/create-inspector';

raiseRejections(globalThis);
exposeInspector(createInspector(globalThis.crypto));

import type { App } from '#app/app';
import { createTransferReceiver, type TransferReceiver } from '#app/stores/transfer-receive';

/** Gives the receiver of this page, which all parts of the Scan room hand what they find. */
export function transferReceiverOf(app: App): TransferReceiver {
  return app.keep(createTransferReceiver);
}

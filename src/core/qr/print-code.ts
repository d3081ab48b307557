import { printCentralCode } from './forms/central.ts';
import { encodeConnectCode } from './forms/workbench-1.ts';
import { printLocked, sealText } from './locked-text.ts';
import type { ConnectCode } from './payload.ts';
import { printConnectCode } from './print-connect-code.ts';

/** The form that a code is printed in. `endsAt`: milliseconds since the Unix epoch. */
export type PrintedForm =
  | { readonly kind: 'workbench' }
  | { readonly kind: 'central' }
  | { readonly kind: 'locked'; readonly passphrase: string; readonly endsAt: number | undefined };

/**
 * Gives the text of a code in a form. `TypeError` for a code that IoT Central's form has no place for: one without a key of
 * its device's own, of a hub, or of another service. Errors: `qr/passphrase-missing`.
 */
export async function printCode(
  crypto: Pick<Crypto, 'subtle' | 'getRandomValues'>,
  code: ConnectCode,
  form: PrintedForm,
): Promise<string> {
  if (form.kind === 'workbench') return printConnectCode(code);
  if (form.kind === 'central') return printAsCentral(code);
  const { passphrase, endsAt } = form;
  const plain = { kind: 'connect-code', bytes: encodeConnectCode(code) } as const;
  return printLocked(await sealText(crypto, plain, passphrase, endsAt === undefined ? {} : { endsAt }));
}

function printAsCentral({ route, keys }: ConnectCode): string {
  if (route.kind === 'hub' || route.dpsHost !== undefined || keys?.kind !== 'device-key') {
    throw new TypeError('IoT Central has no code for this');
  }
  return printCentralCode({ deviceId: route.registrationId, idScope: route.idScope, deviceKey: keys.primaryKey });
}

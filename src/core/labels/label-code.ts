import { createSealer, printLocked, type Sealer } from '../qr/locked-text.ts';
import { printCentralCode } from '../qr/forms/central.ts';
import { encodeConnectCode } from '../qr/forms/workbench-1.ts';
import type { CodeKeys, CodeRoute, ConnectCode } from '../qr/payload.ts';
import { printConnectCode } from '../qr/print-connect-code.ts';

/** What the code of a label may hold. */
export const LABEL_CODES = ['connect', 'id', 'locked', 'keyed'] as const;
export type LabelCodeKind = (typeof LABEL_CODES)[number];

/** Forms of a code with a key in clear. */
export const KEYED_FORMS = ['workbench', 'central'] as const;
export type KeyedForm = (typeof KEYED_FORMS)[number];

/** What is asked for; all but the first two hold a key, and only `locked` hides it. */
export type LabelCode =
  /** A connect code without keys: it names the device and where it registers. */
  | { readonly kind: 'connect' }
  /** The device ID as it stands. */
  | { readonly kind: 'id' }
  | { readonly kind: 'locked'; readonly passphrase: string }
  | { readonly kind: 'keyed'; readonly form: KeyedForm };

/** A device as its code names it. */
export interface CodedDevice {
  readonly id: string;
  /** Undefined where nobody has said where it registers: then only its ID can be printed. */
  readonly route: CodeRoute | undefined;
  readonly modelId?: string;
}

/** Keys of one device. A group's are never on a label. */
export type LabelKeys = CodeKeys & { readonly kind: 'device-key' };

/** Whether a code holds a key, so that the device is asked for its own. */
export function holdsKey({ kind }: Pick<LabelCode, 'kind'>): boolean {
  return kind === 'locked' || kind === 'keyed';
}

/** Gives the text of a device's code. */
export type PrintLabelText = (device: CodedDevice, keys: LabelKeys | undefined) => Promise<string>;

/**
 * Gives what prints the codes of labels; a passphrase is hashed once for all of them, at the first. It rejects with
 * `qr/passphrase-missing`, and with `TypeError` for a code that needs a key or a place to register and is given none, and
 * for a device of a hub or of another service in IoT Central's form, which has no place for them: the caller has judged
 * that.
 */
export function createLabelPrinter(
  crypto: Pick<Crypto, 'subtle' | 'getRandomValues'>,
  code: LabelCode,
): PrintLabelText {
  let sealer: Promise<Sealer> | undefined;
  return async (device, keys) => {
    if (code.kind === 'id') return device.id;
    const { route, modelId } = device;
    if (route === undefined) throw new TypeError('a connect code without a place to register');
    if (code.kind === 'connect') return printConnectCode({ route });
    if (keys === undefined) throw new TypeError('a code with a key for a device without one');
    if (code.kind === 'keyed' && code.form === 'central') return printCentral(route, keys);
    const whole: ConnectCode = { route, keys, ...(modelId !== undefined && { modelId }) };
    if (code.kind === 'keyed') return printConnectCode(whole);
    sealer ??= createSealer(crypto, code.passphrase);
    return printLocked(await (await sealer)({ kind: 'connect-code', bytes: encodeConnectCode(whole) }));
  };
}

function printCentral(route: CodeRoute, { primaryKey }: LabelKeys): string {
  const isNamed = route.kind === 'hub' || route.dpsHost !== undefined;
  if (isNamed) throw new TypeError('IoT Central names neither hub nor service in a code');
  const { registrationId, idScope } = route;
  return printCentralCode({ deviceId: registrationId, idScope, deviceKey: primaryKey });
}

const STAND_IN = 'PREVIEW ';

/**
 * Gives a text that makes a code of the same size and says nothing: a preview must show no key, and no code that looks
 * like one and is wrong.
 */
export function standInFor(text: string): string {
  const isAlphanumeric = /^[0-9A-Z $%*+\-./:]+$/.test(text);
  const filler = isAlphanumeric ? STAND_IN : STAND_IN.toLowerCase();
  return filler.repeat(Math.ceil(text.length / filler.length)).slice(0, text.length);
}

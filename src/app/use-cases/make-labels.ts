import { WorkbenchError } from '#core/errors/workbench-error';
import { hasKeys } from '#core/identity/device-record';
import { createPace } from '#core/key-maker/pace';
import { createLabelPrinter, holdsKey, standInFor, type LabelCode, type LabelKeys } from '#core/labels/label-code';
import type { LabelWords } from '#core/labels/label-words';
import type { KeyProgress } from '#core/ports/key-maker';
import type { QrMatrix } from '#core/ports/qr-drawer';
import type { Services } from '../services.ts';
import type { LabelDevice } from '../stores/label-devices.ts';
import { questionOf } from '../stores/made-code.ts';
import { ownKeysOf } from './read-code-keys.ts';

/** Which labels are made, and of what. */
export interface LabelOrder {
  readonly devices: readonly LabelDevice[];
  readonly code: LabelCode;
  readonly wordsOf: (device: LabelDevice) => LabelWords;
}

/** A label that is ready to be laid out. */
export interface MadeLabel {
  /** Its place in the order. */
  readonly index: number;
  readonly words: LabelWords;
  readonly matrix: QrMatrix;
}

/** How the work goes on, and where its results go. */
export interface LabelWork {
  readonly signal: AbortSignal;
  /** Called at the start, at the end, and between them at most ten times a second. */
  readonly onProgress: (progress: KeyProgress) => void;
  /** Takes one label after the other; it draws, so that no task becomes long by many. */
  readonly put: (label: MadeLabel) => void;
  /** Asked once, of the first device whose key is as long as that of a group: a no cancels. */
  readonly mayHoldLongKeys: (deviceId: string) => Promise<boolean>;
}

type Needs = Pick<Services, 'devices' | 'keys' | 'crypto' | 'drawQr' | 'clock'>;

/** The page has its turn so often: a frame stays a frame. */
const TURN_EVERY_MS = 12;
/** Labels lose a little to wear and dirt: 15 % of a code may be lost. */
const LEVEL = 'M';

/**
 * Makes labels, each with the key of its device where the code holds one. Errors: `label/key-missing`, AbortError when it
 * was cancelled, `qr/too-large`, those of `reveal`.
 */
export async function makeLabels(
  services: Needs,
  { devices, code, wordsOf }: LabelOrder,
  { signal, onProgress, put, mayHoldLongKeys }: LabelWork,
): Promise<void> {
  const pace = createPace({
    clock: services.clock,
    signal,
    total: devices.length,
    onProgress,
    turnEveryMs: TURN_EVERY_MS,
  });
  const print = createLabelPrinter(services.crypto, code);
  let isAgreed = false;
  for (const [index, device] of devices.entries()) {
    const keys = holdsKey(code) ? await readKeys(services, device) : undefined;
    if (!isAgreed && questionOf(keys) !== undefined) {
      if (!(await mayHoldLongKeys(device.id))) throw new DOMException('The labels were cancelled', 'AbortError');
      isAgreed = true;
    }
    const text = await print(device, keys);
    put({ index, words: wordsOf(device), matrix: await services.drawQr(text, LEVEL) });
    await pace.step(index + 1);
  }
}

/** Of the size that keys of devices have. */
const NO_KEYS: LabelKeys = { kind: 'device-key', primaryKey: btoa('\0'.repeat(32)) };
/** In the place of what is typed: it makes no code that anybody sees. */
const NO_PASSPHRASE = 'preview';

/** Makes labels for a look before printing. A code that is to hold a key is as large as it will be and says nothing. */
export async function previewLabels(
  services: Needs,
  { devices, code, wordsOf }: LabelOrder,
  { signal, put }: Pick<LabelWork, 'signal' | 'put'>,
): Promise<void> {
  const pace = createPace({
    clock: services.clock,
    signal,
    total: devices.length,
    onProgress: () => undefined,
    turnEveryMs: TURN_EVERY_MS,
  });
  const shownCode: LabelCode = code.kind === 'locked' ? { ...code, passphrase: NO_PASSPHRASE } : code;
  const print = createLabelPrinter(services.crypto, shownCode);
  for (const [index, device] of devices.entries()) {
    const text = await print(device, NO_KEYS);
    const shown = holdsKey(code) ? standInFor(text) : text;
    put({ index, words: wordsOf(device), matrix: await services.drawQr(shown, LEVEL) });
    await pace.step(index + 1);
  }
}

/** A group's keys give the device's own, which alone go onto the label. */
async function readKeys(services: Needs, { id, keySource }: LabelDevice): Promise<LabelKeys> {
  if (keySource.kind === 'keys') return { kind: 'device-key', ...(await services.keys.reveal(keySource.index)) };
  const secret = keySource.kind === 'device' ? await services.devices.reveal(keySource.id) : undefined;
  if (secret === undefined || !hasKeys(secret))
    throw new WorkbenchError('label/key-missing', { deviceId: id, count: 1 });
  const { primaryKey, secondaryKey } = await ownKeysOf(services, secret, id);
  return { kind: 'device-key', primaryKey, ...(secondaryKey !== undefined && { secondaryKey }) };
}

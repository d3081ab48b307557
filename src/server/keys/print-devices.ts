import { encodeBase64 } from '#core/bytes/base64';
import type { FlashedDevice } from '#core/export/flashed-device';
import type { ListedId } from '#core/id-list/listed-id';
import type { DeviceKeyDeriver } from '#core/sas/derived-key';
import type { ResultPart } from '../commands/command.ts';
import type { DevicePrinter } from './device-printer.ts';

/** WebCrypto answers from other threads: so many questions at a time keep them busy. */
const BATCH = 256;

/** What derives the keys of devices, one for each key of their group. */
export interface GroupDerivers {
  readonly primary: DeviceKeyDeriver;
  readonly secondary: DeviceKeyDeriver | undefined;
}

/** Prints devices with their keys as these are derived: only as many as are asked for. */
export async function* printDevices(
  devices: readonly ListedId[],
  derivers: GroupDerivers,
  printer: DevicePrinter,
): AsyncIterable<ResultPart> {
  yield printer.open();
  for (let from = 0; from < devices.length; from += BATCH) {
    const printed = await Promise.all(
      devices.slice(from, from + BATCH).map(async (listed, at) => {
        const device = await deriveKeys(listed, derivers);
        return { device, piece: await printer.print(device, from + at) };
      }),
    );
    yield printed.map(({ device, piece }) => printer.take(device, piece)).join('');
  }
  yield* printer.close(devices.length);
}

async function deriveKeys({ id, name }: ListedId, { primary, secondary }: GroupDerivers): Promise<FlashedDevice> {
  const primaryKey = encodeBase64(await primary(id));
  return {
    deviceId: id,
    ...(name !== undefined && { name }),
    primaryKey,
    ...(secondary !== undefined && { secondaryKey: encodeBase64(await secondary(id)) }),
  };
}

/** What two bytes can count (APPNOTE 4.4.21). */
const MOST_FILES = 0xffff;
const END_BYTES = 22;
const END64_BYTES = 56;
const LOCATOR_BYTES = 20;
/** The first version of the format that has these records. */
const ZIP64_VERSION = 45;

/**
 * Gives the end of an archive: `ending`, the central directory and its end record as fflate makes them, and for more
 * than 65,535 files the ZIP64 records between the two (APPNOTE 4.3.14 and 4.3.15), which fflate does not write. Archives
 * stay below 4 GiB: a million files of what devices are flashed with have less than half of it.
 */
export function endArchive(ending: Uint8Array<ArrayBuffer>, fileCount: number): Uint8Array<ArrayBuffer> {
  if (fileCount <= MOST_FILES) return ending;
  const directoryBytes = ending.length - END_BYTES;
  const whole = new Uint8Array(ending.length + END64_BYTES + LOCATOR_BYTES);
  whole.set(ending.subarray(0, directoryBytes));
  whole.set(ending.subarray(directoryBytes), directoryBytes + END64_BYTES + LOCATOR_BYTES);
  const end = new DataView(whole.buffer, whole.length - END_BYTES);
  const directoryAt = end.getUint32(16, true);
  const end64 = new DataView(whole.buffer, directoryBytes, END64_BYTES);
  end64.setUint32(0, 0x06064b50, true);
  end64.setUint32(4, END64_BYTES - 12, true);
  end64.setUint16(12, ZIP64_VERSION, true);
  end64.setUint16(14, ZIP64_VERSION, true);
  end64.setUint32(24, fileCount, true);
  end64.setUint32(32, fileCount, true);
  end64.setUint32(40, directoryBytes, true);
  end64.setUint32(48, directoryAt, true);
  const locator = new DataView(whole.buffer, directoryBytes + END64_BYTES, LOCATOR_BYTES);
  locator.setUint32(0, 0x07064b50, true);
  locator.setUint32(8, directoryAt + directoryBytes, true);
  locator.setUint32(16, 1, true);
  end.setUint16(8, MOST_FILES, true);
  end.setUint16(10, MOST_FILES, true);
  return whole;
}

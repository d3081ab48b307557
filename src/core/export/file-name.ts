/** File systems take 255; what a suffix and an extension may need stays free. */
const NAME_LIMIT = 200;
/** What Windows keeps for devices, with any extension ("Naming Files, Paths, and Namespaces"). */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * Gives the name of a device's file, and adds it to the names that are `taken` (in lower case). It is good on every
 * file system and on a command line: letters, digits, `- . _`, no dot or dash in front. Windows and macOS tell no case
 * apart, so an ID that differs from another in case alone, or in what had to be replaced, gets a number: `Sensor-2.env`.
 */
export function fileNameFor(deviceId: string, extension: string, taken: Set<string>): string {
  const safe = deviceId
    .slice(0, NAME_LIMIT)
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^[.-]|\.$/g, '_');
  const base = safe === '' || RESERVED.test(safe) ? `_${safe}` : safe;
  let name = `${base}${extension}`;
  for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${base}-${number}${extension}`;
  taken.add(name.toLowerCase());
  return name;
}

/** Fields that are read; a code has a handful. */
const FIELD_LIMIT = 50;

/**
 * Takes apart `NAME:value;NAME:value;`, in which a backslash stands in front of what would end a value. A name that comes
 * twice counts once, the first time; a text without a semicolon at its end is read to its end.
 */
export function readFieldList(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(/([A-Za-z0-9]{1,8}):((?:\\.|[^\\;])*)(?:;|$)|[^;]*;/gsy)) {
    if (name !== '' && !fields.has(name)) fields.set(name, value.replace(/\\(.)/gs, '$1'));
    if (fields.size === FIELD_LIMIT) break;
  }
  return fields;
}

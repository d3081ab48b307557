/** Charsets by the numbers that codes name them by (AIM ECI assignments), as `TextDecoder` calls them. */
const CHARSETS: Readonly<Record<number, string>> = {
  4: 'iso-8859-2',
  5: 'iso-8859-3',
  6: 'iso-8859-4',
  7: 'iso-8859-5',
  8: 'iso-8859-6',
  9: 'iso-8859-7',
  10: 'iso-8859-8',
  11: 'windows-1254',
  12: 'iso-8859-10',
  13: 'windows-874',
  15: 'iso-8859-13',
  16: 'iso-8859-14',
  17: 'iso-8859-15',
  18: 'iso-8859-16',
  20: 'shift_jis',
  21: 'windows-1250',
  22: 'windows-1251',
  23: 'windows-1252',
  24: 'windows-1256',
  25: 'utf-16be',
  28: 'big5',
  29: 'gbk',
  30: 'euc-kr',
  31: 'gbk',
  32: 'gb18030',
  33: 'utf-16le',
};

/** Japanese characters stand side by side; what Latin-1 looks like when read as Shift JIS has them one at a time. */
const JAPANESE_RUN = /[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff9f]{2}/;

/**
 * Gives the text of bytes from a code. `assignment` is the charset that the code names, if any. Neither none nor Latin-1
 * is believed: most writers mean UTF-8 and say nothing, some of Japan mean Shift JIS.
 */
export function readCodeText(bytes: Uint8Array, assignment?: number): string {
  const charset = assignment === undefined ? undefined : CHARSETS[assignment];
  if (charset !== undefined) return new TextDecoder(charset).decode(bytes);
  const utf8 = decodeStrictly('utf-8', bytes);
  if (utf8 !== undefined) return utf8;
  const japanese = decodeStrictly('shift_jis', bytes);
  return japanese !== undefined && JAPANESE_RUN.test(japanese)
    ? japanese
    : new TextDecoder('windows-1252').decode(bytes);
}

function decodeStrictly(charset: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

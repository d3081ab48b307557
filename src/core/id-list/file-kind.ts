import { encodeHex } from '../bytes/hex.ts';
import { decodeUtf8Lossy } from '../bytes/text.ts';
import type { FileKind } from '../errors/facts.ts';

interface Signature {
  readonly kind: FileKind;
  readonly hex: string;
  readonly at?: number;
}

/** The first bytes of files that people take for a list, or that stand beside one. */
const SIGNATURES: readonly Signature[] = [
  { kind: 'archive', hex: '504b0304' }, // ZIP, and what is a ZIP within
  { kind: 'archive', hex: '504b0506' }, // ZIP without files
  { kind: 'archive', hex: '1f8b08' }, // gzip
  { kind: 'archive', hex: '377abcaf271c' }, // 7z
  { kind: 'archive', hex: '526172211a07' }, // RAR
  { kind: 'office', hex: 'd0cf11e0a1b11ae1' }, // compound file: .xls, .doc, and workbooks with a password
  { kind: 'pdf', hex: '255044462d' },
  { kind: 'picture', hex: '89504e470d0a1a0a' }, // PNG
  { kind: 'picture', hex: 'ffd8ff' }, // JPEG
  { kind: 'picture', hex: '474946383761' }, // GIF87a
  { kind: 'picture', hex: '474946383961' }, // GIF89a
  { kind: 'picture', hex: '57454250', at: 8 }, // WebP
  { kind: 'picture', hex: '66747970', at: 4 }, // HEIC and MP4, as phones take pictures and films
  { kind: 'database', hex: '53514c69746520666f726d6174203300' }, // SQLite
  { kind: 'database', hex: '000100005374616e64617264' }, // Access
];

/** Documents that are ZIP archives within, told by the names in them. */
const ZIP_NAMES: readonly { readonly kind: FileKind; readonly name: RegExp }[] = [
  { kind: 'excel', name: /xl\/workbook/ },
  { kind: 'opendocument', name: /mimetypeapplication\/vnd\.oasis/ },
  { kind: 'iwork', name: /Index\/\w+\.iwa/ },
  { kind: 'document', name: /(?:word|ppt)\/\w+\.xml/ },
];
/** The list of names stands at the end of a ZIP, the kind of an OpenDocument file at its beginning. */
const ZIP_ENDS = 65_536;

/** Tells by its first bytes what a file is that holds no text; undefined for all that may be text. */
export function recogniseFileKind(bytes: Uint8Array): FileKind | undefined {
  const kind = SIGNATURES.find(({ hex, at = 0 }) => startsWith(bytes, hex, at))?.kind;
  if (kind !== 'archive') return kind;
  const ends = decodeUtf8Lossy(bytes.subarray(0, ZIP_ENDS)) + decodeUtf8Lossy(bytes.subarray(-ZIP_ENDS));
  return ZIP_NAMES.find(({ name }) => name.test(ends))?.kind ?? kind;
}

function startsWith(bytes: Uint8Array, hex: string, at: number): boolean {
  return encodeHex(bytes.subarray(at, at + hex.length / 2)) === hex;
}

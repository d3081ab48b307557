/** A form of code text that is ours to read; words name each (`core/words/en/codes.ts`). */
export type CodeForm =
  /** Base64 of JSON: what IoT Central shows, and the phone app's and the sample's variants of it. */
  | 'central'
  /** Base64 of JSON with a hub's name, of Azure IoT Explorer in 2021 and 2022. */
  | 'iot-explorer'
  /** JSON as it stands. */
  | 'json'
  | 'connection-string'
  /** Ours, `DW1C:`. */
  | 'workbench'
  /** Ours, encrypted with a passphrase, `DW1L:`. */
  | 'locked'
  /** Base64 of `Salted__…`, of the sample's generator. */
  | 'sample-locked'
  /** One part of a sequence of ours, `DW1P:`. */
  | 'part';

/**
 * Why a camera may not be used: an answer that may differ next time, one that the browser keeps and gives without asking,
 * or the system's, which lets no page of this browser have it.
 */
export type CameraDenial = 'this-time' | 'remembered' | 'system';

/** Codes of `qr/…` (what a code holds), `camera/…`, `transfer/…` (identities on their way) and `label/…`. */
export interface CodeFactsByCode {
  /** Nothing, or only blanks. */
  'qr/empty': Record<never, never>;
  /** More text than any code that we read can hold. */
  'qr/too-long': { length: number; limit: number };
  /** Of this form by its looks, and it ends before it is whole. */
  'qr/cut-short': { form: CodeForm };
  /** Of this form by its looks, and its checksum or its outline says that it was changed. */
  'qr/damaged': { form: CodeForm };
  /** A field that the form needs is not there, or is no text. */
  'qr/field-missing': { form: CodeForm; field: string };
  /** A field holds what it cannot. */
  'qr/field-form': { form: CodeForm; field: string };
  /** Written by a later version. */
  'qr/newer': { found: number; known: number };
  /** Nothing that we know by name. */
  'qr/unknown': { length: number };
  /** A note: the key opens every device of an enrollment group. */
  'qr/holds-group-key': Record<never, never>;
  'qr/passphrase-missing': Record<never, never>;
  /** Wrong passphrase, or changed on its way: cryptography does not tell which. */
  'qr/passphrase-wrong': Record<never, never>;
  /** Past the end date that its maker set; milliseconds since the Unix epoch. */
  'qr/ended': { endsAt: number };
  /** More bytes than one code holds. */
  'qr/too-large': { bytes: number; limit: number };
  /** The keys of the Keys room's list are not those that they were, or not there any more. */
  'qr/keys-gone': Record<never, never>;
  /** No address at which a copy of this app could be. */
  'qr/link-address': { found: string };
  /** A picture in which no code was found. */
  'qr/none-found': Record<never, never>;
  /** A file that is no picture that this browser opens. */
  'qr/not-a-picture': Record<never, never>;
  'qr/picture-too-large': { bytes: number; limit: number };
  /** A small file can hold a picture that takes gigabytes once it is open. */
  'qr/too-many-pixels': { width: number; height: number; limit: number };

  'camera/denied': { denial: CameraDenial };
  'camera/none': Record<never, never>;
  'camera/busy': Record<never, never>;
  /** The page is not at HTTPS nor at localhost. */
  'camera/insecure': Record<never, never>;
  'camera/unsupported': Record<never, never>;
  /** It was unplugged, or the system took it away. */
  'camera/lost': Record<never, never>;

  /** A part belongs to another sequence than the one that is being received. */
  'transfer/other-sequence': Record<never, never>;
  /** What opened is a connect code, and no whole identity. */
  'transfer/kind': Record<never, never>;
  /** All parts are there, and the whole is not what was sent. */
  'transfer/mismatch': Record<never, never>;
  /** It opened, and is not what this version writes. */
  'transfer/form': { part: 'outline' | 'device' | 'certificates' };
  'transfer/key-not-exportable': { name: string };
  /** Of a device whose certificate the browser alone has. */
  'transfer/system-certificate': { name: string };
  'transfer/too-large': { bytes: number; limit: number };
  /** What was read back after it was kept. */
  'transfer/kept-differs': { name: string };

  /** A number that a sheet cannot have, or none at all: in millimetres, or of whole things. */
  'label/measure': { least: number; most: number; unit: 'mm' | 'count' };
  /** Labels with what stands between them and before them need more than the page has. */
  'label/grid': { direction: 'across' | 'down'; neededMm: number; pageMm: number };
  /** The code of the fullest label gets less room than printers and phones need. */
  'label/too-small': { sideMm: number; neededMm: number };
  /** There is less room than the longest ID in words needs, even in the smallest type. */
  'label/words-cut': { deviceId: string };
  'label/too-many': { count: number; limit: number };
  /** A label is to have a key, and the device has none that could be printed. */
  'label/key-missing': { deviceId: string; count: number };
  /** A label is to say where the device registers, and nobody said where. */
  'label/scope-missing': Record<never, never>;
}

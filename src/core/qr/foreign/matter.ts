/** What may be told of a Matter setup code; its passcode is not among it. */
export interface MatterSetup {
  readonly vendorId: number;
  readonly productId: number;
  /** Ways in which the device can be found (Matter Core Specification, 5.1.3.1, table 38). */
  readonly transports: readonly ('softap' | 'ble' | 'network')[];
}

/** Matter Core Specification, 5.1.3.1: base38, its characters in the order of their values. */
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-.';
const START = 'MT:';
/** 88 bits; what follows is optional. */
const FIXED_BYTES = 11;
const TRANSPORTS = ['softap', 'ble', 'network'] as const;
/** Passcodes that the specification forbids (5.1.7.1). */
const TRIVIAL = new Set([...Array.from({ length: 10 }, (_, digit) => 11_111_111 * digit), 12_345_678, 87_654_321]);
const LAST_PASSCODE = 99_999_998;

/** Reads the first device of a Matter QR code; undefined for any other text. */
export function readMatterCode(text: string): MatterSetup | undefined {
  if (!text.startsWith(START)) return undefined;
  const bytes = decodeBase38(text.slice(START.length).split('*', 1)[0] ?? '');
  if (bytes === undefined || bytes.length < FIXED_BYTES) return undefined;
  const bits = new LowBitsFirst(bytes);
  const version = bits.take(3);
  const [vendorId, productId] = [bits.take(16), bits.take(16)];
  bits.take(2);
  const found = bits.take(8);
  bits.take(12);
  const passcode = bits.take(27);
  if (version !== 0 || passcode > LAST_PASSCODE || TRIVIAL.has(passcode)) return undefined;
  return { vendorId, productId, transports: TRANSPORTS.filter((_, bit) => ((found >> bit) & 1) === 1) };
}

/** Says whether a text is Matter's code for typing: 11 or 21 digits, the last of which checks the others (5.1.4.1). */
export function isMatterNumber(text: string): boolean {
  const digits = text.replace(/[ -]/g, '');
  return /^(?:[0-3]\d{10}|[4-7]\d{20})$/.test(digits) && hasVerhoeffDigit(digits);
}

/** Five characters for three bytes, four for two, two for one; the first counts least. */
function decodeBase38(text: string): Uint8Array | undefined {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 5) {
    const group = text.slice(at, at + 5);
    const count = { 5: 3, 4: 2, 2: 1 }[group.length];
    if (count === undefined) return undefined;
    let value = 0;
    for (const character of Array.from(group).reverse()) {
      const digit = ALPHABET.indexOf(character);
      if (digit === -1) return undefined;
      value = value * ALPHABET.length + digit;
    }
    if (value >= 256 ** count) return undefined;
    for (let byte = 0; byte < count; byte += 1) bytes.push((value >>> (byte * 8)) & 0xff);
  }
  return Uint8Array.from(bytes);
}

class LowBitsFirst {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  take(count: number): number {
    let value = 0;
    for (let bit = 0; bit < count; bit += 1, this.#at += 1) {
      value += (((this.#bytes[this.#at >>> 3] ?? 0) >>> (this.#at & 7)) & 1) * 2 ** bit;
    }
    return value;
  }
}

/** Multiplication in the group of a pentagon's symmetries: five turns, and five reflections. */
function multiply(a: number, b: number): number {
  const turned = a < 5 ? (a + b) % 5 : (a - b + 5) % 5;
  return a < 5 === b < 5 ? turned : turned + 5;
}

const PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/** Verhoeff's check digit: the digits, each permuted as often as its place says, multiply to nothing. */
function hasVerhoeffDigit(digits: string): boolean {
  let product = 0;
  Array.from(digits)
    .reverse()
    .forEach((character, place) => {
      let digit = Number(character);
      for (let times = place % 8; times > 0; times -= 1) digit = PERMUTATION[digit] ?? 0;
      product = multiply(product, digit);
    });
  return product === 0;
}

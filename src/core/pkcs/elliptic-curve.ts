import type { NamedCurve } from '../x509/public-key.ts';

/** A curve y^2 = x^3 - 3x + b of NIST (SP 800-186, 3.2.1), as far as points are multiplied. */
export interface Curve {
  readonly name: NamedCurve;
  readonly oid: string;
  /** Octets of a coordinate, and of a private key. */
  readonly length: number;
  readonly prime: bigint;
  readonly order: bigint;
  readonly generator: Point;
}

interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

/** The curves that WebCrypto has. */
export const CURVES: readonly Curve[] = [
  {
    name: 'P-256',
    oid: '1.2.840.10045.3.1.7',
    length: 32,
    prime: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
    generator: {
      x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
      y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
    },
  },
  {
    name: 'P-384',
    oid: '1.3.132.0.34',
    length: 48,
    prime: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
    generator: {
      x: 0xaa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7n,
      y: 0x3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5fn,
    },
  },
  {
    name: 'P-521',
    oid: '1.3.132.0.35',
    length: 66,
    prime: 2n ** 521n - 1n,
    order:
      0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
    generator: {
      x: 0x00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66n,
      y: 0x011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650n,
    },
  },
];

/**
 * Gives the public point of a private key in its uncompressed form (SEC 1, 2.3.3), or undefined for a number that is no
 * private key. Java leaves the point out of its files, and neither Firefox nor Safari takes a key without it. How long
 * this takes depends on the key: it is done once, while a file is imported, where nobody can measure it.
 */
export function derivePublicPoint(curve: Curve, privateKey: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const factor = decodeNumber(privateKey);
  if (factor === 0n || factor >= curve.order) return undefined;
  const { x, y } = multiply(curve, factor);
  const octets = new Uint8Array(1 + curve.length * 2).fill(4, 0, 1);
  encodeNumber(x, octets.subarray(1, 1 + curve.length));
  encodeNumber(y, octets.subarray(1 + curve.length));
  return octets;
}

/** From the lowest bit on: the sum is always another point than the power, and never its opposite before the end. */
function multiply({ prime, generator }: Curve, factor: bigint): Point {
  let sum: Point | undefined;
  let power = generator;
  for (let rest = factor; rest > 0n; rest >>= 1n) {
    if (rest & 1n) sum = sum === undefined ? power : add(prime, sum, power);
    if (rest > 1n) power = add(prime, power, power);
  }
  return sum ?? generator;
}

/** SEC 1, 2.2.1. */
function add(prime: bigint, a: Point, b: Point): Point {
  const slope = a.x === b.x ? (3n * a.x * a.x - 3n) * invert(2n * a.y, prime) : (b.y - a.y) * invert(b.x - a.x, prime);
  const x = reduce(slope * slope - a.x - b.x, prime);
  return { x, y: reduce(slope * (a.x - x) - a.y, prime) };
}

/** Euclid's algorithm, extended. */
function invert(value: bigint, prime: bigint): bigint {
  let [low, high] = [reduce(value, prime), prime];
  let [inverse, before] = [1n, 0n];
  while (low > 1n) {
    const quotient = high / low;
    [low, high] = [high - quotient * low, low];
    [inverse, before] = [before - quotient * inverse, inverse];
  }
  return inverse;
}

function reduce(value: bigint, prime: bigint): bigint {
  const rest = value % prime;
  return rest < 0n ? rest + prime : rest;
}

function decodeNumber(octets: Uint8Array): bigint {
  return octets.reduce((number, octet) => number * 256n + BigInt(octet), 0n);
}

function encodeNumber(number: bigint, octets: Uint8Array): void {
  let rest = number;
  for (let at = octets.length - 1; at >= 0; at -= 1) {
    octets[at] = Number(rest & 255n);
    rest >>= 8n;
  }
}

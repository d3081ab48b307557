import type { Edit, Flight, Move, ServerMessage, ServerScript } from './script.ts';
import { bytes, extension, join, number, vector, WireReader } from './wire.ts';

/** A ServerHello in its parts (RFC 8446, 4.1.3). */
export interface HelloParts {
  readonly version: number;
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly suite: number;
  readonly compression: number;
  readonly extensions: readonly (readonly [type: number, content: Uint8Array])[];
}

/** Reads extensions in their order. */
export const readList = (content: Uint8Array): [number, Uint8Array][] =>
  new WireReader(content).each((list): [number, Uint8Array] => [list.number(2), list.vector(2)]);

/** Writes extensions with their length before them. */
export const writeList = (list: HelloParts['extensions']): Uint8Array<ArrayBuffer> =>
  vector(2, ...list.map(([type, content]) => extension(type, content)));

/** Changes parts of a ServerHello. */
export const editHello =
  (change: (parts: HelloParts) => Partial<HelloParts>): Edit =>
  (body) => {
    const reader = new WireReader(body);
    const read = {
      version: reader.number(2),
      random: reader.take(32),
      sessionId: reader.vector(1),
      suite: reader.number(2),
      compression: reader.number(1),
      extensions: readList(reader.vector(2)),
    };
    const parts = { ...read, ...change(read) };
    return join(
      number(2, parts.version),
      parts.random,
      vector(1, parts.sessionId),
      number(2, parts.suite),
      bytes(parts.compression),
      writeList(parts.extensions),
    );
  };

/** Adds an extension to a ServerHello. */
export const addToHello = (type: number, ...content: readonly Uint8Array[]): Edit =>
  editHello(({ extensions }) => ({ extensions: [...extensions, [type, join(...content)]] }));

/** Takes an extension out of a ServerHello, or gives it another content. */
export const changeInHello = (type: number, change?: (content: Uint8Array) => Uint8Array): Edit =>
  editHello(({ extensions }) => ({
    extensions: extensions.flatMap(([one, content]) => {
      if (one !== type) return [[one, content] as const];
      return change === undefined ? [] : [[one, change(content)] as const];
    }),
  }));

/** Flips the lowest bit of one octet; from the end if the place is negative. */
export const flip =
  (place: number): Edit =>
  (body) =>
    body.with(place, (body.at(place) ?? 0) ^ 1);

export const append =
  (...octets: number[]): Edit =>
  (body) =>
    join(body, bytes(...octets));

export const cut =
  (octets: number): Edit =>
  (body) =>
    body.subarray(0, body.length - octets);

export const replaceBy =
  (...parts: readonly Uint8Array[]): Edit =>
  () =>
    join(...parts);

type Plan = NonNullable<ServerScript['plan']>;

/** Changes one flight. */
export const inFlight =
  (flight: Flight, change: (moves: readonly Move[]) => readonly Move[]): Plan =>
  (one, moves) =>
    one === flight ? change(moves) : moves;

const isNamed =
  (name: ServerMessage) =>
  (move: Move): boolean =>
    move.do === 'message' && move.name === name;

/** Leaves messages out. */
export const without = (flight: Flight, ...names: readonly ServerMessage[]): Plan =>
  inFlight(flight, (moves) => moves.filter((move) => !names.some((name) => isNamed(name)(move))));

/** Sends no message of a flight behind this one; keys are changed all the same. */
export const stopAfter = (flight: Flight, name: ServerMessage): Plan =>
  inFlight(flight, (moves) => {
    const place = moves.findIndex(isNamed(name));
    return moves.filter((move, at) => at <= place || move.do !== 'message');
  });

/** Says a message twice. */
export const repeat = (flight: Flight, name: ServerMessage): Plan =>
  inFlight(flight, (moves) => moves.flatMap((move) => (isNamed(name)(move) ? [move, move] : [move])));

/** Puts moves before a message. */
export const insertBefore = (flight: Flight, name: ServerMessage, ...more: readonly Move[]): Plan =>
  inFlight(flight, (moves) => moves.flatMap((move) => (isNamed(name)(move) ? [...more, move] : [move])));

/** Lets two messages change places. */
export const swap = (flight: Flight, first: ServerMessage, second: ServerMessage): Plan =>
  inFlight(flight, (moves) => {
    const [a, b] = [moves.findIndex(isNamed(first)), moves.findIndex(isNamed(second))];
    const [one, other] = [moves[a], moves[b]];
    return one === undefined || other === undefined ? moves : moves.with(a, other).with(b, one);
  });

/** A record under the keys that are in use. */
export const recordOf = (type: number, ...octets: number[]): Move => ({
  do: 'record',
  type,
  content: bytes(...octets),
});

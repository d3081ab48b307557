import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import { quoteInput } from '#core/identity/quote-input';
import { oneOf, orNull, whole, type Rule } from '../rule.ts';

/** Whom a fault is for, and when it ends by itself. */
export interface FaultScope {
  readonly id: string;
  /** The device, with its modules, or the registration ID; null: everybody. */
  readonly deviceId: string | null;
  /** How often it strikes yet; null: without end. */
  readonly times: number | null;
  /** Until when it is on, in milliseconds since the Unix epoch; null: until it is taken away. */
  readonly until: number | null;
}

/** What the cloud does wrong on purpose. */
export type Fault = FaultScope &
  (
    | { readonly kind: 'latency'; readonly milliseconds: number; readonly jitterMilliseconds: number }
    /** Connections end without a packet, this long after they were opened. */
    | { readonly kind: 'drop'; readonly afterSeconds: number }
    /** CONNECT is refused. */
    | { readonly kind: 'refuse'; readonly service: 'dps' | 'hub'; readonly returnCode: 3 | 5 }
    /** DPS answers requests with this status. */
    | { readonly kind: 'dps-error'; readonly status: DpsErrorStatus; readonly retryAfterSeconds: number }
    /** The hub has too much to do: its acknowledgements come late, and whoever asks over HTTPS is answered 429. */
    | { readonly kind: 'throttle'; readonly delaySeconds: number }
    /** PUBACK, SUBACK and the answers about twins get lost, this many in a hundred. */
    | { readonly kind: 'lost-acknowledgements'; readonly percent: number }
    /** The connection stays open and nobody is there, as when a router between has forgotten it. It has no `times`. */
    | { readonly kind: 'half-open' }
  );

export type FaultKind = Fault['kind'];

/** The fault of a kind. */
export type FaultOf<Kind extends FaultKind> = Extract<Fault, { readonly kind: Kind }>;

export type DpsErrorStatus = 404 | 409 | 412 | 429 | 500 | 503;

/** How many faults can be on at once. */
export const FAULT_LIMIT = 50;

const deviceName: Rule = {
  fits: (value) => typeof value === 'string' && value.length > 0 && value.length <= 257,
  words: 'the ID of a device',
};

const SCOPE: Readonly<Record<keyof FaultScope, Rule>> = {
  id: {
    fits: (value) => typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value),
    words: '1 to 64 letters, digits and - _',
  },
  deviceId: orNull(deviceName),
  times: orNull(whole(1, 1_000_000)),
  until: orNull(whole(0, Number.MAX_SAFE_INTEGER)),
};

/** What each kind has beside its scope. */
const KINDS: { readonly [Kind in FaultKind]: Readonly<Record<string, Rule>> } = {
  latency: { milliseconds: whole(0, 600_000), jitterMilliseconds: whole(0, 600_000) },
  drop: { afterSeconds: whole(0, 86_400) },
  refuse: { service: oneOf('dps', 'hub'), returnCode: oneOf(3, 5) },
  'dps-error': { status: oneOf(404, 409, 412, 429, 500, 503), retryAfterSeconds: whole(0, 3600) },
  throttle: { delaySeconds: whole(1, 3600) },
  'lost-acknowledgements': { percent: whole(1, 100) },
  'half-open': { times: { fits: (value) => value === null, words: 'null' } },
};

/** Gives what is wrong in a fault: `kind`, or the name of a member that is none, or missing. Undefined when it is one. */
export function findWrongInFault(json: JsonObject): string | undefined {
  const rules = rulesOf(json);
  if (rules === undefined) return 'kind';
  const unknown = Object.keys(json).find((name) => name !== 'kind' && !Object.hasOwn(rules, name));
  return unknown ?? Object.entries(rules).find(([name, { fits }]) => !fits(json[name]))?.[0];
}

/** Says what is wrong with a member of a fault that `findWrongInFault` gave. */
export function explainWrongInFault(json: JsonObject, name: string): string {
  const rules = rulesOf(json);
  if (rules === undefined) return `kind must be one of ${Object.keys(KINDS).join(', ')}.`;
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (rule !== undefined) return `${name} must be ${rule.words}.`;
  const names = Object.keys(rules).filter((known) => known !== 'id');
  return `This kind of fault has no ${quoteInput(name)}; it has ${names.join(', ')}, and seconds in place of until.`;
}

function rulesOf({ kind }: JsonObject): Readonly<Record<string, Rule>> | undefined {
  const isKind = typeof kind === 'string' && Object.hasOwn(KINDS, kind);
  return isKind ? { ...SCOPE, ...KINDS[kind as FaultKind] } : undefined;
}

/** Says whether a value is a list of faults, each with an ID of its own. */
export function isFaultList(value: Json): boolean {
  if (!Array.isArray(value) || value.length > FAULT_LIMIT) return false;
  const faults = value.filter((fault): fault is JsonObject => isJsonObject(fault) && !findWrongInFault(fault));
  return faults.length === value.length && new Set(faults.map(({ id }) => id)).size === value.length;
}

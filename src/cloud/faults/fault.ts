import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';

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

type Judge = (value: Json | undefined) => boolean;

const whole = (least: number, most: number): Judge => {
  return (value) => typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
};
const oneOf = (...values: readonly Json[]): Judge => {
  return (value) => value !== undefined && values.includes(value);
};
const orNull = (judge: Judge): Judge => {
  return (value) => value === null || judge(value);
};
const text: Judge = (value) => typeof value === 'string' && value.length > 0 && value.length <= 257;

const SCOPE: Readonly<Record<keyof FaultScope, Judge>> = {
  id: (value) => typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value),
  deviceId: orNull(text),
  times: orNull(whole(1, 1_000_000)),
  until: orNull(whole(0, Number.MAX_SAFE_INTEGER)),
};

/** What each kind has beside its scope. */
const KINDS: { readonly [Kind in FaultKind]: Readonly<Record<string, Judge>> } = {
  latency: { milliseconds: whole(0, 600_000), jitterMilliseconds: whole(0, 600_000) },
  drop: { afterSeconds: whole(0, 86_400) },
  refuse: { service: oneOf('dps', 'hub'), returnCode: oneOf(3, 5) },
  'dps-error': { status: oneOf(404, 409, 412, 429, 500, 503), retryAfterSeconds: whole(0, 3600) },
  throttle: { delaySeconds: whole(1, 3600) },
  'lost-acknowledgements': { percent: whole(1, 100) },
  'half-open': { times: (value) => value === null },
};

/** Gives what is missing or wrong in a fault: `kind`, or the name of a member. Undefined when it is one. */
export function findWrongInFault(json: JsonObject): string | undefined {
  const { kind } = json;
  if (typeof kind !== 'string' || !Object.hasOwn(KINDS, kind)) return 'kind';
  const judges: Readonly<Record<string, Judge>> = { ...SCOPE, ...KINDS[kind as FaultKind] };
  const wrong = Object.entries(judges).find(([name, judge]) => !judge(json[name]))?.[0];
  return wrong ?? Object.keys(json).find((name) => name !== 'kind' && !Object.hasOwn(judges, name));
}

/** Says whether a value is a list of faults, each with an ID of its own. */
export function isFaultList(value: Json): boolean {
  if (!Array.isArray(value) || value.length > FAULT_LIMIT) return false;
  const faults = value.filter((fault): fault is JsonObject => isJsonObject(fault) && !findWrongInFault(fault));
  return faults.length === value.length && new Set(faults.map(({ id }) => id)).size === value.length;
}

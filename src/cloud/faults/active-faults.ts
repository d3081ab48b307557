import type { Timer } from '#core/ports/clock';
import { makeAttempt } from '../attempts.ts';
import { logAttempt, type AttemptHead, type CloudContext } from '../cloud-context.ts';
import { makeRandomBytes } from '../services/random.ts';
import type { Fault, FaultKind, FaultOf } from './fault.ts';

/** The faults that are on. They are a part of the settings, so they outlive the host. */
export interface ActiveFaults {
  readonly none: boolean;
  /** Gives the first fault of a kind that is for `identity`: a registration ID, `deviceId` or `deviceId/moduleId`. */
  find<Kind extends FaultKind>(kind: Kind, identity: string): FaultOf<Kind> | undefined;
  /** Gives the refusal of a CONNECT to a service, and counts it; the caller writes it into the log. */
  takeRefusal(service: 'dps' | 'hub', identity: string): FaultOf<'refuse'> | undefined;
  /** Counts a fault's strike, after the last of which it is over. */
  strike(fault: Fault): void;
  /** Notes in the log that a fault struck a connection that goes on: what looks like a mistake of the device is none. */
  log(fault: Fault, head: AttemptHead): void;
  /** Gives true in so many cases of a hundred. */
  chance(percent: number): boolean;
  /** Looks which faults are over by now; called whenever the settings have changed. */
  settingsChanged(): void;
  dispose(): void;
}

/** Gives the faults of a cloud's settings. */
export function createActiveFaults(context: CloudContext): ActiveFaults {
  let timer: Timer | undefined;
  let isDisposed = false;
  const list = (): readonly Fault[] => context.settings.faults;

  const watch = (): void => {
    timer?.cancel();
    timer = undefined;
    if (isDisposed) return;
    const now = context.clock.now();
    const ends = list().flatMap(({ until }) => (until === null ? [] : [until]));
    if (ends.some((until) => until <= now)) {
      return context.changeSettings({ faults: list().filter(({ until }) => until === null || until > now) });
    }
    if (ends.length > 0) timer = context.clock.after(Math.min(Math.min(...ends) - now, LONGEST_SLEEP_MS), watch);
  };
  const find = <Kind extends FaultKind>(kind: Kind, identity: string): FaultOf<Kind> | undefined =>
    list().find((fault): fault is FaultOf<Kind> => fault.kind === kind && isFor(fault, identity));
  const strike = (fault: Fault): void => {
    if (fault.times === null) return;
    const times = fault.times - 1;
    const faults = list().flatMap((one) => (one.id !== fault.id ? [one] : times === 0 ? [] : [{ ...one, times }]));
    // As long as it goes on it is the same to every connection, of which there may be thousands.
    context.changeSettings({ faults }, times === 0);
  };
  return {
    get none() {
      return list().length === 0;
    },
    find,
    strike,
    takeRefusal(service, identity) {
      const fault = list().find((one): one is FaultOf<'refuse'> => {
        return one.kind === 'refuse' && one.service === service && isFor(one, identity);
      });
      if (fault !== undefined) strike(fault);
      return fault;
    },
    log: (fault, head) => logAttempt(context, head, 'accepted', makeAttempt('fault-struck', { kind: fault.kind })),
    chance: (percent) => random(context) * 100 < percent,
    settingsChanged: watch,
    dispose() {
      isDisposed = true;
      timer?.cancel();
    },
  };
}

/** Timers of browsers overflow beyond 24 days. */
const LONGEST_SLEEP_MS = 86_400_000;

function isFor({ deviceId }: Fault, identity: string): boolean {
  if (deviceId === null) return true;
  const [own, found] = [deviceId.toLowerCase(), identity.toLowerCase()];
  return found === own || found.startsWith(`${own}/`);
}

/** Gives a number from 0 to below 1. */
export function random({ crypto }: Pick<CloudContext, 'crypto'>): number {
  const [a = 0, b = 0, c = 0, d = 0] = makeRandomBytes(crypto, 4);
  return (((a * 256 + b) * 256 + c) * 256 + d) / 2 ** 32;
}

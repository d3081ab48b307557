import type { Clock } from '#core/ports/clock';
import { RELAY_NOTES } from '#core/words/en/relay-command';
import type { RelayEvent } from './relay-door.ts';

/** Refusals are said once in this time for each reason: who is refused tries again and again. */
const QUIET_MS = 10_000;
/** An origin is as long as a name of the DNS may be, and what comes in its place may be any text. */
const SHOWN_ORIGIN = 300;

/** Gives what is told of a relay's connections, and says it line by line. */
export function createRelayLog(say: (text: string) => void, clock: Clock): (event: RelayEvent) => void {
  const refused = new Map<string, { saidAt: number; more: number }>();
  return (event) => {
    if (event.kind === 'ended') {
      const { target, remote, code, seconds, toTarget, toPage } = event;
      return say(RELAY_NOTES.ended(target, remote, code, seconds, toTarget, toPage));
    }
    const { refusal, remote, origin } = event;
    const last = refused.get(refusal);
    if (last !== undefined && clock.now() - last.saidAt < QUIET_MS) return void (last.more += 1);
    refused.set(refusal, { saidAt: clock.now(), more: 0 });
    return say(RELAY_NOTES.refused(refusal, remote, origin.slice(0, SHOWN_ORIGIN), last?.more ?? 0));
  };
}

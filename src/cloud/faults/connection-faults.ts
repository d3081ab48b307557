import type { CloudContext } from '../cloud-context.ts';
import type { LinkFacts } from '../link.ts';
import type { OutgoingPacket } from '../mqtt/packets.ts';
import type { Session } from '../mqtt/session.ts';
import { random } from './active-faults.ts';
import type { Fault } from './fault.ts';

/** What the faults that are on do to one connection. */
export interface ConnectionFaults {
  /** Whether nobody is at this end any more. */
  isHalfOpen(): boolean;
  /** Whether a packet gets lost on its way to the client. */
  loses(packet: OutgoingPacket): boolean;
  /** How late the client gets what is sent now, in milliseconds. */
  lateness(packets: { readonly acknowledges: boolean }): number;
  /** When the connection is to end, in milliseconds since the Unix epoch; undefined when it may stay. */
  endsAt(openedAt: number): number | undefined;
  /** Says that it has ended by that. */
  ended(): void;
}

/** Gives the faults of a connection. `session` gives what the client is, once that is known. */
export function createConnectionFaults(
  context: CloudContext,
  facts: LinkFacts,
  session: () => Session | undefined,
): ConnectionFaults {
  const told = new Set<string>();
  const { faults } = context;
  /** A line of the log for each fault, and no more: some strike at every packet. */
  const strike = (fault: Fault): void => {
    const { service = 'hub', identity = '' } = session() ?? {};
    if (!told.has(fault.id)) faults.log(fault, { service, identity, facts });
    told.add(fault.id);
    faults.strike(fault);
  };
  const identity = (): string => session()?.identity ?? '';

  return {
    isHalfOpen() {
      const fault = session() === undefined ? undefined : faults.find('half-open', identity());
      if (fault !== undefined && !told.has(fault.id)) strike(fault);
      return fault !== undefined;
    },
    loses(packet) {
      if (!isAcknowledgement(packet)) return false;
      const fault = faults.find('lost-acknowledgements', identity());
      if (fault === undefined || !faults.chance(fault.percent)) return false;
      strike(fault);
      return true;
    },
    lateness({ acknowledges }) {
      const latency = faults.find('latency', identity());
      if (latency !== undefined) strike(latency);
      const throttle = acknowledges && session()?.service === 'hub' ? faults.find('throttle', identity()) : undefined;
      if (throttle !== undefined) strike(throttle);
      const jitter = latency === undefined ? 0 : Math.floor(random(context) * (latency.jitterMilliseconds + 1));
      return Math.max((latency?.milliseconds ?? 0) + jitter, (throttle?.delaySeconds ?? 0) * 1000);
    },
    endsAt(openedAt) {
      const fault = session() === undefined ? undefined : faults.find('drop', identity());
      return fault && openedAt + fault.afterSeconds * 1000;
    },
    ended() {
      const fault = faults.find('drop', identity());
      if (fault !== undefined) faults.strike(fault);
    },
  };
}

const TWIN_ANSWER = '$iothub/twin/res/';

/** Whether a packet tells the client that something was done. */
export function isAcknowledgement(packet: OutgoingPacket): boolean {
  if (packet.type === 'publish') return packet.topic.startsWith(TWIN_ANSWER);
  return packet.type === 'puback' || packet.type === 'suback' || packet.type === 'unsuback';
}

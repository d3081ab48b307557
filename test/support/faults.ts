import type { Fault, FaultKind, FaultOf } from '../../src/cloud/faults/fault.ts';

type Parts<Kind extends FaultKind> = Omit<FaultOf<Kind>, keyof Fault> & Partial<Omit<Fault, 'kind'>>;

/** Gives a fault for everybody and without an end, unless told otherwise. */
export function makeFault<Kind extends FaultKind>(kind: Kind, parts: Parts<Kind>): Fault {
  return { id: kind, kind, deviceId: null, times: null, until: null, ...parts } as unknown as Fault;
}

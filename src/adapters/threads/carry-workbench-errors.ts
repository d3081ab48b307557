import { transferHandlers, type TransferHandler } from 'comlink';
import type { ErrorCode } from '#core/errors/facts';
import { WorkbenchError, type Finding } from '#core/errors/workbench-error';

/** What comlink wraps a thrown value in. */
interface Thrown {
  readonly value: unknown;
}

type Carried = { readonly finding: Finding } | { readonly other: unknown };

const NAME = 'throw';

/** Lets `WorkbenchError` cross threads with its code and facts; comlink alone keeps the message only. Both ends need it. */
export function carryWorkbenchErrors(): void {
  const original = transferHandlers.get(NAME) as TransferHandler<Thrown, unknown>;
  if (original === undefined || carriers.has(original)) return;
  const carrier: TransferHandler<Thrown, Carried> = {
    canHandle: (value): value is Thrown => original.canHandle(value),
    serialize(thrown) {
      if (thrown.value instanceof WorkbenchError) return [{ finding: thrown.value.finding }, []];
      const [other, transfers] = original.serialize(thrown);
      return [{ other }, transfers];
    },
    deserialize(carried) {
      if ('finding' in carried) throw new WorkbenchError<ErrorCode>(carried.finding.code, carried.finding.facts);
      return original.deserialize(carried.other);
    },
  };
  carriers.add(carrier);
  transferHandlers.set(NAME, carrier);
}

const carriers = new WeakSet<object>();

import { parseCsv } from '#adapters/csv/parse-csv';
import { openZip } from '#adapters/zip/open-zip';
import { createKeyMaker } from '#core/key-maker/create-key-maker';
import type { Clock } from '#core/ports/clock';
import type { KeyMaker } from '#core/ports/key-maker';

/** The true maker in the thread of the test, whose calls can be seen, held back and made to fail. */
export interface FakeKeyMaker extends KeyMaker {
  /** The calls, in order. */
  readonly calls: (keyof KeyMaker)[];
  /** Holds back the answers to one kind of call until the returned function is called. */
  hold(method: keyof KeyMaker): () => void;
  /** Makes the next call of a kind fail. */
  fail(method: keyof KeyMaker, error: unknown): void;
}

export function createFakeKeyMaker(clock: Clock): FakeKeyMaker {
  const maker = createKeyMaker({ subtle: crypto.subtle, parseCsv, openArchive: openZip, clock });
  const calls: (keyof KeyMaker)[] = [];
  const gates = new Map<keyof KeyMaker, Promise<void>>();
  const failures = new Map<keyof KeyMaker, unknown>();
  const watched = <Parameters extends readonly unknown[], Answer>(
    name: keyof KeyMaker,
    call: (...parameters: Parameters) => Promise<Answer>,
  ) => {
    return async (...parameters: Parameters): Promise<Answer> => {
      calls.push(name);
      if (failures.has(name)) {
        const error = failures.get(name);
        failures.delete(name);
        throw error;
      }
      const answer = await call(...parameters);
      await gates.get(name);
      return answer;
    };
  };
  return {
    calls,
    hold(method) {
      let open = (): void => undefined;
      gates.set(method, new Promise((resolve) => (open = resolve)));
      return () => {
        gates.delete(method);
        open();
      };
    },
    fail: (method, error) => void failures.set(method, error),
    read: watched('read', maker.read),
    list: watched('list', maker.list),
    problems: watched('problems', maker.problems),
    make: watched('make', maker.make),
    cancel: watched('cancel', maker.cancel),
    find: watched('find', maker.find),
    reveal: watched('reveal', maker.reveal),
    print: watched('print', maker.print),
    export: watched('export', maker.export),
    wasMadeHere: watched('wasMadeHere', maker.wasMadeHere),
    clear: watched('clear', maker.clear),
  };
}

import type { Inspection, InspectionSource } from '#core/inspect/inspection';
import type { Inspector } from '#core/ports/inspector';
import { SAMPLE_INSPECTION } from './inspection-samples.ts';

type Method = keyof Inspector;

/** An inspector that sees what a test tells it to, whatever it is given. */
export interface FakeInspector extends Inspector {
  /** The calls, in order, with what they were given. */
  readonly calls: (readonly [Method, ...unknown[]])[];
  /** What `inspect` gives from now on; until then a leaf, its chain, a key and a revocation list. */
  setInspection(inspection: Inspection | ((source: InspectionSource) => Inspection)): void;
  /** What `reveal` gives. */
  setSecret(text: string): void;
  /** Holds back the answers to one kind of call until the returned function is called. */
  hold(method: Method): () => void;
  /** Makes the next call of a kind fail. */
  fail(method: Method, error: unknown): void;
}

export function createFakeInspector(): FakeInspector {
  const calls: (readonly [Method, ...unknown[]])[] = [];
  const gates = new Map<Method, Promise<void>>();
  const failures = new Map<Method, unknown>();
  let see: (source: InspectionSource) => Inspection = () => SAMPLE_INSPECTION;
  let secret = '-----BEGIN PRIVATE KEY-----\nTm90IGEga2V5\n-----END PRIVATE KEY-----\n';
  const answer = async <T>(call: readonly [Method, ...unknown[]], give: () => T): Promise<T> => {
    calls.push(call);
    const [method] = call;
    if (failures.has(method)) {
      const error = failures.get(method);
      failures.delete(method);
      throw error;
    }
    const given = give();
    await gates.get(method);
    return given;
  };
  return {
    calls,
    setInspection: (inspection) => void (see = typeof inspection === 'function' ? inspection : () => inspection),
    setSecret: (text) => void (secret = text),
    hold(method) {
      let open = (): void => undefined;
      gates.set(method, new Promise((resolve) => (open = resolve)));
      return () => {
        gates.delete(method);
        open();
      };
    },
    fail: (method, error) => void failures.set(method, error),
    inspect: (source) => answer(['inspect', source], () => see(source)),
    reveal: (itemId) => answer(['reveal', itemId], () => secret),
    clear: () => answer(['clear'], () => undefined),
  };
}

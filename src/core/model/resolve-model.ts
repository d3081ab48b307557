import type { DeviceModel, ModelComponent, ModelElement, ModelInterface } from './model.ts';
import { judgeModel, type ModelVerdict } from './model-finding.ts';
import { CONTENTS_LIMIT } from './read-interfaces.ts';
import { createReading, type Reading } from './reading.ts';

/** How far `extends` may lead. */
const EXTENDS_DEPTH_LIMIT = 10;

/**
 * Gives everything that a device of a model has: the contents of its interface and of all that this extends, and its
 * components. `find` gives the interfaces that are at hand. Paths of the findings begin with the interface's ID.
 */
export function resolveModel(
  id: string,
  find: (id: string) => ModelInterface | undefined,
): ModelVerdict<DeviceModel | undefined> {
  const reading = createReading();
  const known = new Map<string, Collected>();
  const root = collect({ reading, find, known }, id, id);
  if (root === undefined) return judgeModel(undefined, reading.findings);
  const components = new Map<string, ModelComponent>();
  for (const part of root.elements) {
    if (part.kind !== 'component') continue;
    const path = `${root.interfaceId}: ${part.name}`;
    const inner = collect({ reading, find, known }, part.schema, path);
    if (inner?.elements.some(({ kind }) => kind === 'component')) reading.fail(path, 'component-in-component');
    if (inner !== undefined) components.set(part.name, describe(inner, part.displayName));
  }
  return judgeModel({ ...describe(root, null), components }, reading.findings);
}

interface Search {
  readonly reading: Reading;
  readonly find: (id: string) => ModelInterface | undefined;
  /** Components may have the same interface many times. */
  readonly known: Map<string, Collected>;
}

interface Collected {
  readonly interfaceId: string;
  readonly displayName: string | null;
  readonly elements: readonly ModelElement[];
}

/** Gathers an interface with what it extends; one that is extended on two ways counts once. */
function collect({ reading, find, known }: Search, id: string, path: string): Collected | undefined {
  const before = known.get(id);
  if (before !== undefined) return before;
  const first = find(id);
  if (first === undefined) return reading.fail(path, 'reference', id);
  const elements = new Map<string, ModelElement>();
  const seen = new Set<string>();
  const walk = (one: ModelInterface, above: readonly string[]): void => {
    if (above.includes(one.id)) return reading.fail(`${one.id}: extends`, 'cycle', one.id);
    if (above.length > EXTENDS_DEPTH_LIMIT) return reading.fail(`${one.id}: extends`, 'extends-depth');
    if (seen.has(one.id)) return undefined;
    seen.add(one.id);
    for (const element of one.contents) {
      if (!reading.spend(one.id)) return undefined;
      if (elements.has(element.name)) reading.fail(`${one.id}: ${element.name}`, 'duplicate-name', element.name);
      elements.set(element.name, element);
    }
    for (const base of one.extends) {
      const found = find(base);
      if (found === undefined) reading.fail(`${one.id}: extends`, 'reference', base);
      else walk(found, [...above, one.id]);
    }
  };
  walk(first, []);
  if (elements.size > CONTENTS_LIMIT[first.version]) reading.fail(path, 'too-many', elements.size);
  const collected = { interfaceId: id, displayName: first.displayName, elements: [...elements.values()] };
  known.set(id, collected);
  return collected;
}

function describe({ interfaceId, displayName, elements }: Collected, ownName: string | null): ModelComponent {
  return {
    interfaceId,
    displayName: ownName ?? displayName,
    telemetry: elements.filter((element) => element.kind === 'telemetry'),
    properties: elements.filter((element) => element.kind === 'property'),
    commands: elements.filter((element) => element.kind === 'command'),
  };
}

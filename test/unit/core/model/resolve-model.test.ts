import { describe, expect, test } from 'vitest';
import { memberOf, type Json, type JsonObject } from '#core/bytes/json';
import { expandModel } from '#core/model/expand-model';
import type { ModelFault, ModelVerdict } from '#core/model/model-finding';
import type { DeviceModel } from '#core/model/model';
import { readInterfaces } from '#core/model/read-interfaces';
import { resolveModel } from '#core/model/resolve-model';

function document(name: string, more: Record<string, Json>): JsonObject {
  return { '@context': 'dtmi:dtdl:context;2', '@id': `dtmi:test:${name};1`, '@type': 'Interface', ...more };
}

function idOf(one: JsonObject | undefined): string {
  const id = memberOf(one, '@id');
  return typeof id === 'string' ? id : '';
}

const has = (name: string): JsonObject => ({ '@type': 'Telemetry', name, schema: 'double' });
const part = (name: string, schema: Json): JsonObject => ({ '@type': 'Component', name, schema });

/** Resolves the first of these documents among all of them. */
function resolve(...documents: JsonObject[]): ModelVerdict<DeviceModel | undefined> {
  const read = readInterfaces(documents);
  if (!read.ok) throw new Error(JSON.stringify(read.findings));
  return resolveModel(idOf(documents[0]), (id) => read.value.get(id));
}

function faultsOf(verdict: ModelVerdict<unknown>): readonly (readonly [string, ModelFault])[] {
  return verdict.ok ? [] : verdict.findings.map(({ path, fault }) => [path, fault] as const);
}

const names = (list: readonly { readonly name: string }[] | undefined): readonly string[] => {
  return (list ?? []).map(({ name }) => name);
};

describe('a model', () => {
  test('has what its interface extends, and its components with what theirs extend', () => {
    const verdict = resolve(
      document('Pump', { extends: 'dtmi:test:Machine;1', contents: [has('flow'), part('valve', 'dtmi:test:Valve;1')] }),
      document('Machine', { contents: [has('hours')] }),
      document('Valve', { displayName: 'Valve', extends: ['dtmi:test:Machine;1'], contents: [has('angle')] }),
    );
    const model = verdict.ok ? verdict.value : undefined;
    expect(names(model?.telemetry)).toEqual(['flow', 'hours']);
    expect(names(model?.components.get('valve')?.telemetry)).toEqual(['angle', 'hours']);
    expect(model?.components.get('valve')).toMatchObject({ interfaceId: 'dtmi:test:Valve;1', displayName: 'Valve' });
  });

  test('takes an interface that it extends on two ways once', () => {
    const verdict = resolve(
      document('Pump', { extends: ['dtmi:test:A;1', 'dtmi:test:B;1'] }),
      document('A', { extends: 'dtmi:test:Base;1' }),
      document('B', { extends: 'dtmi:test:Base;1' }),
      document('Base', { contents: [has('hours')] }),
    );
    expect(names(verdict.ok ? verdict.value?.telemetry : [])).toEqual(['hours']);
  });

  test('is refused when an interface is not at hand', () => {
    expect(faultsOf(resolve(document('Pump', { extends: 'dtmi:test:Gone;1' })))).toEqual([
      ['dtmi:test:Pump;1: extends', 'reference'],
    ]);
    expect(faultsOf(resolve(document('Pump', { contents: [part('valve', 'dtmi:test:Gone;1')] })))).toEqual([
      ['dtmi:test:Pump;1: valve', 'reference'],
    ]);
    expect(faultsOf(resolveModel('dtmi:test:Pump;1', () => undefined))).toEqual([['dtmi:test:Pump;1', 'reference']]);
  });

  test('is refused when a name stands in what it extends, too', () => {
    const verdict = resolve(
      document('Pump', { extends: 'dtmi:test:Machine;1', contents: [has('hours')] }),
      document('Machine', { contents: [has('hours')] }),
    );
    expect(faultsOf(verdict)).toEqual([['dtmi:test:Machine;1: hours', 'duplicate-name']]);
  });

  test('is refused when it extends itself by others, and no work goes on for ever', () => {
    const verdict = resolve(
      document('A', { extends: 'dtmi:test:B;1' }),
      document('B', { extends: 'dtmi:test:C;1' }),
      document('C', { extends: 'dtmi:test:A;1' }),
    );
    expect(faultsOf(verdict)).toEqual([['dtmi:test:A;1: extends', 'cycle']]);
  });

  test('extends over 10 levels and no more', () => {
    const chain = (length: number): JsonObject[] =>
      Array.from({ length }, (_, at) => {
        return document(`L${at}`, at + 1 < length ? { extends: `dtmi:test:L${at + 1};1` } : { contents: [has('end')] });
      });
    expect(resolve(...chain(11)).ok).toBe(true);
    expect(faultsOf(resolve(...chain(12))).map(([, fault]) => fault)).toEqual(['extends-depth']);
  });

  test('has at most 300 elements with all that it extends', () => {
    const many = (prefix: string): JsonObject[] => Array.from({ length: 151 }, (_, at) => has(`${prefix}${at}`));
    const verdict = resolve(
      document('Pump', { extends: 'dtmi:test:Machine;1', contents: many('a') }),
      document('Machine', { contents: many('b') }),
    );
    expect(faultsOf(verdict)).toEqual([['dtmi:test:Pump;1', 'too-many']]);
  });

  test('has no components in components', () => {
    const verdict = resolve(
      document('Pump', { contents: [part('valve', 'dtmi:test:Valve;1')] }),
      document('Valve', { contents: [part('motor', 'dtmi:test:Motor;1')] }),
      document('Motor', {}),
    );
    expect(faultsOf(verdict)).toEqual([['dtmi:test:Pump;1: valve', 'component-in-component']]);
  });
});

describe('writing a model out', () => {
  const valve = document('Valve', { extends: 'dtmi:test:Machine;1', contents: [has('angle')] });
  const machine = document('Machine', { contents: [has('hours')] });
  const library = new Map([valve, machine].map((one) => [idOf(one), one]));
  const find = (id: string): JsonObject | undefined => library.get(id);

  test('puts each interface where it is named first, so that the model stands by itself', () => {
    const pump = document('Pump', {
      contents: [part('a', 'dtmi:test:Valve;1'), part('b', 'dtmi:test:Valve;1')],
    });
    const expanded = expandModel(pump, find);
    expect(expanded['contents']).toEqual([part('a', { ...valve, extends: machine }), part('b', 'dtmi:test:Valve;1')]);
    const read = readInterfaces(expanded);
    expect(read.ok && resolveModel('dtmi:test:Pump;1', (id) => read.value.get(id)).ok).toBe(true);
  });

  test('leaves alone what is written out already, and what is not at hand', () => {
    const pump = document('Pump', { contents: [part('a', valve), part('b', 'dtmi:test:Gone;1')] });
    expect(expandModel(pump, () => undefined)).toEqual(pump);
  });

  test('ends with documents that name each other', () => {
    const [a, b] = [document('A', { extends: 'dtmi:test:B;1' }), document('B', { extends: 'dtmi:test:A;1' })];
    const circle = new Map([a, b].map((one) => [idOf(one), one]));
    expect(expandModel(a, (id) => circle.get(id))).toEqual({ ...a, extends: b });
  });
});

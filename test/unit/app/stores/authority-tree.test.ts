import { expect, test } from 'vitest';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { makeAuthorityTree, type AuthorityNode } from '#app/stores/authority-tree';
import { EMPTY_SHELF, SAMPLE_SHELF, sampleCertificate, sampleFacts } from '../../../support/certificate-samples.ts';

const authority = (id: string, authorityId: string | undefined, name = id): KeptCertificate =>
  sampleCertificate('intermediate', sampleFacts(name, { isAuthority: true }), { id, authorityId });
const shelfOf = (...certificates: KeptCertificate[]): Shelf => ({ ...EMPTY_SHELF, certificates });
const print = (nodes: readonly AuthorityNode[]): unknown =>
  Object.fromEntries(nodes.map(({ authority: { id }, signed, below }) => [`${id} ${signed}`, print(below)]));
const logged = (nodes: readonly AuthorityNode[]): readonly number[] =>
  nodes.flatMap((node) => [node.logged, ...logged(node.below)]);

test('authorities stand below those that signed them, with how many others each has signed', () => {
  // Of the plant: a device, one for a request, a module, an Edge CA; and 300 in its log alone.
  expect(print(makeAuthorityTree(SAMPLE_SHELF))).toEqual({
    'root 0': { 'intermediate 304': {} },
    'imported-root 0': {},
  });
});

test('each has the length of its log, which is longer than what is kept', () => {
  expect(logged(makeAuthorityTree(SAMPLE_SHELF))).toEqual([1, 306, 0]);
});

test('an authority whose issuer is not kept stands at the top', () => {
  const tree = makeAuthorityTree(
    shelfOf(authority('plant', 'gone'), authority('root', 'root'), authority('own', undefined)),
  );
  expect(print(tree)).toEqual({ 'own 0': {}, 'plant 0': {}, 'root 0': {} });
});

test('each level is in the order of the names', () => {
  const tree = makeAuthorityTree(
    shelfOf(authority('1', '1', 'Root'), authority('3', '1', 'b'), authority('2', '1', 'a'), authority('4', '1', 'C')),
  );
  expect(tree[0]?.below.map(({ authority: { facts } }) => facts.commonName)).toEqual(['a', 'b', 'C']);
});

test('there is none where nothing is kept', () => {
  expect(makeAuthorityTree(EMPTY_SHELF)).toEqual([]);
});

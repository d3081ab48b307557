import { describe, expect, test } from 'vitest';
import type { CertificateRole } from '#core/issuing/certificate-plan';
import { kindsFor, ROLLING_KINDS, stepsOf } from '#core/rolling/rolling-steps';
import { describeStep, rollingKindWords } from '#core/words/en/rolling';

const ROLES: readonly CertificateRole[] = [
  'root',
  'intermediate',
  'device',
  'self-signed',
  'module',
  'edge-ca',
  'verification',
];
const EVERY = ROLES.flatMap((role) => kindsFor(role).map((kind) => ({ role, kind, steps: stepsOf(kind, role) })));

/** Azure documentation, "How to roll X.509 device certificates": the order of its sections. */
describe('the documented order', () => {
  test('of an individual enrollment that ends: the second place, and later the first one emptied', () => {
    const steps = stepsOf('leaf-end', 'self-signed');
    expect(steps).toEqual(['make-new', 'add-new', 'deploy', 'watch-devices', 'remove-old']);
  });

  test('of an individual enrollment after a breach: replaced at once, then removed from the hub', () => {
    const steps = stepsOf('leaf-breach', 'self-signed');
    expect(steps).toEqual(['make-new', 'replace-old', 'remove-from-hub', 'deploy', 'watch-devices']);
  });

  test('of a root that ends: added and proven, the second place of the group, and deleted when it has ended', () => {
    const [make, prove, add, ...rest] = stepsOf('authority-end', 'root');
    expect([make, prove, add]).toEqual(['make-new', 'prove', 'add-new']);
    expect(rest).toEqual(['issue-leaves', 'deploy', 'watch-devices', 'remove-old']);
  });

  test('of a root after a breach: deleted before anything else', () => {
    const steps = stepsOf('authority-breach', 'root');
    expect(steps.slice(0, 5)).toEqual(['remove-old', 'make-new', 'prove', 'replace-old', 'remove-from-hub']);
    expect(steps.slice(5)).toEqual(['issue-leaves', 'deploy', 'watch-devices']);
  });

  test('of an intermediate: as of a root, and nothing is proven', () => {
    expect(stepsOf('authority-end', 'intermediate')).toEqual(
      stepsOf('authority-end', 'root').filter((step) => step !== 'prove'),
    );
    expect(stepsOf('authority-breach', 'intermediate')).toEqual(
      stepsOf('authority-breach', 'root').filter((step) => step !== 'prove' && step !== 'remove-old'),
    );
  });

  test('of a leaf in a group: nothing changes in the service, unless the one device has to be locked out', () => {
    expect(stepsOf('group-leaf-end', 'device')).toEqual(['make-new', 'deploy', 'watch-devices']);
    const breach = stepsOf('group-leaf-breach', 'device');
    expect(breach.slice(0, 4)).toEqual(['disable', 'remove-from-hub', 'make-new', 'enable']);
  });
});

test('each kind is offered to some certificate, and to those alone that an enrollment knows', () => {
  expect(new Set(EVERY.map(({ kind }) => kind))).toEqual(new Set(ROLLING_KINDS));
  for (const role of ['module', 'edge-ca', 'verification'] as const) expect(kindsFor(role)).toEqual([]);
});

test('no step is asked for twice', () => {
  for (const { steps } of EVERY) expect(new Set(steps).size).toBe(steps.length);
});

describe('the words of a step', () => {
  test.each(EVERY.flatMap((one) => one.steps.map((step) => ({ ...one, step }))))(
    '$step of $kind, $role: a short title and full sentences',
    ({ role, kind, step }) => {
      const words = describeStep(step, { kind, role, commonName: 'pump-7', oldPlace: 'primary' });
      expect(words.title.split(' ').length).toBeLessThanOrEqual(8);
      expect(words.explanation).toMatch(/^[A-Z“].*\.$/s);
      if (words.portal !== undefined) expect(words.portal).toMatch(/^[A-Z“].*\.$/s);
    },
  );

  test('name the free place: the second one, or the first when the old certificate stands in the second', () => {
    const facts = { kind: 'leaf-end', role: 'self-signed', commonName: 'pump-7' } as const;
    expect(describeStep('add-new', { ...facts, oldPlace: 'primary' }).portal).toContain('“Secondary certificate”');
    expect(describeStep('add-new', { ...facts, oldPlace: 'secondary' }).portal).toContain('“Primary certificate”');
    expect(describeStep('remove-old', { ...facts, oldPlace: 'secondary' }).portal).toContain('secondary certificate');
  });

  test('send nobody to an enrollment that a device of a group does not have', () => {
    const facts = { kind: 'group-leaf-end', role: 'device', commonName: 'pump-7', oldPlace: 'primary' } as const;
    expect(stepsOf('group-leaf-end', 'device').map((step) => describeStep(step, facts).portal)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('of a kind fit beside a choice', () => {
    for (const { title } of Object.values(rollingKindWords)) expect(title.split(' ').length).toBeLessThanOrEqual(8);
  });
});

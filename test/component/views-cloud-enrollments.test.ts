import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { CloudEnrollment } from '#app/cloud-enrollments';
import { answerDevices } from '../support/fake-device-list.ts';
import type { FakeOperator } from '../support/fake-operator.ts';
import vectors from '../vectors/x509.json';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const KEY = btoa('k'.repeat(64));
const GATE: CloudEnrollment = {
  registrationId: 'gate',
  deviceId: 'gate-7',
  enabled: true,
  type: 'iot',
  attestation: { type: 'symmetricKey' },
};
const PUMP: CloudEnrollment = {
  registrationId: 'pump',
  deviceId: 'pump',
  enabled: false,
  type: 'iotEdge',
  attestation: {
    type: 'x509',
    primary: { subjectName: 'CN=pump', sha1Thumbprint: 'A'.repeat(40), notAfter: Date.UTC(2049, 0, 1) },
  },
};

function layDown(operator: FakeOperator, enrollments: readonly CloudEnrollment[]): void {
  operator.answer('GET /_emu/cloud', 200, { host: 'localhost', idScope: '0ne' });
  operator.answer('GET /_emu/enrollmentGroups', 200, { value: [] });
  operator.answer('GET /_emu/attempts', 200, { value: [] });
  operator.answer('GET /_emu/enrollments', 200, { value: enrollments });
  operator.answer('GET /_emu/enrollments/gate/keys', 200, { primaryKey: KEY, secondaryKey: KEY });
  answerDevices(operator, []);
}

async function openEnrollments(enrollments: readonly CloudEnrollment[]): Promise<Workbench> {
  const bench = await openWorkbench('#/cloud?at=server&tab=enrollments', ({ operators }) => {
    layDown(operators.node, enrollments);
  });
  await bench.eventually(() => bench.host.querySelector('dw-cloud-enrollments :is(.card, .empty)'));
  return bench;
}

const sent = ({ services }: Workbench): unknown[] =>
  services.operators.node.requests
    .filter(({ method }) => method !== 'GET')
    .map(({ method, url, body }) => [method, url, body === undefined ? undefined : JSON.parse(body)]);

describe('the individual enrollments of a cloud', () => {
  test('are listed with what they prove themselves by; keys are shown by a press', async () => {
    const bench = await openEnrollments([GATE, PUMP]);
    expect(bench.findAll('.card h2').map(({ innerText }) => innerText)).toContain('gate');
    expect(bench.text()).toContain('gate-7');
    expect(bench.text()).toContain('CN=pump');
    expect(bench.host.innerHTML).not.toContain(KEY);
    expect(await complaints(bench.host)).toEqual([]);
    await bench.press('button', 'Show Primary key of gate');
    await bench.eventually(() => bench.text().includes(KEY));
  });

  test('are found by a part of either ID, and shown page by page', async () => {
    const many = Array.from({ length: 45 }, (_, at) => ({
      ...GATE,
      registrationId: `reg-${at}`,
      deviceId: `dev-${at}`,
    }));
    const bench = await openEnrollments([...many, PUMP]);
    const shown = (): number => bench.findAll('dw-cloud-enrollments .cloud-groups > .card').length;
    expect(shown()).toBe(20);
    await userEvent.fill(bench.find('#find-enrollment'), 'DEV-4');
    await bench.eventually(() => bench.text().includes('6 of 46 enrollments'));
    expect(shown()).toBe(6);
    await userEvent.fill(bench.find('#find-enrollment'), 'nobody');
    await bench.eventually(() => bench.text().includes('No enrollment has this in its ID.'));
  });

  test('one is made with keys, given or not', async () => {
    const bench = await openEnrollments([PUMP]);
    bench.services.operators.node.answer('PUT /_emu/enrollments/gate', 200, GATE);
    await bench.press('button', 'New enrollment');
    await userEvent.fill(bench.find('#enrollment-id'), 'Pump');
    await userEvent.fill(bench.find('#enrollment-primaryKey'), 'short');
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await bench.eventually(() => bench.find('#enrollment-id-error').innerText.includes('enrolled already'));
    expect(bench.findAll('#enrollment-primaryKey-error')).toHaveLength(1);
    expect(await complaints(bench.host)).toEqual([]);
    await userEvent.fill(bench.find('#enrollment-id'), 'gate');
    await userEvent.fill(bench.find('#enrollment-device'), 'gate-7');
    await userEvent.fill(bench.find('#enrollment-primaryKey'), KEY);
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await bench.eventually(() => bench.text().includes('gate is enrolled'));
    const attestation = { type: 'symmetricKey', symmetricKey: { primaryKey: KEY } };
    const body = { deviceId: 'gate-7', capabilities: { iotEdge: false }, attestation };
    expect(sent(bench)).toEqual([['PUT', '/_emu/enrollments/gate', body]]);
  });

  test('one is made with a certificate; a name that will not do is said before', async () => {
    const bench = await openEnrollments([]);
    bench.services.operators.node.answer('PUT /_emu/enrollments/pump', 200, PUMP);
    await bench.press('button', 'New enrollment');
    await userEvent.fill(bench.find('#enrollment-id'), 'pump');
    await userEvent.click(bench.byRole('radio', 'Certificates').closest('label') as HTMLElement);
    await settle(bench.host);
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await bench.eventually(() => bench.find('#enrollment-primary-error').innerText.includes('Choose or paste'));
    await userEvent.fill(bench.find('#enrollment-primary'), vectors.leaf.join('\n'));
    await bench.eventually(() => bench.text().includes('compares that with the registration ID'));
    expect(await complaints(bench.host)).toEqual([]);
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await bench.eventually(() => bench.text().includes('pump is enrolled'));
    const clientCertificates = { primary: { certificate: vectors.leaf.slice(1, -1).join('') } };
    const attestation = { type: 'x509', x509: { clientCertificates } };
    expect(sent(bench)).toEqual([['PUT', '/_emu/enrollments/pump', { capabilities: { iotEdge: false }, attestation }]]);
  });

  test('are switched off and deleted, the last after a question', async () => {
    const bench = await openEnrollments([GATE]);
    const { node } = bench.services.operators;
    node.setFailure(new WorkbenchError('cloud/unreachable', { where: 'server' }));
    await userEvent.click(bench.find('#enrollment-enabled-gate'));
    await bench.eventually(() => bench.host.querySelector('dw-cloud-enrollments [role=alert]'));
    expect(bench.find<HTMLInputElement>('#enrollment-enabled-gate').checked).toBe(true);
    node.setFailure(undefined);
    node.answer('PATCH /_emu/enrollments/gate', 200, { ...GATE, enabled: false });
    node.answer('DELETE /_emu/enrollments/gate', 204);
    await userEvent.click(bench.find('#enrollment-enabled-gate'));
    await bench.press('button', 'More actions for gate');
    await bench.press('menuitem', 'Delete');
    await userEvent.click(bench.find('dialog[open] .btn.danger'));
    await bench.eventually(() => bench.text().includes('The enrollment of gate was deleted'));
    expect(sent(bench).slice(-2)).toEqual([
      ['PATCH', '/_emu/enrollments/gate', { enabled: false }],
      ['DELETE', '/_emu/enrollments/gate', undefined],
    ]);
  });

  test.each(['light', 'dark'] as const)('fit a phone, %s', async (theme) => {
    // So tall that the bar at the bottom covers nothing.
    await page.viewport(390, 2400);
    document.documentElement.dataset['theme'] = theme;
    const bench = await openEnrollments([GATE, PUMP]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    expect(await complaints(bench.host)).toEqual([]);
  });
});

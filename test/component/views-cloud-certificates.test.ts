import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { CloudSigningCertificate } from '#app/cloud-certificates';
import type { CloudGroup } from '#app/cloud-groups';
import { answerDevices } from '../support/fake-device-list.ts';
import type { FakeOperator } from '../support/fake-operator.ts';
import { createFakeServices } from '../support/fake-services.ts';
import vectors from '../vectors/x509.json';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const pem = (lines: readonly string[]): string => lines.join('\n');
const base64 = (lines: readonly string[]): string => lines.slice(1, -1).join('');
const NOW = createFakeServices().clock.now();
const DAY_MS = 86_400_000;
const PRIMARY = '/api/enrollmentGroups/pumps/certificates/primary';
const CODE = 'ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789';

const ROOT: CloudSigningCertificate = {
  kind: 'own',
  verified: false,
  subjectName: 'CN=Pump Root, O=Example',
  sha1Thumbprint: 'A'.repeat(40),
  notAfter: NOW + 12 * DAY_MS,
};
const PUMPS: CloudGroup = {
  id: 'pumps',
  displayName: 'Pumps',
  enabled: true,
  type: 'iot',
  autoApprove: true,
  devices: 0,
  attestation: { type: 'x509', primary: ROOT },
};
const AUTHORITY = {
  name: 'plant',
  properties: {
    subject: 'CN=Plant',
    thumbprint: 'B'.repeat(40),
    expiry: new Date(NOW - 3 * DAY_MS).toUTCString(),
    isVerified: true,
  },
};
const HUB_PATH = '/providers/Microsoft.Devices/IotHubs/hub/certificates';

function layDown(operator: FakeOperator, groups: readonly CloudGroup[], authorities: readonly object[] = []): void {
  operator.answer('GET /_emu/cloud', 200, { host: 'localhost', idScope: '0ne' });
  operator.answer('GET /_emu/enrollmentGroups', 200, { value: groups });
  operator.answer('GET /_emu/attempts', 200, { value: [] });
  operator.answer('GET /certificates', 200, { value: authorities });
  operator.answer(`GET ${HUB_PATH}`, 200, { value: [] });
  answerDevices(operator, []);
}

async function openTab(tab: 'groups' | 'certificates', groups = [PUMPS], authorities: readonly object[] = []) {
  const bench = await openWorkbench(`#/cloud?at=server&tab=${tab}`, ({ operators }) => {
    layDown(operators.node, groups, authorities);
  });
  await bench.eventually(() => bench.host.querySelector('[role=tabpanel] :is(.card, .empty)'));
  return bench;
}

const sent = ({ services }: Workbench): unknown[] =>
  services.operators.node.requests
    .filter(({ method }) => method !== 'GET')
    .map(({ method, url, body }) => [method, url, body === undefined ? undefined : JSON.parse(body)]);

describe('an enrollment group with certificates', () => {
  test('shows of each whose it is, until when, and whether it is proved; and no keys', async () => {
    const bench = await openTab('groups');
    const shown = bench.findAll('.certificate').map(({ innerText }) => innerText);
    expect(shown[0]).toContain('CN=Pump Root, O=Example');
    expect(shown[0]).toContain('Not verified');
    expect(shown[0]).toContain('ends in 12 days');
    expect(shown[0]).toContain('A'.repeat(40));
    expect(shown[1]).toContain('None');
    expect(bench.text()).not.toContain('Primary key');
    expect(await complaints(bench.host)).toEqual([]);
  });

  test('gets a certificate, which is told in words before it is sent, and is taken on trust by choice', async () => {
    const bench = await openTab('groups');
    bench.services.operators.node.answer('PUT /api/enrollmentGroups/pumps/certificates/secondary', 200, {});
    await bench.press('button', 'Add: Secondary certificate of Pumps');
    await userEvent.fill(bench.find('#ca-certificate'), pem(vectors.root));
    await bench.eventually(() => bench.text().includes('The certificate of an authority (CA)'));
    expect(bench.text()).toContain('issued by itself');
    expect(await complaints(bench.host)).toEqual([]);
    await userEvent.click(bench.find('#ca-verified'));
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await bench.eventually(() => bench.text().includes('Secondary certificate of Pumps was uploaded'));
    const body = { certificate: base64(vectors.root), verified: true };
    expect(sent(bench)).toEqual([['PUT', '/api/enrollmentGroups/pumps/certificates/secondary', body]]);
  });

  test('takes none that may not sign others, no request, and nothing at all; and says why in place', async () => {
    const bench = await openTab('groups');
    await bench.press('button', 'Add: Secondary certificate of Pumps');
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await bench.eventually(() => bench.find('#ca-certificate-error').innerText.includes('Choose or paste'));
    await userEvent.fill(bench.find('#ca-certificate'), pem(vectors.leaf));
    await bench.eventually(() => bench.find('#ca-certificate-error').innerText.includes('may not sign others'));
    await userEvent.fill(bench.find('#ca-certificate'), pem(vectors.request));
    await bench.eventually(() => bench.find('#ca-certificate-error').innerText.includes('a signing request'));
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await settle(bench.host);
    expect(sent(bench)).toEqual([]);
  });

  test('is read from a file, DER or PEM', async () => {
    const bench = await openTab('groups');
    await bench.press('button', 'Add: Secondary certificate of Pumps');
    const der = Uint8Array.from(atob(base64(vectors.root)), (letter) => letter.charCodeAt(0));
    const file = new File([der], 'root.cer', { type: 'application/pkix-cert' });
    await userEvent.upload(bench.find('#ca-certificate-file'), file);
    await bench.eventually(() => bench.text().includes('The certificate of an authority (CA)'));
  });

  test('is proved: a code that can be copied, and why a certificate proves nothing, before it is sent and after', async () => {
    const bench = await openTab('groups');
    const { node } = bench.services.operators;
    node.answer(`POST ${PRIMARY}/generateVerificationCode`, 200, { verificationCode: CODE });
    await bench.press('button', 'Prove possession: Primary certificate of Pumps');
    await bench.eventually(() => bench.text().includes(CODE));
    await bench.press('summary', 'With openssl');
    expect(bench.text()).toContain(`-subj "/CN=${CODE}"`);
    expect(await complaints(bench.host)).toEqual([]);
    await userEvent.fill(bench.find('#verification-certificate'), pem(vectors.leaf));
    await bench.eventually(() =>
      bench.find('#verification-certificate-error').innerText.includes('not the code above'),
    );
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await settle(bench.host);
    expect(sent(bench)).toHaveLength(1);
  });

  test('a proof that the cloud refuses is told in its words, and one that it takes is said', async () => {
    const bench = await openTab('groups');
    const { node } = bench.services.operators;
    const commonName = 'device-1';
    node.answer(`POST ${PRIMARY}/generateVerificationCode`, 200, { verificationCode: commonName });
    const error = { error: { code: 'InvalidBody', message: 'Another CA has signed the verification certificate.' } };
    node.answer(`POST ${PRIMARY}/verify`, 400, error);
    await bench.press('button', 'Prove possession: Primary certificate of Pumps');
    await userEvent.fill(bench.find('#verification-certificate'), pem(vectors.leaf));
    await bench.eventually(() => bench.host.querySelector('dialog[open] .field-note'));
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await bench.eventually(() => bench.text().includes(error.error.message));
    node.answer(`POST ${PRIMARY}/verify`, 204);
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await bench.eventually(() => bench.text().includes('Primary certificate of Pumps is verified'));
    expect(sent(bench).at(-1)).toEqual(['POST', `${PRIMARY}/verify`, { certificate: base64(vectors.leaf) }]);
  });

  test('loses a certificate after the question', async () => {
    const bench = await openTab('groups');
    bench.services.operators.node.answer(`DELETE ${PRIMARY}`, 204);
    await bench.press('button', 'More actions for Primary certificate of Pumps');
    await bench.press('menuitem', 'Remove');
    await bench.eventually(() => bench.text().includes('Remove Primary certificate of Pumps?'));
    expect(sent(bench)).toEqual([]);
    await userEvent.click(bench.find('dialog[open] .btn.danger'));
    await bench.eventually(() => bench.text().includes('Primary certificate of Pumps was removed'));
  });

  test('is made with certificates in the place of keys', async () => {
    const bench = await openTab('groups');
    bench.services.operators.node.answer('PUT /api/enrollmentGroups/gates', 200, {});
    await bench.press('button', 'New group');
    await userEvent.fill(bench.find('#group-id'), 'gates');
    await userEvent.fill(bench.find('#group-name'), 'Gates');
    await userEvent.click(bench.byRole('radio', 'Certificates').closest('label') as HTMLElement);
    await settle(bench.host);
    expect(bench.findAll('#group-primaryKey')).toEqual([]);
    expect(await complaints(bench.host)).toEqual([]);
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await bench.eventually(() => bench.text().includes('The group Gates was made'));
    const body = { displayName: 'Gates', type: 'iot', attestation: { type: 'x509' } };
    expect(sent(bench)).toEqual([['PUT', '/api/enrollmentGroups/gates', body]]);
  });
});

describe('the CA certificates of DPS and the hub', () => {
  test('are listed with their state, and one that has ended says so', async () => {
    const bench = await openTab('certificates', [], [AUTHORITY]);
    expect(bench.text()).toContain('ended 3 days ago');
    expect(bench.text()).toContain('Verified');
    expect(await complaints(bench.host)).toEqual([]);
  });

  test('begin empty; one is added by name, for the hub', async () => {
    const bench = await openTab('certificates', []);
    bench.services.operators.node.answer(`PUT ${HUB_PATH}/yard`, 201, {});
    await bench.press('button', 'Add a CA certificate');
    await userEvent.selectOptions(bench.find('#authority-service'), 'hub');
    await userEvent.fill(bench.find('#ca-certificate'), pem(vectors.root));
    await userEvent.fill(bench.find('#authority-name'), 'no name');
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await bench.eventually(() => bench.find('#authority-name-error').innerText.includes('1 to 64'));
    await userEvent.fill(bench.find('#authority-name'), 'yard');
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await bench.eventually(() => bench.text().includes('yard was uploaded'));
    const properties = { certificate: base64(vectors.root), isVerified: false };
    expect(sent(bench)).toEqual([['PUT', `${HUB_PATH}/yard`, { properties }]]);
  });

  test.each(['light', 'dark'] as const)('fit a phone, %s', async (theme) => {
    // So tall that the bar at the bottom covers nothing.
    await page.viewport(390, 2400);
    document.documentElement.dataset['theme'] = theme;
    for (const tab of ['groups', 'certificates'] as const) {
      const bench = await openTab(tab, [PUMPS], [AUTHORITY]);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
      expect(await complaints(bench.host)).toEqual([]);
      bench.host.remove();
    }
  });
});

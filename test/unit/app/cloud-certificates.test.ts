import { describe, expect, test } from 'vitest';
import { createCloudAuthorities } from '#app/cloud-certificates';
import { createCloudOperator } from '#app/cloud-operator';
import { createFakeOperator } from '../../support/fake-operator.ts';

const HUB = '/providers/Microsoft.Devices/IotHubs/hub/certificates';
const PLANT = {
  name: 'plant',
  properties: { subject: 'CN=Root', thumbprint: 'AB12', expiry: 'Fri, 01 Jan 2049 00:00:00 GMT', isVerified: false },
};

function open() {
  const client = createFakeOperator();
  const operator = createCloudOperator(client);
  const sent = (): unknown[] =>
    client.requests.map(({ method, url, body, headers }) => [
      method,
      url,
      body === undefined ? undefined : JSON.parse(body),
      headers['if-match'],
    ]);
  return { client, operator, authorities: createCloudAuthorities(operator.ask), sent };
}

describe('what is asked about CA certificates', () => {
  test('those of DPS and of the hub come in one list', async () => {
    const { client, authorities } = open();
    client.answer('GET /certificates', 200, { value: [PLANT] });
    client.answer(`GET ${HUB}`, 200, { value: [{ ...PLANT, name: 'yard' }] });
    const shown = {
      subjectName: 'CN=Root',
      sha1Thumbprint: 'AB12',
      notAfter: Date.UTC(2049, 0, 1),
      verified: false,
    };
    expect(await authorities.list()).toEqual([
      { service: 'dps', name: 'plant', ...shown },
      { service: 'hub', name: 'yard', ...shown },
    ]);
  });

  test('a new one is uploaded bare, a known one whatever its etag is, and both are proved and removed', async () => {
    const { client, authorities, sent } = open();
    client.answer('GET /certificates', 200, { value: [PLANT] });
    for (const name of ['plant', 'new']) client.answer(`PUT /certificates/${name}`, 200, PLANT);
    client.answer('POST /certificates/plant/generateVerificationCode', 200, {
      properties: { verificationCode: 'C0DE' },
    });
    client.answer('POST /certificates/plant/verify', 200, PLANT);
    client.answer('DELETE /certificates/plant', 204);
    await authorities.upload('dps', 'new', 'MII', true);
    await authorities.upload('dps', 'PLANT', 'MII', false).catch(() => undefined);
    const proof = authorities.proof('dps', 'plant');
    expect(await proof.generateCode()).toBe('C0DE');
    await proof.verify('MII');
    await authorities.remove('dps', 'plant');
    expect(sent().filter((line) => (line as unknown[])[0] !== 'GET')).toEqual([
      ['PUT', '/certificates/new', { properties: { certificate: 'MII', isVerified: true } }, undefined],
      ['PUT', '/certificates/PLANT', { properties: { certificate: 'MII', isVerified: false } }, '*'],
      ['POST', '/certificates/plant/generateVerificationCode', undefined, '*'],
      ['POST', '/certificates/plant/verify', { certificate: 'MII' }, '*'],
      ['DELETE', '/certificates/plant', undefined, '*'],
    ]);
  });

  test('what Azure’s resource manager has against one is told', async () => {
    const { client, authorities } = open();
    client.answer('DELETE /certificates/plant', 409, { code: 'Conflict', message: 'The group pumps refers to it.' });
    await expect(authorities.remove('dps', 'plant')).rejects.toMatchObject({
      code: 'cloud/refused',
      facts: { message: 'The group pumps refers to it.' },
    });
  });

  test('the certificates of a group go to their places, and are proved there', async () => {
    const { client, operator, sent } = open();
    const path = '/api/enrollmentGroups/pumps/certificates/secondary';
    client.answer(`PUT ${path}`, 200, {});
    client.answer(`DELETE ${path}`, 204);
    client.answer(`POST ${path}/generateVerificationCode`, 200, { verificationCode: 'C0DE' });
    client.answer(`POST ${path}/verify`, 204);
    client.answer('PUT /api/enrollmentGroups/pumps', 200, {});
    const { groups } = operator;
    await groups.make({ id: 'pumps', displayName: 'Pumps', type: 'iot', attestation: { type: 'x509' } });
    await groups.putCertificate('pumps', 'secondary', 'MII', false);
    expect(await groups.proof('pumps', 'secondary').generateCode()).toBe('C0DE');
    await groups.proof('pumps', 'secondary').verify('MIJ');
    await groups.removeCertificate('pumps', 'secondary');
    expect(sent()).toEqual([
      [
        'PUT',
        '/api/enrollmentGroups/pumps',
        { displayName: 'Pumps', type: 'iot', attestation: { type: 'x509' } },
        undefined,
      ],
      ['PUT', path, { certificate: 'MII', verified: false }, undefined],
      ['POST', `${path}/generateVerificationCode`, undefined, undefined],
      ['POST', `${path}/verify`, { certificate: 'MIJ' }, undefined],
      ['DELETE', path, undefined, undefined],
    ]);
  });
});

import { describe, expect, test } from 'vitest';
import { createCloudOperator } from '#app/cloud-operator';
import { createCloudTemplates } from '#app/cloud-templates';
import { assignTemplate } from '#app/use-cases/assign-template';
import { WorkbenchError } from '#core/errors/workbench-error';
import { createFakeOperator } from '../../support/fake-operator.ts';
import { startCloud } from '../../support/cloud-harness.ts';
import { PUMP, pumpDocument, VALVE, valveDocument } from '../../support/models.ts';

/** The app's own asking, of a real cloud. */
async function openCloud() {
  const harness = await startCloud();
  const authorization = harness.cloud.describe().operatorToken;
  const operator = createCloudOperator({
    request: (request) => harness.cloud.rest({ ...request, headers: { ...request.headers, authorization } }),
    follow: () => () => undefined,
  });
  return { harness, templates: createCloudTemplates(operator.ask) };
}

describe('what is asked about templates, of a real cloud', () => {
  test('models are added, listed, read with what they lack, and taken out', async () => {
    const { templates } = await openCloud();
    expect(await templates.addModels([pumpDocument])).toEqual([PUMP]);
    expect((await templates.readModel(PUMP)).findings.length).toBeGreaterThan(0);
    expect(await templates.addModels(valveDocument)).toEqual([VALVE]);
    expect((await templates.readModel(PUMP)).findings).toEqual([]);
    expect((await templates.listModels()).map(({ displayName }) => displayName).toSorted()).toEqual(['Pump', 'Valve']);
    await templates.removeModel(VALVE);
    expect(await templates.listModels()).toHaveLength(1);
  });

  test('more templates than a page holds are all listed', async () => {
    const { templates } = await openCloud();
    for (let number = 1; number <= 101; number += 1) {
      const id = `dtmi:test:Valve;${number}`;
      await templates.publish({ id, displayName: `Valve ${number}`, capabilityModel: valveDocument });
    }
    expect(await templates.list()).toHaveLength(101);
  });

  test('a template is given to devices, one of which is not there, and cannot go while they have it', async () => {
    const { harness, templates } = await openCloud();
    await harness.addDevice('pump-1');
    await templates.publish({ id: VALVE, displayName: 'Valve', capabilityModel: valveDocument });
    const given = await assignTemplate(templates, ['pump-1', 'gone'], VALVE);
    expect(given).toMatchObject({ done: 1, failures: [{ id: 'gone', finding: { code: 'cloud/not-found' } }] });
    await expect(templates.remove(VALVE)).rejects.toMatchObject({ code: 'cloud/refused' });
    await templates.assign('pump-1', null);
    await templates.remove(VALVE);
    expect(await templates.list()).toEqual([]);
  });

  test('a template of what a device sent is shown before it is published and given', async () => {
    const { harness, templates } = await openCloud();
    const device = await harness.connect('pump-1');
    device.publish('devices/pump-1/messages/events/$.ct=application%2Fjson&$.ce=utf-8', '{"flow":2.5}');
    await harness.clock.settle();
    const suggested = await templates.suggest('pump-1');
    expect(suggested.capabilityModel['contents']).toMatchObject([{ name: 'flow', schema: 'double' }]);
    expect(suggested.leftOut).toBe(0);
    expect(await templates.list()).toEqual([]);
    await templates.publishSuggested('pump-1', 'dtmi:test:FromData;1', 'From data');
    expect((await templates.list()).map(({ id, displayName }) => [id, displayName])).toEqual([
      ['dtmi:test:FromData;1', 'From data'],
    ]);
    expect((await harness.rest('GET', '/_emu/devices/pump-1')).body.template).toBe('dtmi:test:FromData;1');
  });
});

test('a cloud that is gone ends the giving of a template', async () => {
  const client = createFakeOperator();
  client.setFailure(new WorkbenchError('cloud/unreachable', { where: 'server' }));
  const templates = createCloudTemplates(createCloudOperator(client).ask);
  await expect(assignTemplate(templates, ['a', 'b'], null)).rejects.toMatchObject({ code: 'cloud/unreachable' });
  expect(client.requests).toHaveLength(1);
});

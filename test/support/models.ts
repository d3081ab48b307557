import type { CloudHarness } from './cloud-harness.ts';

export const PUMP = 'dtmi:test:Pump;1';
export const VALVE = 'dtmi:test:Valve;1';

/** The interface of a component. */
export const valveDocument = {
  '@context': 'dtmi:dtdl:context;2',
  '@id': VALVE,
  '@type': 'Interface',
  displayName: 'Valve',
  contents: [
    { '@type': 'Telemetry', name: 'angle', schema: 'double' },
    { '@type': 'Property', name: 'limit', schema: 'double', writable: true },
    { '@type': 'Property', name: 'maker', schema: 'string' },
    { '@type': 'Command', name: 'close' },
  ],
};

/** A model that names the interface of its component, and so does not stand by itself. */
export const pumpDocument = {
  '@context': ['dtmi:iotcentral:context;2', 'dtmi:dtdl:context;2'],
  '@id': PUMP,
  '@type': 'Interface',
  displayName: 'Pump',
  contents: [
    { '@type': 'Telemetry', name: 'flow', schema: 'double' },
    { '@type': 'Property', name: 'speed', schema: 'integer', writable: true },
    { '@type': 'Property', name: 'serial', schema: 'string' },
    { '@type': ['Property', 'Cloud', 'StringValue'], name: 'owner', schema: 'string' },
    { '@type': 'Command', name: 'stop', request: { name: 'after', schema: 'integer' } },
    { '@type': 'Command', name: 'diagnose', durable: true, request: { name: 'bank', schema: 'integer' } },
    { '@type': 'Component', name: 'inlet', schema: VALVE },
    { '@type': 'Component', name: 'outlet', schema: VALVE },
  ],
};

export const TEMPLATE = 'dtmi:test:PumpTemplate;1';

/** The body that publishes the pump's template; its model holds the valve. */
export const pumpTemplate = {
  '@type': ['ModelDefinition', 'DeviceModel'],
  displayName: 'Pumps',
  capabilityModel: {
    ...pumpDocument,
    contents: pumpDocument.contents.map((element) => {
      return element.name === 'inlet' ? { ...element, schema: valveDocument } : element;
    }),
  },
};

/** Publishes the pump's template and gives it to a new device of the hub, which is connected. */
export async function connectPump(harness: CloudHarness, id: string): ReturnType<CloudHarness['connect']> {
  await harness.rest('PUT', `/api/deviceTemplates/${TEMPLATE}`, pumpTemplate);
  const client = await harness.connect(id);
  await harness.rest('PATCH', `/api/devices/${id}`, { template: TEMPLATE });
  return client;
}

/** Publishes templates with the writable property `a`, for tests that need a device to have one. */
export async function publishTemplates(harness: CloudHarness, ...ids: string[]): Promise<void> {
  for (const id of ids) {
    const contents = [{ '@type': 'Property', name: 'a', schema: 'integer', writable: true }];
    const capabilityModel = { '@context': 'dtmi:dtdl:context;2', '@id': id, '@type': 'Interface', contents };
    const body = { '@type': ['ModelDefinition', 'DeviceModel'], displayName: id, capabilityModel };
    const { status } = await harness.rest('PUT', `/api/deviceTemplates/${id}`, body);
    if (status !== 200) throw new Error(`the template was refused with ${status}`);
  }
}

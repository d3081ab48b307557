import type { CloudContext } from '../cloud-context.ts';
import { queueCommand, runCommand } from '../services/commands.ts';
import type { Identity } from '../services/identity.ts';
import { writeProperties } from '../services/property-writes.ts';
import { migrateDevice } from '../services/template-assignment.ts';
import { commandOf, propertyOf, type Capabilities } from '../services/template-capabilities.ts';
import { findTemplate, modelOf } from '../services/templates.ts';
import type { JobItem } from '../state/application-state.ts';

type CapabilityItem = Exclude<JobItem, { readonly type: 'deviceTemplateMigration' }>;

/** Says why a job cannot do this, in words: the template has no such capability, or is none. Undefined when it can. */
export function judgeItem(context: CloudContext, item: JobItem): string | undefined {
  const template = item.type === 'deviceTemplateMigration' ? item.template : item.target;
  if (findTemplate(context, template) === undefined) return `There is no device template ${template}.`;
  if (item.type === 'deviceTemplateMigration' || hasCapability(context, item)) return undefined;
  return `The template ${template} has no ${NOUNS[item.type]} ${item.path}.`;
}

const NOUNS: Readonly<Record<CapabilityItem['type'], string>> = {
  property: 'writable property',
  cloudProperty: 'cloud property',
  command: 'command',
};

/** Does one thing of a job to one device. False: it could not be done. */
export async function runItem(context: CloudContext, identity: Identity, item: JobItem, by: string): Promise<boolean> {
  if (item.type === 'deviceTemplateMigration') return migrateDevice(context, identity, item.template) === undefined;
  if (identity.state.template !== item.target) return false;
  if (item.type === 'command') return sendCommand(context, identity, item);
  const { component, name } = splitPath(item.path);
  const values = Object.fromEntries([[name, item.value]]);
  return writeProperties(context, identity, { component, values, replaces: false, by }) === undefined;
}

async function sendCommand(context: CloudContext, identity: Identity, item: CapabilityItem): Promise<boolean> {
  const { component, name } = splitPath(item.path);
  const method = component === null ? name : `${component}*${name}`;
  const isDurable = commandOf(capabilitiesOf(context, item), name)?.durable === true;
  if (isDurable) return queueCommand(context, identity, { name: method, payload: item.value }).kind === 'queued';
  const outcome = await runCommand(context, identity, {
    name: method,
    payload: item.value,
    connectTimeoutMs: 0,
    responseTimeoutMs: context.settings.methodTimeoutSeconds * 1000,
  });
  return outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300;
}

function hasCapability(context: CloudContext, item: CapabilityItem): boolean {
  const { component, name } = splitPath(item.path);
  const capabilities = capabilitiesOf(context, item);
  if (item.type === 'command') return commandOf(capabilities, name) !== undefined;
  const property = propertyOf(capabilities, name);
  if (property === undefined) return false;
  return item.type === 'cloudProperty' ? property.cloud && component === null : property.writable && !property.cloud;
}

function capabilitiesOf(context: CloudContext, { target, path }: CapabilityItem): Capabilities {
  const template = findTemplate(context, target);
  if (template === undefined) return { kind: 'none' };
  const { component } = splitPath(path);
  const device = modelOf(template);
  const model = component === null ? device : device.components.get(component);
  return model === undefined ? { kind: 'none' } : { kind: 'modelled', model };
}

/** `component.capability`, or the capability alone. */
function splitPath(path: string): { readonly component: string | null; readonly name: string } {
  const [first = '', second] = path.split(/\.(.*)/s);
  return second === undefined ? { component: null, name: first } : { component: first, name: second };
}

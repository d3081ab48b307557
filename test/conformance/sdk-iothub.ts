// A back end that keeps devices, as its author would write it: Microsoft's package, nothing of ours. It runs in a process of its
// own and does what its parent asks. `sdk-service.ts` is the other end.
import { createRequire } from 'node:module';
import type * as IotHubSdk from 'azure-iothub';
import type { ServiceReport } from './sdk-service.ts';

const load = createRequire(import.meta.url);
const sdk = load('azure-iothub') as typeof IotHubSdk;

/** What it can be asked to do; each with a connection string, or with a token instead. */
export type IotHubRequest = { readonly connectionString: string; readonly token?: string } & (
  | { readonly registry: RegistryMethod; readonly args: readonly unknown[] }
  | { readonly query: string; readonly pageSize: number }
  /** Reads a twin, lets something happen by the same twin's ID if `meanwhile` is given, and updates what was read. */
  | { readonly updateReadTwin: string; readonly patch: unknown; readonly meanwhile?: unknown }
  | { readonly invoke: readonly unknown[] }
  | {
      readonly job: 'getJob' | 'cancelJob' | 'scheduleDeviceMethod' | 'scheduleTwinUpdate';
      readonly args: readonly unknown[];
    }
  | { readonly jobs: readonly [type: string, status: string, pageSize: number] }
  | { readonly digitalTwin: DigitalTwinMethod; readonly args: readonly unknown[] }
);

export type RegistryMethod =
  | 'create'
  | 'get'
  | 'update'
  | 'list'
  | 'delete'
  | 'addDevices'
  | 'updateDevices'
  | 'removeDevices'
  | 'getTwin'
  | 'updateTwin'
  | 'getModuleTwin'
  | 'updateModuleTwin'
  | 'getRegistryStatistics'
  | 'addModule'
  | 'getModule'
  | 'getModulesOnDevice'
  | 'updateModule'
  | 'removeModule'
  | 'listJobs';

type JobFilter = Parameters<IotHubSdk.JobClient['createQuery']>;
export type DigitalTwinMethod = 'getDigitalTwin' | 'updateDigitalTwin' | 'invokeCommand' | 'invokeComponentCommand';

type Done = (error: Error | null | undefined, result?: unknown) => void;

function byCallback(call: (done: Done) => void): Promise<unknown> {
  return new Promise((resolve, reject) => call((error, result) => (error ? reject(error) : resolve(result))));
}

function callRegistry(registry: IotHubSdk.Registry, method: RegistryMethod, args: readonly unknown[]) {
  const member = registry[method] as (...all: unknown[]) => void;
  return byCallback((done) => member.call(registry, ...args, done));
}

/** Of what was answered, the body is told, and undefined where there was none. */
async function callDigitalTwin(connectionString: string, method: DigitalTwinMethod, args: readonly unknown[]) {
  const client = new sdk.DigitalTwinClient(new sdk.IoTHubTokenCredentials(connectionString));
  const member = client[method] as (...all: unknown[]) => Promise<object | undefined>;
  const { _response, ...body } = ((await member.call(client, ...args)) ?? {}) as { _response?: object };
  return _response === undefined ? undefined : body;
}

async function readPages(query: ReturnType<IotHubSdk.Registry['createQuery']>): Promise<readonly unknown[]> {
  const pages: unknown[] = [];
  while (query.hasMoreResults) pages.push(await byCallback((done) => query.next(done as never)));
  return pages;
}

async function updateReadTwin(registry: IotHubSdk.Registry, id: string, patch: unknown, meanwhile: unknown) {
  const twin = (await callRegistry(registry, 'getTwin', [id])) as IotHubSdk.Twin;
  if (meanwhile !== undefined) await callRegistry(registry, 'updateTwin', [id, meanwhile, '*']);
  return byCallback((done) => twin.update(patch, done as never));
}

async function obey(request: IotHubRequest): Promise<unknown> {
  const { connectionString, token } = request;
  if ('invoke' in request) {
    const client = sdk.Client.fromConnectionString(connectionString);
    const invoke = client.invokeDeviceMethod.bind(client) as (...all: unknown[]) => void;
    return byCallback((done) => invoke(...request.invoke, done));
  }
  if ('digitalTwin' in request) return callDigitalTwin(connectionString, request.digitalTwin, request.args);
  if ('job' in request || 'jobs' in request) {
    const client = sdk.JobClient.fromConnectionString(connectionString);
    // The package's own types know fewer words for a job than the service does.
    if ('jobs' in request) return readPages(client.createQuery(...(request.jobs as unknown as JobFilter)));
    const member = client[request.job] as (...all: unknown[]) => void;
    return byCallback((done) => member.call(client, ...request.args, done));
  }
  const registry =
    token === undefined
      ? sdk.Registry.fromConnectionString(connectionString)
      : sdk.Registry.fromSharedAccessSignature(token);
  if ('registry' in request) return callRegistry(registry, request.registry, request.args);
  if ('query' in request) return readPages(registry.createQuery(request.query, request.pageSize));
  return updateReadTwin(registry, request.updateReadTwin, request.patch, request.meanwhile);
}

const report = (message: ServiceReport): void => void process.send?.(message);

process.on('message', ({ id, request }: { id: number; request: IotHubRequest }) => {
  obey(request).then(
    (value) => report({ id, value: value === undefined ? null : value }),
    (error: Error) => report({ id, error: { name: error.name, message: error.message } }),
  );
});

// A back end that keeps enrollments, as its author would write it: Microsoft's package, nothing of ours. It runs in a process of
// its own and does what its parent asks. `sdk-service.ts` is the other end.
import { createRequire } from 'node:module';
import type * as ProvisioningServiceSdk from 'azure-iot-provisioning-service';
import type { ServiceReport } from './sdk-service.ts';

const load = createRequire(import.meta.url);
const sdk = load('azure-iot-provisioning-service') as typeof ProvisioningServiceSdk;

type Client = ProvisioningServiceSdk.ProvisioningServiceClient;
type Query = ReturnType<Client['createEnrollmentGroupQuery']>;

/** What it can be asked to do: a method of the client with its arguments, or a query to its last page. */
export type ProvisioningRequest =
  | { readonly connectionString: string; readonly method: Method; readonly args: readonly unknown[] }
  | { readonly connectionString: string; readonly pages: QueryMethod; readonly args: readonly unknown[] };

type Method =
  | 'createOrUpdateIndividualEnrollment'
  | 'getIndividualEnrollment'
  | 'deleteIndividualEnrollment'
  | 'getIndividualEnrollmentAttestationMechanism'
  | 'createOrUpdateEnrollmentGroup'
  | 'getEnrollmentGroup'
  | 'deleteEnrollmentGroup'
  | 'getEnrollmentGroupAttestationMechanism'
  | 'getDeviceRegistrationState'
  | 'deleteDeviceRegistrationState'
  | 'runBulkEnrollmentOperation';
type QueryMethod =
  | 'createIndividualEnrollmentQuery'
  | 'createEnrollmentGroupQuery'
  | 'createEnrollmentGroupDeviceRegistrationStateQuery';

/** By callback, as the package's own samples do: the promise of a bulk operation never resolves. */
function call(client: Client, method: Method, args: readonly unknown[]): Promise<unknown> {
  const member = client[method] as (...all: unknown[]) => unknown;
  return new Promise((resolve, reject) => {
    member.call(client, ...args, (error: Error | null, result?: unknown) => (error ? reject(error) : resolve(result)));
  });
}

/** By callback too: as a promise, `next()` forgets how far it came and gives the first page for ever. */
async function readPages(query: Query): Promise<readonly unknown[]> {
  const next = query.next.bind(query) as (done: (error: Error | null, page?: unknown) => void) => void;
  const pages: unknown[] = [];
  while (query.hasMoreResults) {
    pages.push(await new Promise((resolve, reject) => next((error, page) => (error ? reject(error) : resolve(page)))));
  }
  return pages;
}

async function obey(request: ProvisioningRequest): Promise<unknown> {
  const client = sdk.ProvisioningServiceClient.fromConnectionString(request.connectionString);
  if ('method' in request) return call(client, request.method, request.args);
  const create = client[request.pages] as (...all: unknown[]) => Query;
  return readPages(create.call(client, ...request.args));
}

const report = (message: ServiceReport): void => void process.send?.(message);

process.on('message', ({ id, request }: { id: number; request: ProvisioningRequest }) => {
  obey(request).then(
    (value) => report({ id, value: value === undefined ? null : value }),
    (error: Error) => report({ id, error: { name: error.name, message: error.message } }),
  );
});

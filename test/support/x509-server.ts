import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsVersion } from '#core/tls/tls-report';
import { makeToken } from './test-client.ts';
import { startWorkbenchWith, type WorkbenchServer } from './workbench-server.ts';

/** What makes Node's TLS speak one version where more would do; our servers start at TLS 1.2. */
const NODE_OPTIONS: Readonly<Record<TlsVersion, string>> = {
  'TLS 1.2': '--tls-max-v1.2',
  'TLS 1.3': '--tls-min-v1.3',
};

/** `npm start` whose local cloud speaks one version of TLS and registers devices at once; with more of its options. */
export async function startX509Server(version: TlsVersion, ...options: string[]): Promise<WorkbenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'x509-server-'));
  const environment = { NODE_OPTIONS: NODE_OPTIONS[version] };
  const server = await startWorkbenchWith(environment, 'start', '--tls-dir', folder, ...options);
  await server.operator('PATCH', '/_emu/settings', { intermediateAssigning: 0 });
  return {
    ...server,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** Links the first group of the cloud to an authority that issues certificates, as a back end does; gives the group's key. */
export async function linkIssuance({ ready, origin }: WorkbenchServer): Promise<string> {
  const [group] = ready.enrollmentGroups;
  if (group === undefined) throw new Error('the cloud has no group');
  const [, skn = '', key = ''] =
    /SharedAccessKeyName=([^;]*);SharedAccessKey=(.*)$/.exec(ready.provisioningConnectionString) ?? [];
  const url = `${origin}/enrollmentGroups/${group.id}?api-version=2026-11-01`;
  const authorization = makeToken({ sr: ready.host, key, se: Math.floor(Date.now() / 1000) + 600, skn });
  const found = (await (await fetch(url, { headers: { authorization } })).json()) as object;
  const linked = { ...found, certificatePolicyName: 'thirty-days' };
  const headers = { authorization, 'content-type': 'application/json', 'if-match': '*' };
  const answer = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(linked) });
  if (!answer.ok) throw new Error(await answer.text());
  return group.primaryKey;
}

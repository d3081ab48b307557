import type { Finding } from '../errors/workbench-error.ts';
import { findingsOf } from './findings-of.ts';
import { type ConnectionString, parseConnectionString } from '../identity/connection-string.ts';
import { judgeId } from '../identity/device-id.ts';
import { judgeHostName } from '../identity/host-name.ts';
import { parsePolicyConnectionString } from '../identity/policy-connection-string.ts';
import { judgeKey } from '../sas/key.ts';
import { parseSasToken } from '../sas/sas-token.ts';
import { inspectValues as words } from '../words/en/inspect-values.ts';
import type { FoundItem } from './found-item.ts';
import type { ItemFact } from './inspection.ts';
import { listFacts, makeCodeFact, makeFact } from './item-facts.ts';
import { describeToken } from './token-item.ts';

/** Where DPS is managed, in each Azure cloud. */
const DPS_HOST = /\.azure-devices-provisioning\.[a-z]+$/i;

/** Says what a connection string is for and what is wrong with it; the string as a whole is its secret. */
export function makeConnectionStringItem(text: string, at: number): FoundItem {
  const isPolicy = /(?:^|;)\s*SharedAccessKeyName\s*=/.test(text);
  const read = isPolicy ? readPolicy(text) : readDevice(text, at);
  return { kind: 'connection-string', ...read, printSecret: () => text };
}

type Read = Pick<FoundItem, 'title' | 'facts' | 'findings' | 'deviceId'>;

function readDevice(text: string, at: number): Read {
  const read = parseConnectionString(text);
  if (!read.ok) return { title: '', facts: [], findings: read.findings };
  const { hostName, deviceId, moduleId, gatewayHostName, credential } = read.value;
  const judged = judgeCredential(read.value, at);
  const notes = read.notes.filter(({ code }) => code !== 'connection-string/x509');
  return {
    title: moduleId === undefined ? deviceId : `${deviceId}/${moduleId}`,
    facts: listFacts([
      makeFact('use', moduleId === undefined ? words.uses.device : words.uses.module),
      makeCodeFact('host-name', hostName),
      makeCodeFact('device-id', deviceId),
      moduleId === undefined ? undefined : makeCodeFact('module-id', moduleId),
      gatewayHostName === undefined ? undefined : makeCodeFact('gateway', gatewayHostName),
      makeFact('credential', words.credentials[credential.kind]),
      ...judged.facts,
    ]),
    findings: [
      ...notes,
      ...findingsOf(judgeHostName(hostName)),
      ...findingsOf(judgeId(deviceId, 'hub')),
      ...(moduleId === undefined ? [] : findingsOf(judgeId(moduleId, 'hub'))),
      ...(gatewayHostName === undefined ? [] : findingsOf(judgeHostName(gatewayHostName))),
      ...judged.findings,
    ],
    ...(credential.kind === 'x509' && moduleId === undefined && { deviceId }),
  };
}

function judgeCredential(
  { hostName, deviceId, moduleId, credential }: ConnectionString,
  at: number,
): { readonly facts: readonly ItemFact[]; readonly findings: readonly Finding[] } {
  if (credential.kind === 'x509') return { facts: [], findings: [] };
  if (credential.kind === 'key') {
    return { facts: [], findings: findingsOf(judgeKey(credential.sharedAccessKey, { role: 'device' })) };
  }
  const resource = `${hostName}/devices/${deviceId}${moduleId === undefined ? '' : `/modules/${moduleId}`}`;
  return describeToken(parseSasToken(credential.sharedAccessSignature), at, resource);
}

function readPolicy(text: string): Read {
  const read = parsePolicyConnectionString(text);
  if (!read.ok) return { title: '', facts: [], findings: read.findings };
  const { hostName, deviceId, moduleId, policy, sharedAccessKey } = read.value;
  const hubUse = deviceId === undefined ? words.uses.service : words.uses.deviceService;
  return {
    title: deviceId ?? policy,
    facts: listFacts([
      makeFact('use', DPS_HOST.test(hostName) ? words.uses.dpsService : hubUse),
      makeCodeFact('host-name', hostName),
      makeCodeFact('policy', policy),
      deviceId === undefined ? undefined : makeCodeFact('device-id', deviceId),
      moduleId === undefined ? undefined : makeCodeFact('module-id', moduleId),
      makeFact('credential', words.credentials.key),
    ]),
    findings: [
      ...read.notes,
      ...findingsOf(judgeHostName(hostName)),
      ...findingsOf(judgeKey(sharedAccessKey, { role: 'group' })).filter(
        ({ code }) => code !== 'key/may-be-device-key',
      ),
    ],
  };
}

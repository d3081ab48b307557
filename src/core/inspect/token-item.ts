import { makeFinding, type Finding, type Verdict } from '../errors/workbench-error.ts';
import { parseSasToken, sameResource, type SasToken } from '../sas/sas-token.ts';
import { inspectValues as words } from '../words/en/inspect-values.ts';
import type { FoundItem } from './found-item.ts';
import type { ItemFact } from './inspection.ts';
import { makeCodeFact, makeFact, printMoment } from './item-facts.ts';
import type { Reading } from './reading.ts';

/** The last second that a date can have. */
const LATEST_SECOND = 8_640_000_000_000;

/** Says what a shared access signature is for, and whether it has ended; the token itself is its secret. */
export function makeTokenItem(text: string, reading: Pick<Reading, 'at' | 'deviceId'>): FoundItem {
  const read = parseSasToken(text);
  const expected = read.ok && reading.deviceId !== undefined ? resourceOf(read.value, reading.deviceId) : undefined;
  return {
    kind: 'sas-token',
    title: read.ok ? read.value.resource : '',
    ...describeToken(read, reading.at, expected),
    printSecret: () => text,
  };
}

/** Gives the resource of the same host or ID scope for a device; undefined for a token of a service. */
function resourceOf({ resource }: SasToken, deviceId: string): string | undefined {
  const [, before, after] = /^([^/]+\/(?:devices|registrations)\/)[^/]+(.*)$/i.exec(resource) ?? [];
  return before === undefined ? undefined : `${before}${deviceId}${after ?? ''}`;
}

/** Tells what a token says of itself; `expected`: the resource that it has to have, where that is known. */
export function describeToken(
  read: Verdict<SasToken>,
  at: number,
  expected: string | undefined,
): { readonly facts: readonly ItemFact[]; readonly findings: readonly Finding[] } {
  if (!read.ok) return { facts: [], findings: read.findings };
  const { resource, policy, expiresAtSeconds } = read.value;
  const secondsAgo = Math.floor(at / 1000 - expiresAtSeconds);
  return {
    facts: [
      makeFact('use', describeUse(resource, policy)),
      makeCodeFact('resource', resource),
      ...(policy === undefined ? [] : [makeCodeFact('policy', policy)]),
      makeFact('expires', printMoment(Math.min(expiresAtSeconds, LATEST_SECOND) * 1000)),
    ],
    findings: [
      ...judgeResource(resource, expected),
      ...(secondsAgo >= 0 ? [makeFinding('sas/expired', { secondsAgo })] : []),
    ],
  };
}

/** DPS ignores case throughout, IoT Hub in the host alone. */
function judgeResource(found: string, expected: string | undefined): Finding[] {
  const compare = found.includes('/registrations/') ? 'ignore-case' : 'exact';
  const isSame = expected === undefined || sameResource(found, expected, compare);
  return isSame ? [] : [makeFinding('sas/resource', { found, expected })];
}

/** By the form of the resource ("Control access to IoT Hub", "Symmetric key attestation"). */
function describeUse(resource: string, policy: string | undefined): string {
  const { uses } = words;
  if (/^[^/]+\/registrations\/[^/]+$/i.test(resource)) return uses.dpsDevice;
  if (/^[^/]+\/devices\/[^/]+\/modules\/[^/]+$/i.test(resource)) return uses.module;
  if (/^[^/]+\/devices\/[^/]+$/i.test(resource)) return policy === undefined ? uses.device : uses.deviceService;
  if (/^[^/]*\.azure-devices-provisioning\.[a-z]+$/i.test(resource)) return uses.dpsService;
  return policy === undefined ? uses.resource : uses.service;
}

import { expect, test } from 'vitest';
import type { AzureCheckReason } from '#core/inspect/azure-check-facts';
import { inspect } from '#core/inspect/inspect';
import { describeAzureCheck } from '#core/words/en/inspect-checks';
import type { AttemptCause } from '../../../src/core/words/en/cloud-attempts.ts';
import { startCloudWith } from '../../support/dps-http.ts';
import { makeAuthority, makeLeaf, type MadeCertificate } from '../../support/openssl.ts';
import { makeCertificateGroup, registerByChain } from '../../support/shown-certificates.ts';

/** The clock of these clouds stands there. */
const NOW = Date.UTC(2026, 0, 5, 9, 10, 11);
const DAY = 86_400_000;
const ID = 'pump-1';

const root = await makeAuthority({ cn: 'Fleet root' });
const plant = await makeAuthority({ cn: 'Fleet plant', parent: root });
const leafOf = (wishes: Omit<Parameters<typeof makeLeaf>[0], 'cn'> & { cn?: string }): Promise<MadeCertificate> =>
  makeLeaf({ cn: ID, issuer: root, ...wishes });

/** What a device sends, and the root that the cloud trusts where it is another one. */
interface Attempt {
  readonly sent: readonly MadeCertificate[];
  readonly trusted?: MadeCertificate;
}

/** What the cloud says of an attempt, and what Inspect says of the same certificates before anybody connects. */
async function tryBoth({ sent, trusted = root }: Attempt) {
  const group = makeCertificateGroup('fleet', { primary: trusted });
  const harness = await startCloudWith((state) => ({ enrollmentGroups: [...state.enrollmentGroups, group] }));
  const { body } = await registerByChain(
    harness,
    ID,
    sent.map(({ der }) => der),
  );
  const file = sent.map(({ certificatePem }) => certificatePem).join('');
  const parts = [file, trusted.certificatePem].map((content) => ({ name: undefined, content }));
  const { checks } = await inspect(crypto.subtle, { parts, deviceId: ID, at: harness.clock.now() });
  const isTaken = (body as { status?: string } | undefined)?.status === 'assigned';
  return { isTaken, cause: (await harness.lastAttempt()).cause, checks };
}

test.each<[string, () => Promise<Attempt>]>([
  ['under the root', async () => ({ sent: [await leafOf({})] })],
  ['under an intermediate', async () => ({ sent: [await leafOf({ issuer: plant }), plant] })],
])('what the cloud takes has no check that failed: %s', async (_name, prepare) => {
  const { isTaken, checks } = await tryBoth(await prepare());
  expect(isTaken).toBe(true);
  expect(checks.filter(({ result }) => result === 'failed')).toEqual([]);
});

const REFUSALS: readonly (readonly [AttemptCause, AzureCheckReason, () => Promise<Attempt>])[] = [
  [
    'certificate-expired',
    'dates/expired',
    async () => ({ sent: [await leafOf({ notBefore: NOW - 10 * DAY, notAfter: NOW - DAY })] }),
  ],
  [
    'certificate-not-yet-valid',
    'dates/not-yet-valid',
    async () => ({ sent: [await leafOf({ notBefore: NOW + DAY })] }),
  ],
  ['certificate-name', 'common-name/other-device', async () => ({ sent: [await leafOf({ cn: 'pump-2' })] })],
  ['certificate-issuer-missing', 'chain-complete/gap', async () => ({ sent: [await leafOf({ issuer: plant })] })],
  [
    'certificate-not-authority',
    'authority-flags/not-authority',
    async () => {
      const issuer = await makeAuthority({ cn: 'No authority', parent: root, ca: false });
      return { sent: [await leafOf({ issuer }), issuer] };
    },
  ],
  [
    'certificate-path-length',
    'authority-flags/path-length',
    async () => {
      const trusted = await makeAuthority({ cn: 'Narrow root', pathLength: 0 });
      const issuer = await makeAuthority({ cn: 'Narrow plant', parent: trusted });
      return { sent: [await leafOf({ issuer }), issuer], trusted };
    },
  ],
  [
    'certificate-signature',
    'chain-holds/signature',
    async () => ({ sent: [await leafOf({ issuer: await makeAuthority({ cn: 'Fleet root' }) })] }),
  ],
  ['certificate-purpose', 'purpose/other', async () => ({ sent: [await leafOf({ extendedKeyUsage: 'serverAuth' })] })],
  [
    'certificate-key-usage',
    'purpose/key-usage',
    async () => ({ sent: [await leafOf({ keyUsage: 'critical,keyEncipherment' })] }),
  ],
  ['certificate-weak-signature', 'signature/weak', async () => ({ sent: [await leafOf({ digest: 'SHA-1' })] })],
  ['certificate-weak-key', 'key-kind/too-short', async () => ({ sent: [await leafOf({ key: 'RSA-1024' })] })],
];

test.each(REFUSALS)('what the cloud refuses by %s fails %s before', async (cause, reason, prepare) => {
  const both = await tryBoth(await prepare());
  expect([both.isTaken, both.cause]).toEqual([false, cause]);
  expect(both.checks.filter(({ result }) => result === 'failed').map((check) => check.reason)).toEqual([reason]);
});

test('each of these has words of its own', async () => {
  const said = await Promise.all(
    REFUSALS.map(async ([, reason, prepare]) => {
      const check = (await tryBoth(await prepare())).checks.find((one) => one.reason === reason);
      return check && describeAzureCheck(check).explanation;
    }),
  );
  expect(new Set(said).size).toBe(REFUSALS.length);
});

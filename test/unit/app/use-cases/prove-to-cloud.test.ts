import { beforeEach, describe, expect, test } from 'vitest';
import { createCloudAuthorities } from '#app/cloud-certificates';
import { createCloudOperator, type CloudOperator } from '#app/cloud-operator';
import { createStepLog, type ToldStep } from '#app/stores/step-log';
import { makeGroupInCloud, proveToCloud, type ProofDesk, type ProofStep } from '#app/use-cases/prove-to-cloud';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import {
  createTestCertificateMaker,
  deviceWish,
  rootWish,
  type TestCertificateMaker,
} from '../../../support/certificate-makers.ts';
import { startCloud, type CloudHarness } from '../../../support/cloud-harness.ts';
import { registerByChain } from '../../../support/shown-certificates.ts';

let maker: TestCertificateMaker;
let harness: CloudHarness;
let operator: CloudOperator;
let root: KeptCertificate;

/** A real authority in a vault, and a real cloud. */
beforeEach(async () => {
  maker = createTestCertificateMaker();
  harness = await startCloud();
  const authorization = harness.cloud.describe().operatorToken;
  operator = createCloudOperator({
    request: (request) => harness.cloud.rest({ ...request, headers: { ...request.headers, authorization } }),
    follow: () => () => undefined,
  });
  root = await maker.kept(await maker.makeAuthority(rootWish()));
});

async function run(
  work: (desk: ProofDesk) => Promise<string>,
  authority = root,
): Promise<{ name: string; steps: unknown }> {
  const log = createStepLog<ProofStep>(harness.clock);
  const name = await work({ operator, certificates: maker, authority, log });
  return { name, steps: log.steps.get().map(print) };
}

const print = ({ name, outcome, detail }: ToldStep<ProofStep>): string =>
  name === 'code' ? `${name} ${outcome}` : [name, outcome, detail].filter(Boolean).join(' ');

const derOf = (certificate: KeptCertificate): Uint8Array =>
  Uint8Array.from(atob(certificate.facts.derBase64), (character) => character.charCodeAt(0));

describe('an authority that is proved to a local cloud', () => {
  test('is uploaded under its name and verified, step by step', async () => {
    expect(await run(proveToCloud)).toEqual({
      name: 'Fleet-Root',
      steps: ['upload done Fleet-Root', 'code done', 'make done', 'verify done'],
    });
    expect(await createCloudAuthorities(operator.ask).list()).toMatchObject([
      { service: 'dps', name: 'Fleet-Root', sha1Thumbprint: root.facts.sha1Thumbprint, verified: true },
    ]);
    expect((await maker.log(root.id)).map(({ role }) => role)).toEqual(['verification']);
  });

  test('is not uploaded again, and not proved again', async () => {
    await run(proveToCloud);
    expect((await run(proveToCloud)).steps).toEqual(['upload skipped Fleet-Root', 'verify skipped Fleet-Root']);
  });

  test('is proved alone where it was uploaded by hand, under the name that it has there', async () => {
    await createCloudAuthorities(operator.ask).upload('dps', 'by-hand', root.facts.derBase64, false);
    expect(await run(proveToCloud)).toEqual({
      name: 'by-hand',
      steps: ['upload skipped by-hand', 'code done', 'make done', 'verify done'],
    });
  });

  test('does not take the name of another', async () => {
    await run(proveToCloud);
    const namesake = await maker.kept(await maker.makeAuthority(rootWish()));
    expect((await run(proveToCloud, namesake)).name).toBe('Fleet-Root-2');
    expect((await createCloudAuthorities(operator.ask).list()).map(({ verified }) => verified)).toEqual([true, true]);
  });

  test('whose key is not here fails at the step that needs it, which is told', async () => {
    const elsewhere = createTestCertificateMaker();
    const id = await elsewhere.importCertificate({ parts: [derOf(root)] }, 'vault');
    const log = createStepLog<ProofStep>(harness.clock);
    const work = proveToCloud({ operator, certificates: elsewhere, authority: await elsewhere.kept(id), log });
    await expect(work).rejects.toMatchObject({ code: 'certificate/key-elsewhere' });
    expect(log.steps.get().map(print)).toEqual(['upload done Fleet-Root', 'code done', 'make failed']);
  });
});

describe('a group that is made with an authority', () => {
  test('takes a device of that authority', async () => {
    await harness.set({ intermediateAssigning: 0 });
    expect(await run(makeGroupInCloud)).toEqual({
      name: 'Fleet Root',
      steps: ['group done Fleet Root', 'code done', 'make done', 'verify done'],
    });
    expect((await operator.groups.list()).find(({ id }) => id === 'Fleet-Root')).toMatchObject({
      displayName: 'Fleet Root',
      attestation: { type: 'x509', primary: { kind: 'own', verified: true } },
    });
    const device = await maker.kept(await maker.makeDevice(deviceWish(root.id)));
    const answer = await registerByChain(harness, 'pump-17', [derOf(device), derOf(root)]);
    expect(answer.body).toMatchObject({ status: 'assigned' });
  });

  test('is made for one that DPS knows, too, and not twice', async () => {
    await run(proveToCloud);
    await run(makeGroupInCloud);
    expect((await run(makeGroupInCloud)).steps).toEqual(['group skipped Fleet Root', 'verify skipped Fleet Root']);
    expect((await operator.groups.list()).filter(({ displayName }) => displayName === 'Fleet Root').length).toBe(1);
  });

  test('of the same name leaves the first alone', async () => {
    await run(makeGroupInCloud);
    const namesake = await maker.kept(await maker.makeAuthority(rootWish()));
    await run(makeGroupInCloud, namesake);
    const ids = (await operator.groups.list()).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['Fleet-Root', 'Fleet-Root-2']));
  });

  test('is proved where it was made before and left unproved', async () => {
    await operator.groups.make({ id: 'pumps', displayName: 'Pumps', type: 'iot', attestation: { type: 'x509' } });
    await operator.groups.putCertificate('pumps', 'secondary', root.facts.derBase64, false);
    expect(await run(makeGroupInCloud)).toEqual({
      name: 'Pumps',
      steps: ['group skipped Pumps', 'code done', 'make done', 'verify done'],
    });
  });
});

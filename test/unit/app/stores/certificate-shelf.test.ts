import { expect, test, vi } from 'vitest';
import { WorkbenchError } from '#core/errors/workbench-error';
import { certificateOf, createCertificateShelf } from '#app/stores/certificate-shelf';
import { EMPTY_SHELF, SAMPLE_SHELF } from '../../../support/certificate-samples.ts';
import { createFakeCertificateMaker } from '../../../support/fake-certificate-maker.ts';

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test('what is kept is followed until the shelf is put away', async () => {
  const certificates = createFakeCertificateMaker();
  const shelf = createCertificateShelf({ certificates });
  await tick();
  expect(shelf.state.get()).toEqual({ kind: 'ready', shelf: EMPTY_SHELF });
  certificates.setShelf(SAMPLE_SHELF);
  expect(shelf.state.get()).toEqual({ kind: 'ready', shelf: SAMPLE_SHELF });
  shelf.dispose();
  expect(certificates.watchers).toBe(0);
});

test('a failure is told, and asked away', async () => {
  const certificates = createFakeCertificateMaker();
  let failure: Error | undefined = new WorkbenchError('vault/tampered', { kind: 'certificate' });
  const shelf = createCertificateShelf({
    certificates: {
      ...certificates,
      watch: async (listener) => {
        await tick();
        if (failure !== undefined) throw failure;
        return certificates.watch(listener);
      },
    },
  });
  expect(shelf.state.get()).toEqual({ kind: 'loading' });
  await vi.waitUntil(() => shelf.state.get().kind === 'failed');
  expect(shelf.state.get()).toMatchObject({ finding: { code: 'vault/tampered' } });
  failure = undefined;
  shelf.retry();
  expect(shelf.state.get()).toEqual({ kind: 'loading' });
  await vi.waitUntil(() => shelf.state.get().kind === 'ready');
  shelf.dispose();
  expect(certificates.watchers).toBe(0);
});

test('one that is put away while it still asks watches nothing', async () => {
  const certificates = createFakeCertificateMaker();
  createCertificateShelf({ certificates }).dispose();
  await tick();
  expect(certificates.watchers).toBe(0);
});

test('a certificate is found by its id', () => {
  expect(certificateOf(SAMPLE_SHELF, 'device')?.facts.commonName).toBe('pump-17');
  expect(certificateOf(SAMPLE_SHELF, 'nothing')).toBeUndefined();
});

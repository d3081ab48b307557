import { findingOf, type Finding } from '#core/errors/workbench-error';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { createStore, type ReadableStore } from '#core/store';
import type { Services } from '../services.ts';

/** The certificates of this browser, as far as they are known. */
export type CertificateShelfState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly shelf: Shelf }
  | { readonly kind: 'failed'; readonly finding: Finding | undefined };

export interface CertificateShelf {
  readonly state: ReadableStore<CertificateShelfState>;
  /** Asks again after a failure. */
  retry(): void;
  dispose(): void;
}

/** Follows everything that is kept of certificates, for as long as the page lives. */
export function createCertificateShelf({ certificates }: Pick<Services, 'certificates'>): CertificateShelf {
  const state = createStore<CertificateShelfState>({ kind: 'loading' });
  let stop: (() => void) | undefined;
  let disposed = false;
  const watch = async (): Promise<void> => {
    try {
      const end = await certificates.watch((shelf) => state.set({ kind: 'ready', shelf }));
      if (disposed) end();
      else stop = end;
    } catch (error) {
      state.set({ kind: 'failed', finding: findingOf(error) });
    }
  };
  void watch();
  return {
    state,
    retry() {
      stop?.();
      stop = undefined;
      state.set({ kind: 'loading' });
      void watch();
    },
    dispose() {
      disposed = true;
      stop?.();
    },
  };
}

/** Gives the certificate with that id, if it is kept. */
export function certificateOf(shelf: Shelf, id: string): KeptCertificate | undefined {
  return shelf.certificates.find((one) => one.id === id);
}

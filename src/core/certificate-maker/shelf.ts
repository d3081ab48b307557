import type { KeptBatch, KeptCertificate, KeptGuide, KeptRequest, Shelf } from '../ports/certificate-maker.ts';
import type { Vault } from '../ports/vault.ts';
import { KIND } from './kept-records.ts';

/** Gives everything that is kept, the oldest first. */
export async function readShelf(vault: Vault): Promise<Shelf> {
  const [certificates, requests, batches, guides] = await Promise.all([
    listShown<KeptCertificate>(vault, KIND.certificate),
    listShown<KeptRequest>(vault, KIND.request),
    listShown<KeptBatch>(vault, KIND.batch),
    listShown<KeptGuide>(vault, KIND.guide),
  ]);
  return {
    certificates: certificates.toSorted(byCreation),
    requests: requests.toSorted(byCreation),
    issued: [],
    batches: batches.toSorted(byCreation),
    guides: guides.toSorted((a, b) => a.startedAt - b.startedAt),
  };
}

async function listShown<T>(vault: Vault, kind: string): Promise<T[]> {
  return (await vault.list(kind)).map((entry) => entry.public as T);
}

function byCreation(a: { readonly createdAt: number }, b: { readonly createdAt: number }): number {
  return a.createdAt - b.createdAt;
}

import type { CertificateRole } from '#core/issuing/certificate-plan';
import type { IdListSummary } from '#core/ports/key-maker';
import type {
  CertificateMaker,
  IssuanceEntry,
  KeptCertificate,
  RequestReview,
  Shelf,
} from '#core/ports/certificate-maker';
import {
  EMPTY_SHELF,
  SAMPLE_REVIEW,
  SAMPLE_TIME,
  sampleCertificate,
  sampleEntry,
  sampleFacts,
} from './certificate-samples.ts';

type Method = keyof CertificateMaker;

/** A maker of certificates that makes none: it shows the shelf that a test sets, and puts what is wished for on it. */
export interface FakeCertificateMaker extends CertificateMaker {
  /** The calls but for `shelf` and `watch`, in order, with what they were given; progress listeners are left out. */
  readonly calls: (readonly [Method, ...unknown[]])[];
  /** What is kept from now on, as every watcher is told. */
  setShelf(shelf: Shelf): void;
  /** Who is told of changes, for tests that look for leaks. */
  readonly watchers: number;
  /** What `reviewRequest`, `readList` and `log` give; a log is made of what is on the shelf unless set. */
  setReview(review: RequestReview): void;
  setList(summary: IdListSummary): void;
  setLog(entries: readonly IssuanceEntry[]): void;
  /** Holds back the answers to one kind of call until the returned function is called. */
  hold(method: Method): () => void;
  /** Makes the next call of a kind fail. */
  fail(method: Method, error: unknown): void;
}

const NO_LIST: IdListSummary = {
  total: 0,
  good: 0,
  problems: 0,
  leftOut: 0,
  first: undefined,
  last: undefined,
  notes: [],
  table: undefined,
};

/** What `cancelMaking` ends while it is held back. */
const MAKING: readonly Method[] = ['makeAuthority', 'makeDevice', 'makePair', 'makeRequest', 'renew'];

export function createFakeCertificateMaker(): FakeCertificateMaker {
  const calls: (readonly [Method, ...unknown[]])[] = [];
  const listeners = new Set<(shelf: Shelf) => void>();
  const gates = new Map<Method, Promise<void>>();
  const failures = new Map<Method, unknown>();
  let shelf = EMPTY_SHELF;
  let review = SAMPLE_REVIEW;
  let list = NO_LIST;
  let log: readonly IssuanceEntry[] | undefined;
  let made = 0;
  const cancelled = new Map<Method, () => void>();

  const setShelf = (next: Shelf): void => {
    shelf = next;
    listeners.forEach((listener) => listener(shelf));
  };
  const watched = <Parameters extends readonly unknown[], Answer>(
    name: Method,
    answer: (...parameters: Parameters) => Answer,
  ) => {
    return async (...parameters: Parameters): Promise<Answer> => {
      calls.push([name, ...parameters.filter((parameter) => typeof parameter !== 'function')]);
      const end = new Promise<never>((_, reject) => {
        cancelled.set(name, () => reject(new DOMException('Given up.', 'AbortError')));
      });
      end.catch(() => undefined);
      await Promise.race([gates.get(name), end]);
      if (!failures.has(name)) return answer(...parameters);
      const error = failures.get(name);
      failures.delete(name);
      throw error;
    };
  };
  const keep = (role: CertificateRole, commonName: string, parts: Partial<KeptCertificate> = {}): string => {
    const id = `made-${(made += 1)}`;
    const facts = sampleFacts(commonName, { isAuthority: ['root', 'intermediate', 'edge-ca'].includes(role) });
    const certificate = sampleCertificate(role, facts, { ...parts, id });
    setShelf({ ...shelf, certificates: [...shelf.certificates, certificate] });
    return id;
  };
  const without = (id: string) => (kept: { readonly id: string }) => kept.id !== id;

  return {
    calls,
    setShelf,
    get watchers() {
      return listeners.size;
    },
    setReview: (next) => void (review = next),
    setList: (next) => void (list = next),
    setLog: (next) => void (log = next),
    hold(method) {
      let open = (): void => undefined;
      gates.set(method, new Promise((resolve) => (open = resolve)));
      return () => {
        gates.delete(method);
        open();
      };
    },
    fail: (method, error) => void failures.set(method, error),

    shelf: async () => shelf,
    async watch(listener) {
      listeners.add(listener);
      listener(shelf);
      return () => void listeners.delete(listener);
    },
    makeAuthority: watched('makeAuthority', ({ commonName, authorityId }) =>
      keep(authorityId === undefined ? 'root' : 'intermediate', commonName, { authorityId }),
    ),
    importCertificate: watched('importCertificate', () => keep('root', 'Imported CA', { origin: 'imported' })),
    makeDevice: watched('makeDevice', ({ role, name, authorityId }) => keep(role, name, { authorityId })),
    makePair: watched('makePair', ({ deviceId }) => {
      const id = `pair-${(made += 1)}`;
      const primary = keep('self-signed', deviceId, { pair: { id, slot: 'primary' } });
      return [primary, keep('self-signed', deviceId, { pair: { id, slot: 'secondary' } })] as const;
    }),
    prove: watched('prove', (_authorityId, code) => ({
      facts: sampleFacts(code),
      pem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    })),
    makeRequest: watched('makeRequest', ({ commonName, purpose, keyKind, keyPlace }) => {
      const id = `request-${(made += 1)}`;
      const key =
        keyPlace === 'browser'
          ? ({ kind: 'browser' } as const)
          : ({ kind: 'vault', isExportable: keyPlace === 'vault-exportable' } as const);
      const request = {
        id,
        commonName,
        purpose,
        keyKind,
        key,
        requestBase64: btoa(commonName),
        createdAt: SAMPLE_TIME,
      };
      setShelf({ ...shelf, requests: [...shelf.requests, request] });
      return id;
    }),
    completeRequest: watched('completeRequest', (requestId) => {
      const commonName = shelf.requests.find(({ id }) => id === requestId)?.commonName ?? '';
      setShelf({ ...shelf, requests: shelf.requests.filter(without(requestId)) });
      return keep('device', commonName, { origin: 'request' });
    }),
    reviewRequest: watched('reviewRequest', () => review),
    signRequest: watched('signRequest', ({ role, commonName, authorityId }) =>
      keep(role, commonName, { authorityId, origin: 'request', key: { kind: 'elsewhere' } }),
    ),
    renew: watched('renew', ({ id }) => {
      const old = shelf.certificates.find((kept) => kept.id === id);
      if (old === undefined) throw new TypeError(`There is no certificate ${id}.`);
      return keep(old.role, old.facts.commonName, { ...old, replaces: id });
    }),
    cancelMaking: watched('cancelMaking', () => {
      for (const name of MAKING) cancelled.get(name)?.();
    }),
    remove: watched('remove', (id) =>
      setShelf({
        ...shelf,
        certificates: shelf.certificates.filter(without(id)),
        requests: shelf.requests.filter(without(id)),
        batches: shelf.batches.filter(without(id)),
        guides: shelf.guides.filter(without(id)),
      }),
    ),
    output: watched('output', (id, output) => ({
      name: `${id}.${output}`,
      mediaType: 'application/octet-stream',
      content: `${output} of ${id}`,
    })),
    log: watched(
      'log',
      (authorityId) =>
        log ??
        shelf.certificates
          .filter((kept) => kept.authorityId === authorityId && kept.origin !== 'imported')
          .map(sampleEntry)
          .toReversed(),
    ),
    startGuide: watched('startGuide', (kind, certificateId) => {
      const id = `guide-${(made += 1)}`;
      const guide = { id, kind, certificateId, replacementId: undefined, done: [], startedAt: SAMPLE_TIME };
      setShelf({ ...shelf, guides: [...shelf.guides, guide] });
      return id;
    }),
    noteStep: watched('noteStep', (guideId, step, isDone, replacementId) =>
      setShelf({
        ...shelf,
        guides: shelf.guides.map((guide) => {
          if (guide.id !== guideId) return guide;
          const done = guide.done.filter((other) => other !== step);
          return {
            ...guide,
            replacementId: replacementId ?? guide.replacementId,
            done: isDone ? [...done, step] : done,
          };
        }),
      }),
    ),
    readList: watched('readList', () => list),
    problems: watched('problems', () => []),
    prepareBatch: watched('prepareBatch', ({ authorityId, keyKind, profile, form }) => {
      const id = `batch-${(made += 1)}`;
      const ids = { total: list.good, done: 0, firstId: list.first ?? '', lastId: list.last ?? '' };
      const batch = { id, authorityId, keyKind, profile, form, ...ids, createdAt: SAMPLE_TIME };
      setShelf({ ...shelf, batches: [...shelf.batches, batch] });
      return id;
    }),
    runBatch: watched('runBatch', (id, onProgress) => {
      const batches = shelf.batches.map((batch) => (batch.id === id ? { ...batch, done: batch.total } : batch));
      const total = batches.find((batch) => batch.id === id)?.total ?? 0;
      onProgress({ done: total, total, remainingMs: 0 });
      setShelf({ ...shelf, batches });
    }),
    pauseBatch: watched('pauseBatch', () => undefined),
    saveBatch: watched('saveBatch', (id, onProgress) => {
      const total = shelf.batches.find((batch) => batch.id === id)?.total ?? 0;
      onProgress({ done: total, total, remainingMs: 0 });
      return { name: 'certificates.zip', mediaType: 'application/zip', content: new Blob([id]) };
    }),
  };
}

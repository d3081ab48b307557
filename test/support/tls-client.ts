import type { Finding } from '#core/errors/workbench-error';
import type { ClientIdentity } from '#core/identity/client-identity';
import { openTlsConnection } from '#core/tls/open-tls-connection';
import type { TlsConnection } from '#core/tls/tls-connection';
import type { TlsReport, TlsVersion } from '#core/tls/tls-report';
import type { Certificate } from '#core/x509/certificate';
import { createFakeClock, type FakeClock } from './fake-clock.ts';

/** What a test's client is opened with; its clock stands in 2026 unless told. */
export interface ClientWishes {
  readonly host: string;
  readonly roots: readonly Certificate[];
  readonly identity?: ClientIdentity | undefined;
  readonly versions?: readonly TlsVersion[] | undefined;
  readonly crypto?: Pick<Crypto, 'subtle' | 'getRandomValues'> | undefined;
  readonly clock?: FakeClock | undefined;
  readonly transmit: (bytes: Uint8Array<ArrayBuffer>) => void;
}

/** A connection of `core/tls` with all that it said. */
export interface TestClient {
  readonly connection: TlsConnection;
  readonly clock: FakeClock;
  /** How often `onOpen` was called. */
  readonly opened: number;
  /** What `onBytes` was called with. */
  readonly received: readonly Uint8Array[];
  /** What `onEnd` was called with. */
  readonly ends: readonly (Finding | undefined)[];
  readonly report: TlsReport | undefined;
  /** Resolves when the connection has nothing left to do but to wait for bytes, for a call or for its time limit. */
  idle(): Promise<void>;
}

/** What `core/tls` and `core/x509` ask of WebCrypto. */
export const SUBTLE_CALLS = [
  'decrypt',
  'deriveBits',
  'digest',
  'encrypt',
  'exportKey',
  'generateKey',
  'importKey',
  'sign',
  'verify',
] as const;

/** Calls of WebCrypto that are under way. */
interface Pending {
  count: number;
}

/** The same crypto, but that its calls under way are counted: all else that a connection waits for is promise jobs. */
function countCalls(crypto: Pick<Crypto, 'subtle' | 'getRandomValues'>, pending: Pending): typeof crypto {
  const { subtle } = crypto;
  const counted = SUBTLE_CALLS.map((name) => {
    const call = subtle[name].bind(subtle) as (...args: readonly unknown[]) => Promise<unknown>;
    return [
      name,
      async (...args: readonly unknown[]) => {
        pending.count += 1;
        try {
          return await call(...args);
        } finally {
          pending.count -= 1;
        }
      },
    ] as const;
  });
  return {
    subtle: Object.fromEntries(counted) as unknown as SubtleCrypto,
    getRandomValues: (array) => crypto.getRandomValues(array),
  };
}

/** A turn of the event loop, before which all promise jobs are done. */
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Opens a connection of `core/tls` and keeps what it says. */
export function openTestClient(wishes: ClientWishes): TestClient {
  const { clock = createFakeClock(), crypto = globalThis.crypto, identity, versions, ...others } = wishes;
  const pending: Pending = { count: 0 };
  const ends: (Finding | undefined)[] = [];
  const received: Uint8Array[] = [];
  let opened = 0;
  let report: TlsReport | undefined;
  const connection = openTlsConnection({
    ...others,
    clock,
    crypto: countCalls(crypto, pending),
    ...(identity !== undefined && { identity }),
    ...(versions !== undefined && { versions }),
    onOpen: () => void (opened += 1),
    onBytes: (bytes) => void received.push(bytes),
    onEnd: (finding) => void ends.push(finding),
    onReport: (next) => void (report = next),
  });
  return {
    connection,
    clock,
    received,
    ends,
    get opened() {
      return opened;
    },
    get report() {
      return report;
    },
    async idle() {
      do await turn();
      while (pending.count > 0);
    },
  };
}

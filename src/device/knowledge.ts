import { decodeBase64Forgiving } from '#core/bytes/base64';
import type { Knowledge } from '#core/errors/rank-causes';
import { deviceName, hasKeys, type DeviceRecord, type DeviceSecret } from '#core/identity/device-record';
import { isSameRegistration } from '#core/identity/same-registration';
import type { DialTarget, Transport } from '#core/ports/byte-socket';
import type { Clock } from '#core/ports/clock';
import type { Network } from '#core/ports/network';
import type { CertificateFacts } from '#core/x509/certificate-facts';
import { TOKEN_LIFE_SECONDS } from './credential.ts';
import type { Proof } from './proof.ts';

/** What DPS makes for an enrollment group, and what a derivation from it gives. */
const GROUP_KEY_BYTES = 64;
const DERIVED_KEY_BYTES = 32;

/** Longer than this a device does not wait to know more about a refusal. */
const LOOK_LIMIT_MS = 2500;

/** What a run learned about its surroundings, to rank the causes of a refusal by. */
export interface Surroundings {
  /** Asks the app's own origin once more; takes at most 2.5 s. */
  look(): Promise<void>;
  /** Asks the device's local cloud for its ID scope, where there is one to ask; takes at most 2.5 s. */
  lookAtIdScope(): Promise<void>;
  /** Takes the time that a service stamped on its answer (ISO 8601), which counts more than the origin's. */
  readServiceTime(timestampUtc: string | undefined): void;
  /** Positive when the device's clock is ahead; undefined when nobody told the time. */
  readonly clockAheadSeconds: number | undefined;
  /** The time as the service has it, as far as it is known, in milliseconds since the Unix epoch. */
  readonly serviceNow: number;
  describe(target: DialTarget, run: Partial<Knowledge>): Knowledge;
}

/** What the surroundings are judged from. */
export interface SurroundingsOptions {
  readonly record: DeviceRecord;
  readonly secret: DeviceSecret;
  readonly clock: Clock;
  readonly network: Network;
  /** Gives the road of the attempt that goes on. */
  readonly transport: () => Transport;
  /** Gives the ID scope that the device's local cloud has now, or undefined when nobody says; never rejects. */
  readonly readLocalIdScope: () => Promise<string | undefined>;
}

/** Gives the surroundings of one run, of which nothing is known yet. */
export function createSurroundings(options: SurroundingsOptions): Surroundings {
  const { record, secret, clock, network, transport } = options;
  let aheadOfService: number | undefined;
  let aheadOfOrigin: number | undefined;
  let isOriginReachable: boolean | undefined;
  let localIdScope: string | undefined;

  const clockAhead = (): number | undefined => aheadOfService ?? aheadOfOrigin;
  const aheadOf = (timeMs: number): number => Math.round((clock.now() - timeMs) / 1000);

  return {
    async look() {
      const answer = await within(LOOK_LIMIT_MS, clock, network.askOwnOrigin());
      if (answer === undefined) return;
      isOriginReachable = answer.isReachable;
      if (answer.timeMs !== undefined) aheadOfOrigin = aheadOf(answer.timeMs);
    },
    async lookAtIdScope() {
      if (record.cloud.kind === 'azure' || record.route.kind !== 'dps') return;
      localIdScope = await within(LOOK_LIMIT_MS, clock, options.readLocalIdScope());
    },
    readServiceTime(timestampUtc) {
      const time = Date.parse(timestampUtc ?? '');
      if (!Number.isNaN(time)) aheadOfService = aheadOf(time);
    },
    get clockAheadSeconds() {
      return clockAhead();
    },
    get serviceNow() {
      return clock.now() - (clockAhead() ?? 0) * 1000;
    },
    describe(target, run) {
      const ahead = clockAhead();
      const online = network.isOnline();
      const primed = transport().wasPrimed(target);
      const sameOrigin = isTargetOwnOrigin(record, network) ? isOriginReachable : undefined;
      return {
        targetIsLocal: record.cloud.kind !== 'azure',
        targetIsAzure: record.cloud.kind === 'azure' && AZURE_HOST.test(target.host),
        mayBeOutsidePolicy: isOutsidePolicy(record, target, network),
        upperCaseId: /[A-Z]/.test(deviceName(record.route)),
        unusualTopics: false,
        ...(ahead === undefined ? {} : { clockAheadSeconds: ahead }),
        ...(online === undefined ? {} : { online }),
        ...(primed === undefined ? {} : { primed }),
        ...(sameOrigin === undefined ? {} : { sameOriginReachable: sameOrigin }),
        ...(record.route.kind === 'dps' ? { idScope: record.route.idScope } : {}),
        ...(localIdScope === undefined ? {} : { localIdScope }),
        ...judgeKeyKind(secret),
        ...run,
      };
    },
  };
}

/** What a proof of the device of this name tells of why it was refused; `now` is the service's time as far as it is known. */
export function knowOfProof(proof: Proof, name: string, now: number): Partial<Knowledge> {
  if (proof.kind === 'key') return { tokenLifeSeconds: TOKEN_LIFE_SECONDS };
  if (proof.kind === 'browser-certificate') return { usesCertificate: true };
  const { facts, chain } = proof;
  const last = chain.at(-1) ?? facts;
  const isOwnIssuer = (one: CertificateFacts): boolean => one.subjectName === one.issuerName;
  return {
    usesCertificate: true,
    certificateEnded: now > facts.notAfter,
    certificateNamesOther: !isSameRegistration(facts.commonName, name),
    certificateIsSelfSigned: isOwnIssuer(facts),
    chainIsComplete: isOwnIssuer(last),
  };
}

/** Goes as `asking` goes, which never rejects; gives undefined when it takes too long. */
function within<T>(limitMs: number, clock: Clock, asking: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = clock.after(limitMs, () => resolve(undefined));
    void asking.then((answer) => {
      timer.cancel();
      resolve(answer);
    });
  });
}

const AZURE_HOST = /\.azure-devices(?:-provisioning)?\.(?:net|cn|us)$/i;

/** What the app's policy lets every page reach beside Azure and its own origin. */
const THIS_MACHINE: readonly string[] = ['localhost', '127.0.0.1'];

/** Whether the page reaches this target only when its policy was told of the host. */
function isOutsidePolicy({ cloud }: DeviceRecord, target: DialTarget, network: Network): boolean {
  if (cloud.kind === 'tab') return false;
  const dialled = cloud.kind === 'node' ? new URL(cloud.origin) : new URL(`https://${target.host}`);
  if (dialled.origin === network.ownOrigin) return false;
  return !THIS_MACHINE.includes(dialled.hostname) && !AZURE_HOST.test(dialled.hostname);
}

/** Only for the server that also serves the app does the app's origin tell whether it is there. */
function isTargetOwnOrigin({ cloud }: DeviceRecord, network: Network): boolean {
  return cloud.kind === 'node' && cloud.origin === network.ownOrigin;
}

/** What the length of a key tells about where it comes from; what it cannot tell is left out. */
function judgeKeyKind(secret: DeviceSecret): Pick<Knowledge, 'keyMayBeGroupKey' | 'keyDerivedTwice'> {
  if (!hasKeys(secret)) return { keyMayBeGroupKey: false, keyDerivedTwice: false };
  const length = decodeBase64Forgiving(secret.primaryKey)?.length;
  if (secret.kind === 'group-key') {
    return { keyMayBeGroupKey: false, ...(length === DERIVED_KEY_BYTES ? {} : { keyDerivedTwice: false }) };
  }
  return { keyDerivedTwice: false, ...(length === GROUP_KEY_BYTES ? { keyMayBeGroupKey: true } : {}) };
}

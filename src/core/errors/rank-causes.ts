import type { Cause, ErrorCode, FactsByCode, RankedCause } from './facts.ts';

/** Codes that stand for several causes. */
export type CodeWithCauses = {
  [Code in ErrorCode]: FactsByCode[Code] extends { causes: readonly RankedCause[] } ? Code : never;
}[ErrorCode];

/**
 * What we could check ourselves when a service refused. A field that is left out was not, or cannot be, known; a cause
 * that depends on it then stays possible.
 */
export interface Knowledge {
  /** Positive when the device's clock is ahead of the service's. */
  readonly clockAheadSeconds?: number;
  /** From making the token to its end. */
  readonly tokenLifeSeconds?: number;
  /** What was left of the token when the connection ended or was tried; zero or less when it had ended. */
  readonly tokenLeftSeconds?: number;
  /** The device proves itself with a certificate, and has neither key nor token. */
  readonly usesCertificate?: boolean;
  /** Its certificate had ended by the best clock that is known. */
  readonly certificateEnded?: boolean;
  /** It signed itself, so that no authority vouches for it. */
  readonly certificateIsSelfSigned?: boolean;
  /** Its common name is not the name of the device. */
  readonly certificateNamesOther?: boolean;
  /** What was sent ends with a root. */
  readonly chainIsComplete?: boolean;
  /** The key is used as a device key and may be one of an enrollment group. */
  readonly keyMayBeGroupKey?: boolean;
  /** The device key was derived from one that is itself derived. False also when nothing was derived. */
  readonly keyDerivedTwice?: boolean;
  readonly upperCaseId?: boolean;
  /** The ID scope that the device registers with. */
  readonly idScope?: string;
  /** The ID scope that the device's local cloud has now. */
  readonly localIdScope?: string;
  /** What the browser says of the network. True proves little, false is believed. */
  readonly online?: boolean;
  /** The origin of the page answered just now. */
  readonly sameOriginReachable?: boolean;
  /** The service is a local cloud. */
  readonly targetIsLocal?: boolean;
  /** The service has a host name of Azure, and a browser's own socket goes there. */
  readonly targetIsAzure?: boolean;
  /** The service is neither at the page's own address, nor on this machine, nor at a host name of Azure. */
  readonly mayBeOutsidePolicy?: boolean;
  /** A plain request to the same host and port was answered before the socket was tried. */
  readonly primed?: boolean;
  /** The socket was open before it ended. */
  readonly opened?: boolean;
  /** WebSocket close code (RFC 6455, 7.4.1). */
  readonly closeCode?: number;
  /** CONNACK return code (MQTT 3.1.1, 3.2.2.3). */
  readonly returnCode?: number;
  /** The number the service gave its refusal. */
  readonly errorCode?: number;
  /** DPS named this hub and device and took the same key, in this start. */
  readonly assignedJustNow?: boolean;
  /** The same service took the same identity and key earlier in this run. */
  readonly acceptedBefore?: boolean;
  /** The service closed one connection after another, each soon after it was accepted. */
  readonly closedRepeatedly?: boolean;
  /** Topics other than those of a device's own work were used. */
  readonly unusualTopics?: boolean;
}

type Likelihood = RankedCause['weight'] | 'ruled-out';
type Rule = readonly [cause: Cause, judge: (known: Knowledge) => Likelihood];

/**
 * Ranks the causes of a refusal: likely ones first, each group in the order of how often it is the reason in the
 * field, without those that were ruled out. A machine without a network has that one cause.
 */
export function rankCauses(code: CodeWithCauses, known: Knowledge): RankedCause[] {
  if (LOST_BY_NETWORK.has(code) && isOffline(known)) return [{ cause: 'offline', weight: 'likely' }];
  const ranked = RULES[code].flatMap(([cause, judge]): RankedCause[] => {
    const weight = judge(known);
    return weight === 'ruled-out' ? [] : [{ cause, weight }];
  });
  return [...ranked.filter(isLikely), ...ranked.filter((one) => !isLikely(one))];
}

const LOST_BY_NETWORK: ReadonlySet<CodeWithCauses> = new Set(['hub/closed', 'socket/unreachable', 'socket/closed']);

const isLikely = (one: RankedCause): boolean => one.weight === 'likely';
const isOffline = (known: Knowledge): boolean => known.online === false && known.targetIsLocal !== true;

const possible = (): Likelihood => 'possible';
/** Likely when known to be so, ruled out when known not to be. */
const asKnown = (fact: boolean | undefined): Likelihood =>
  fact === undefined ? 'possible' : fact ? 'likely' : 'ruled-out';
const likelyIf = (fact: boolean | undefined): Likelihood => (fact === true ? 'likely' : 'possible');
const onlyIf = (fact: boolean | undefined): Likelihood => (fact === true ? 'likely' : 'ruled-out');
/** Two rows of one cause let it lead when it is likely and close the list when it is only possible. */
const whenLikely =
  (judge: Rule[1]) =>
  (known: Knowledge): Likelihood =>
    onlyIf(judge(known) === 'likely');
const whenPossible =
  (judge: Rule[1]) =>
  (known: Knowledge): Likelihood =>
    unless(judge(known) !== 'possible');
/** What can only be wrong with keys and tokens. */
const ofKeys =
  (judge: Rule[1]) =>
  (known: Knowledge): Likelihood =>
    known.usesCertificate === true ? 'ruled-out' : judge(known);
/** What can only be wrong with certificates. */
const ofCertificates =
  (judge: Rule[1]) =>
  (known: Knowledge): Likelihood =>
    known.usesCertificate === true ? judge(known) : 'ruled-out';
const unless = (fact: boolean | undefined): Likelihood => (fact === true ? 'ruled-out' : 'possible');

/** Services take a token until it ends, so a clock matters only when it is behind by more than a token's life. */
function judgeClock(known: Knowledge): Likelihood {
  const { clockAheadSeconds, tokenLifeSeconds } = known;
  if (clockAheadSeconds === undefined) return 'possible';
  if (clockAheadSeconds >= 0) return 'ruled-out';
  return asKnown(tokenLifeSeconds === undefined ? undefined : -clockAheadSeconds > tokenLifeSeconds);
}

/** DPS and hub judge the same clock: what one took, the other takes. */
const judgeHubClock = (known: Knowledge): Likelihood =>
  known.clockAheadSeconds === undefined ? unless(known.assignedJustNow) : judgeClock(known);

/** A hub that knew the device a moment ago, or is said to know it, has most likely been told to keep it out. */
const judgeDisabled = (known: Knowledge): Likelihood =>
  likelyIf(known.assignedJustNow === true || known.acceptedBefore === true);

/** A length alone makes a group key likely only where a device key hardly ever has it. */
const judgeGroupKey = (known: Knowledge): Likelihood => asKnown(known.keyMayBeGroupKey);

/** A local cloud that was started without its state has another ID scope, whatever it accepted before. */
function judgeIdScope({ idScope, localIdScope, acceptedBefore }: Knowledge): Likelihood {
  if (idScope === undefined || localIdScope === undefined) return unless(acceptedBefore);
  return asKnown(idScope.toLowerCase() !== localIdScope.toLowerCase());
}

const tokenEnded = (known: Knowledge): boolean | undefined =>
  known.tokenLeftSeconds === undefined ? undefined : known.tokenLeftSeconds <= 0;

function judgeServerGone(known: Knowledge): Likelihood {
  if (known.targetIsLocal !== true || known.sameOriginReachable === true) return 'ruled-out';
  return 'likely';
}

/** A number of the service settles the cause that belongs to it, and rules out the others. */
const saidBy =
  (...numbers: readonly number[]) =>
  (known: Knowledge): Likelihood => {
    if (known.errorCode === undefined || !ALLOCATION_CODES.includes(known.errorCode)) return 'possible';
    return numbers.includes(known.errorCode) ? 'likely' : 'ruled-out';
  };

/** One number stands for both, so neither is likely. */
const judgeApproval = (known: Knowledge): Likelihood => unless(saidBy(400209)(known) === 'ruled-out');

const ALLOCATION_CODES: readonly number[] = [400207, 400208, 400209];
const SERVER_UNAVAILABLE = 3;
/** Service restart and try again later (IANA registry of WebSocket close codes). */
const BUSY_CLOSE_CODES: readonly number[] = [1012, 1013];

const remote = (known: Knowledge): Likelihood => unless(known.targetIsLocal);
const otherHost = (known: Knowledge): Likelihood => unless(known.targetIsLocal === true || known.primed === true);
/** The paths of Azure and of the local cloud are our own; those of another server are not. */
const otherPath = (known: Knowledge): Likelihood =>
  unless(known.targetIsAzure === true || known.targetIsLocal === true);

/** Nobody but a root is missing where the certificate signed itself, or where the root was sent. */
const chainCut = ofCertificates((known) =>
  unless(known.certificateIsSelfSigned === true || known.chainIsComplete === true),
);
const authorityUnknown = ofCertificates((known) => unless(known.certificateIsSelfSigned));
/** A hub takes one that signed itself by its thumbprint, whatever it is called. */
const namesOther = ofCertificates((known) =>
  onlyIf(known.certificateNamesOther === true && known.certificateIsSelfSigned !== true),
);
const certificateEnded = ofCertificates((known) => onlyIf(known.certificateEnded));

const RULES: { readonly [Code in CodeWithCauses]: readonly Rule[] } = {
  'dps/unauthorized': [
    ['wrong-id-scope', whenLikely(judgeIdScope)],
    ['group-key-used-as-device-key', whenLikely(judgeGroupKey)],
    ['derived-twice', (known) => asKnown(known.keyDerivedTwice)],
    ['upper-case-id', (known) => asKnown(known.upperCaseId)],
    ['clock-behind', whenLikely(judgeClock)],
    ['wrong-key', possible],
    ['group-key-used-as-device-key', whenPossible(judgeGroupKey)],
    ['wrong-id-scope', whenPossible(judgeIdScope)],
    ['unknown-device', possible],
    ['device-disabled', possible],
    ['clock-behind', whenPossible(judgeClock)],
  ],
  'dps/certificate-refused': [
    ['wrong-id-scope', whenLikely(judgeIdScope)],
    ['certificate-ended', certificateEnded],
    ['certificate-not-enrolled', possible],
    ['chain-incomplete', chainCut],
    ['authority-not-verified', authorityUnknown],
    ['wrong-id-scope', whenPossible(judgeIdScope)],
    ['unknown-device', possible],
    ['device-disabled', possible],
  ],
  'dps/not-found': [
    ['wrong-id-scope', (known) => unless(known.acceptedBefore)],
    ['unknown-device', (known) => likelyIf(known.acceptedBefore)],
    ['host-name', (known) => unless(known.acceptedBefore)],
  ],
  'dps/failed': [
    ['waiting-for-approval', judgeApproval],
    ['device-blocked', judgeApproval],
    ['allocation-failed', saidBy(400207)],
    ['no-hub', saidBy(400208)],
  ],
  'dps/refused': [
    ['service-busy', (known) => onlyIf(known.returnCode === SERVER_UNAVAILABLE)],
    ['wrong-id-scope', (known) => unless(known.acceptedBefore)],
    ['host-name', (known) => unless(known.acceptedBefore)],
    ['wrong-key', ofKeys(possible)],
    ['certificate-ended', certificateEnded],
    ['certificate-not-enrolled', ofCertificates(possible)],
    ['chain-incomplete', chainCut],
    ['authority-not-verified', authorityUnknown],
    ['unknown-device', possible],
    ['clock-behind', ofKeys(judgeClock)],
  ],
  'hub/refused': [
    ['service-busy', (known) => onlyIf(known.returnCode === SERVER_UNAVAILABLE)],
    ['clock-behind', ofKeys(whenLikely(judgeHubClock))],
    ['token-expired', ofKeys((known) => onlyIf(tokenEnded(known)))],
    ['certificate-ended', certificateEnded],
    ['certificate-names-other', namesOther],
    ['group-key-used-as-device-key', ofKeys((known) => onlyIf(known.keyMayBeGroupKey))],
    ['device-disabled', whenLikely(judgeDisabled)],
    ['wrong-key', ofKeys((known) => unless(known.assignedJustNow))],
    ['thumbprint-differs', ofCertificates((known) => unless(known.assignedJustNow))],
    ['chain-incomplete', chainCut],
    ['authority-not-verified', authorityUnknown],
    ['unknown-device', (known) => unless(known.assignedJustNow)],
    ['device-disabled', whenPossible(judgeDisabled)],
    ['other-hub', (known) => unless(known.assignedJustNow)],
    ['upper-case-id', ofKeys((known) => unless(known.upperCaseId !== true))],
    ['clock-behind', ofKeys(whenPossible(judgeHubClock))],
  ],
  'hub/closed': [
    ['other-client-took-over', (known) => likelyIf(known.closedRepeatedly)],
    ['token-expired', ofKeys((known) => asKnown(tokenEnded(known)))],
    ['certificate-ended', certificateEnded],
    ['server-gone', judgeServerGone],
    ['unsupported-topic', (known) => asKnown(known.unusualTopics)],
    ['device-disabled', possible],
    ['policy-of-hub', possible],
    ['firewall', remote],
  ],
  'socket/unreachable': [
    ['server-gone', judgeServerGone],
    ['service-busy', (known) => onlyIf(BUSY_CLOSE_CODES.includes(known.closeCode ?? 0))],
    ['policy-of-page', (known) => unless(known.mayBeOutsidePolicy !== true)],
    ['firewall', remote],
    ['host-name', otherHost],
    ['client-certificate-request', askedForCertificate],
    ['wrong-path', otherPath],
  ],
  'socket/closed': [
    ['server-gone', judgeServerGone],
    ['service-busy', (known) => onlyIf(BUSY_CLOSE_CODES.includes(known.closeCode ?? 0))],
    ['firewall', remote],
    ['host-name', (known) => (known.opened === true ? 'ruled-out' : otherHost(known))],
    ['client-certificate-request', (known) => (known.opened === true ? 'ruled-out' : askedForCertificate(known))],
    ['policy-of-hub', (known) => (known.opened === false ? 'ruled-out' : 'possible')],
    ['wrong-path', otherPath],
  ],
  'socket/not-mqtt': [
    ['wrong-path', otherPath],
    ['host-name', (known) => unless(known.targetIsAzure)],
    ['firewall', (known) => (known.targetIsAzure === true ? 'likely' : remote(known))],
  ],
};

/** A server that asks for a client certificate can be reached by a plain request, but not by Chromium's first socket. */
function askedForCertificate(known: Knowledge): Likelihood {
  return known.targetIsAzure === true && known.primed !== false ? 'possible' : 'ruled-out';
}

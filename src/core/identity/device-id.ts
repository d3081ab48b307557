import type { IdTarget } from '../errors/facts.ts';
import type { Finding, Verdict } from '../errors/workbench-error.ts';
import { accept, makeFinding, reject } from '../errors/workbench-error.ts';

interface IdRule {
  readonly limit: number;
  readonly allowed: RegExp;
  readonly lastAllowed: RegExp;
  /** The ID is hashed into a key and becomes the hub's device ID, while DPS itself compares it without case. */
  readonly caseMatters: boolean;
}

/** DPS, "registration ID": letters, digits, `- . _ :`, at most 128, the last one alphanumeric or `-`. */
const DPS_RULE: IdRule = {
  limit: 128,
  allowed: /[A-Za-z0-9\-._:]/,
  lastAllowed: /[A-Za-z0-9-]/,
  caseMatters: true,
};

/** IoT Hub, "device identity": ASCII letters, digits and these signs, at most 128, case-sensitive. */
const HUB_RULE: IdRule = {
  limit: 128,
  allowed: /[A-Za-z0-9\-.+%_#*?!(),:=@$']/,
  lastAllowed: /./,
  caseMatters: false,
};

const RULES: Readonly<Record<IdTarget, IdRule>> = {
  // Central names a device by its registration ID.
  central: DPS_RULE,
  dps: DPS_RULE,
  hub: HUB_RULE,
  // The common name of a certificate ends at 64 characters (RFC 5280, ub-common-name).
  x509: { ...DPS_RULE, limit: 64 },
};

/**
 * Judges a device, module or registration ID for where it is to be used, and gives it back as it was typed.
 * Notes: `id/upper-case` where another case would be another key and another device (all but `hub`, whose IDs are
 * what they are), `id/mqtt-character` for `#` and `+` in a hub's. Positions count from 0.
 */
export function judgeId(id: string, target: IdTarget): Verdict<string> {
  const rule = RULES[target];
  if (id === '') return reject(makeFinding('id/empty', { target }));
  const [first, ...more] = findFaults(id, target, rule);
  return first === undefined ? accept(id, noteUse(id, target, rule)) : reject(first, ...more);
}

function findFaults(id: string, target: IdTarget, rule: IdRule): Finding[] {
  const findings: Finding[] = [];
  if (id.length > rule.limit) {
    findings.push(makeFinding('id/too-long', { target, length: id.length, limit: rule.limit }));
  }
  let position = 0;
  for (const character of id) {
    if (!rule.allowed.test(character)) {
      findings.push(makeFinding('id/character', { target, character, position }));
      break;
    }
    position += character.length;
  }
  const last = id.slice(-1);
  if (rule.allowed.test(last) && !rule.lastAllowed.test(last)) {
    findings.push(makeFinding('id/ending', { target, character: last }));
  }
  return findings;
}

function noteUse(id: string, target: IdTarget, rule: IdRule): Finding[] {
  const notes: Finding[] = [];
  const lower = id.toLowerCase();
  if (rule.caseMatters && lower !== id) notes.push(makeFinding('id/upper-case', { lower }));
  const wildcard = target === 'hub' ? /[#+]/.exec(id)?.[0] : undefined;
  if (wildcard !== undefined) notes.push(makeFinding('id/mqtt-character', { character: wildcard }));
  return notes;
}

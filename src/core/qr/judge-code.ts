import { type Finding, type Verdict, accept, makeFinding, reject } from '../errors/workbench-error.ts';
import { judgeId } from '../identity/device-id.ts';
import { judgeHostName } from '../identity/host-name.ts';
import { judgeIdScope } from '../identity/id-scope.ts';
import { judgeModelId } from '../identity/model-id.ts';
import { judgeKey } from '../sas/key.ts';
import type { CodeKeys, CodeRoute, ConnectCode } from './payload.ts';

/** What a code holds, before anything of it is judged. */
export interface CodeClaims {
  readonly route: CodeRoute;
  readonly keys?: CodeKeys;
  readonly modelId?: string | undefined;
  readonly name?: string | undefined;
}

/** Services take no longer ones; shorter ones than they take are a note (`key/length`). */
const LONGEST_KEY_BYTES = 64;

/**
 * Judges every field of a code by the rules for what people type, and gives them as those rules give them back. A model ID
 * that is none is left out with its finding as a note, since the device connects without. A group key is noted:
 * `qr/holds-group-key`.
 */
export function judgeCode({ route, keys, modelId, name }: CodeClaims): Verdict<ConnectCode> {
  const judge = new Judge();
  const judgedRoute = route.kind === 'dps' ? judgeDps(judge, route) : judgeHub(judge, route);
  const judgedKeys = keys === undefined ? undefined : judgeKeys(judge, keys);
  const model = modelId === undefined ? undefined : judgeModelId(modelId);
  if (model !== undefined) judge.notes.push(...(model.ok ? model.notes : model.findings));
  const [first, ...more] = judge.faults;
  if (first !== undefined) return reject(first, ...more);
  const code = {
    route: judgedRoute,
    ...(judgedKeys !== undefined && { keys: judgedKeys }),
    ...(model?.ok === true && { modelId: model.value }),
    ...(name !== undefined && { name }),
  };
  return accept(code, judge.notes);
}

/** Gathers what verdicts say, so that all faults of a code are told at once. */
class Judge {
  readonly faults: Finding[] = [];
  readonly notes: Finding[] = [];

  /** Gives the verdict's value, or the fallback where there is none, which is not looked at after a fault. */
  take<Value>(verdict: Verdict<Value>, fallback: Value): Value {
    if (verdict.ok) this.notes.push(...verdict.notes);
    else this.faults.push(...verdict.findings);
    return verdict.ok ? verdict.value : fallback;
  }
}

function judgeDps(judge: Judge, { idScope, registrationId, dpsHost }: CodeRoute & { kind: 'dps' }): CodeRoute {
  return {
    kind: 'dps',
    idScope: judge.take(judgeIdScope(idScope), idScope),
    registrationId: judge.take(judgeId(registrationId, 'dps'), registrationId),
    ...(dpsHost !== undefined && { dpsHost: judge.take(judgeHostName(dpsHost), dpsHost) }),
  };
}

function judgeHub(judge: Judge, route: CodeRoute & { kind: 'hub' }): CodeRoute {
  const { hubHost, deviceId, moduleId, gatewayHostName } = route;
  return {
    kind: 'hub',
    hubHost: judge.take(judgeHostName(hubHost), hubHost),
    deviceId: judge.take(judgeId(deviceId, 'hub'), deviceId),
    ...(moduleId !== undefined && { moduleId: judge.take(judgeId(moduleId, 'hub'), moduleId) }),
    ...(gatewayHostName !== undefined && {
      gatewayHostName: judge.take(judgeHostName(gatewayHostName), gatewayHostName),
    }),
  };
}

function judgeKeys(judge: Judge, { kind, primaryKey, secondaryKey }: CodeKeys): CodeKeys {
  const role = kind === 'group-key' ? 'group' : 'device';
  const keys = {
    kind,
    primaryKey: judge.take(judgeKeyOfCode(primaryKey, role), primaryKey),
    ...(secondaryKey !== undefined && { secondaryKey: judge.take(judgeKeyOfCode(secondaryKey, role), secondaryKey) }),
  };
  if (kind === 'group-key') judge.notes.push(makeFinding('qr/holds-group-key', {}));
  return keys;
}

function judgeKeyOfCode(text: string, role: 'group' | 'device'): Verdict<string> {
  const judged = judgeKey(text, { role, length: 'any' });
  if (!judged.ok) return judged;
  const { keyBase64, bytes } = judged.value;
  const isTooLong = bytes.length > LONGEST_KEY_BYTES;
  return isTooLong ? reject(makeFinding('key/length', { bytes: bytes.length })) : accept(keyBase64, judged.notes);
}

import { encodeBase64, decodeBase64Forgiving } from '#core/bytes/base64';
import { WorkbenchError } from '#core/errors/workbench-error';
import { hasKeys, type KeySecret } from '#core/identity/device-record';
import type { CodeKeys } from '#core/qr/payload';
import { deriveDeviceKey } from '#core/sas/derived-key';
import { judgeKey } from '#core/sas/key';
import type { Services } from '../services.ts';
import { subjectOf, type CodeDraft } from '../stores/code-draft.ts';
import { valueOf } from '../stores/field-judgement.ts';

type Needs = Pick<Services, 'devices' | 'keys' | 'crypto'>;

/**
 * Gives the keys that a code is to hold: those of the device, worked out from a group's where that is what it has, or the
 * group's own where the draft says so; undefined for a code without. Errors: `device/unknown`, `device/key-missing`,
 * `qr/keys-gone`, `vault/…`.
 */
export async function readCodeKeys(services: Needs, draft: CodeDraft): Promise<CodeKeys | undefined> {
  if (draft.holds === 'no-key') return undefined;
  const secret = await readSecret(services, draft);
  const keys = draft.holds === 'own-key' ? await ownKeysOf(services, secret, subjectOf(draft).name) : secret;
  const { kind, primaryKey, secondaryKey } = keys;
  const isPair = draft.withSecondary && draft.form !== 'central' && secondaryKey !== undefined;
  return { kind, primaryKey, ...(isPair ? { secondaryKey } : {}) };
}

async function readSecret({ devices, keys }: Needs, draft: CodeDraft): Promise<KeySecret> {
  const { source, keyKind, secondaryKey } = draft;
  if (source.kind === 'device') {
    const secret = await devices.reveal(source.record.id);
    // Another tab may have given the device a certificate since.
    if (!hasKeys(secret)) throw new WorkbenchError('device/key-missing', {});
    return secret;
  }
  if (source.kind === 'keyed') {
    const { index, deviceId } = source.device;
    const [device] = (await keys.find('', index, 1)).devices;
    if (device?.deviceId !== deviceId) throw new WorkbenchError('qr/keys-gone', {});
    return { kind: 'device-key', ...(await keys.reveal(index)) };
  }
  const role = keyKind === 'group-key' ? 'group' : 'device';
  const typed = (text: string): string => valueOf(judgeKey(text, { role })).keyBase64;
  const second = secondaryKey.trim() === '' ? {} : { secondaryKey: typed(secondaryKey) };
  return { kind: keyKind, primaryKey: typed(draft.primaryKey), ...second };
}

/** Gives the keys of one device: its own, or those worked out from a group's. Errors: `device/key-missing`. */
export async function ownKeysOf(
  { crypto }: Pick<Services, 'crypto'>,
  secret: KeySecret,
  name: string,
): Promise<KeySecret & { kind: 'device-key' }> {
  if (secret.kind === 'device-key') return { ...secret, kind: secret.kind };
  const derive = async (text: string): Promise<string> => {
    const groupKey = decodeBase64Forgiving(text);
    if (groupKey === undefined) throw new WorkbenchError('device/key-missing', {});
    return encodeBase64(await deriveDeviceKey(crypto.subtle, groupKey, name));
  };
  const { primaryKey, secondaryKey } = secret;
  const second = secondaryKey === undefined ? {} : { secondaryKey: await derive(secondaryKey) };
  return { kind: 'device-key', primaryKey: await derive(primaryKey), ...second };
}

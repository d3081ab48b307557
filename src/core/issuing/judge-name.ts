import { accept, makeFinding, reject, type Verdict } from '../errors/workbench-error.ts';
import { judgeId } from '../identity/device-id.ts';
import type { CertificateRole } from './certificate-plan.ts';

/** RFC 5280, ub-common-name, in characters. */
const NAME_LIMIT = 64;
/** Keeps the name of a gateway's CA apart from that of the gateway, whose certificate it may sign: `certGen.sh` has it so. */
const EDGE_CA_ENDING = '.ca';
/** Without a glyph, or no character at all. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

/**
 * Judges the common name of a certificate by what it is for, and gives it as it is to stand there: blanks around it go,
 * and the CA of an IoT Edge device gets its ending. A device's is judged as the ID of the service that it is for.
 */
export function judgeCommonName(role: CertificateRole, name: string, service: 'dps' | 'hub' = 'dps'): Verdict<string> {
  const trimmed = name.trim();
  switch (role) {
    case 'device':
    case 'self-signed':
      return limitLength(judgeDeviceId(trimmed, service));
    case 'module':
      return limitLength(judgeModuleName(trimmed));
    case 'edge-ca':
      return limitLength(judgeDeviceId(trimmed, service), EDGE_CA_ENDING);
    default:
      return limitLength(judgeFreeName(trimmed));
  }
}

/** A registration ID as far as a certificate can hold it; the hub takes further signs, for devices that it knows by thumbprint. */
const judgeDeviceId = (id: string, service: 'dps' | 'hub'): Verdict<string> =>
  judgeId(id, service === 'hub' ? 'hub' : 'x509');

/** A module signs in at the hub alone, with its device in front (Azure, "Understand and use module identities"). */
function judgeModuleName(name: string): Verdict<string> {
  const [device = '', module, ...more] = name.split('/');
  if (device === '' || !module || more.length > 0)
    return reject(makeFinding('certificate/module-name', { found: name }));
  const [first, second] = [judgeId(device, 'hub'), judgeId(module, 'hub')];
  if (!first.ok) return first;
  return second.ok ? accept(name, [...first.notes, ...second.notes]) : second;
}

function judgeFreeName(name: string): Verdict<string> {
  if (name === '') return reject(makeFinding('certificate/name-empty', {}));
  let position = 0;
  for (const character of name) {
    if (UNSEEN.test(character)) return reject(makeFinding('certificate/name-character', { character, position }));
    position += character.length;
  }
  return accept(name);
}

function limitLength(judged: Verdict<string>, ending = ''): Verdict<string> {
  if (!judged.ok) return judged;
  const name = judged.value + ending;
  const { length } = Array.from(name);
  if (length <= NAME_LIMIT) return accept(name, judged.notes);
  return reject(
    makeFinding('certificate/name-too-long', { length: length - ending.length, limit: NAME_LIMIT - ending.length }),
  );
}

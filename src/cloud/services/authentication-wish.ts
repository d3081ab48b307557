import { decodeBase64 } from '#core/bytes/base64';
import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import type { HubAuthentication } from '../state/cloud-state.ts';
import { refuseArgument, type HubFault } from './hub-fault.ts';

const KEY_LEAST_BYTES = 16;
const KEY_MOST_BYTES = 64;
/** SHA-1 or SHA-256, as the pattern of Microsoft's own packages has it: without colons or blanks, in any case. */
const THUMBPRINT = /^(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$/;

/**
 * Reads how a device or module is to prove itself: keys, thumbprints of its own certificates, or a certificate of an
 * authority. Without a type, thumbprints make it `selfSigned`, and all else `sas`. Says in words what is wrong.
 */
export function readAuthenticationWish(authentication: Json | undefined): HubAuthentication | HubFault {
  const wish = authentication ?? {};
  if (!isJsonObject(wish)) return refuseArgument('authentication must be an object.');
  switch (wish['type'] ?? guessType(wish)) {
    case 'sas':
      return readKeys(wish['symmetricKey'] ?? {});
    case 'selfSigned':
      return readThumbprints(wish['x509Thumbprint'] ?? {});
    case 'certificateAuthority':
      return { type: 'certificateAuthority' };
    case 'none':
      return refuseArgument('Authentication of the type none is not served: nothing could prove itself by it.');
    default:
      return refuseArgument('authentication.type is sas, selfSigned or certificateAuthority.');
  }
}

function guessType(wish: JsonObject): HubAuthentication['type'] {
  const thumbprints = wish['x509Thumbprint'];
  const names = ['primaryThumbprint', 'secondaryThumbprint'];
  return names.some((name) => !isMissing(memberOf(thumbprints, name))) ? 'selfSigned' : 'sas';
}

function readKeys(keys: Json): HubAuthentication | HubFault {
  const [primary, secondary] = [memberOf(keys, 'primaryKey'), memberOf(keys, 'secondaryKey')];
  if (!isKey(primary)) return refuseKey('primaryKey');
  if (!isKey(secondary)) return refuseKey('secondaryKey');
  return { type: 'sas', primaryKey: primary ?? '', secondaryKey: secondary ?? '' };
}

function refuseKey(name: string): HubFault {
  return refuseArgument(`${name} must be the base64 of ${KEY_LEAST_BYTES} to ${KEY_MOST_BYTES} bytes.`);
}

/** A key that is not there is to be generated. */
function isKey(value: Json | undefined): value is string | null | undefined {
  if (isMissing(value)) return true;
  const length = typeof value === 'string' ? (decodeBase64(value)?.length ?? 0) : 0;
  return length >= KEY_LEAST_BYTES && length <= KEY_MOST_BYTES;
}

function readThumbprints(thumbprints: Json): HubAuthentication | HubFault {
  const [primary, secondary] = ['primaryThumbprint', 'secondaryThumbprint'].map((name) => memberOf(thumbprints, name));
  if (isMissing(primary) && isMissing(secondary)) {
    return refuseArgument('A device that is selfSigned needs x509Thumbprint with a primary or secondary thumbprint.');
  }
  for (const thumbprint of [primary, secondary]) {
    if (!isMissing(thumbprint) && !(typeof thumbprint === 'string' && THUMBPRINT.test(thumbprint))) {
      return refuseArgument('A thumbprint is 40 (SHA-1) or 64 (SHA-256) hexadecimal digits, without colons.');
    }
  }
  return {
    type: 'selfSigned',
    primaryThumbprint: printThumbprint(primary),
    secondaryThumbprint: printThumbprint(secondary),
  };
}

function printThumbprint(thumbprint: Json | undefined): string | null {
  return typeof thumbprint === 'string' && thumbprint !== '' ? thumbprint.toUpperCase() : null;
}

function isMissing(value: Json | undefined): value is '' | null | undefined {
  return value === undefined || value === null || value === '';
}

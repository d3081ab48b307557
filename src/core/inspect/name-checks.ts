import { judgeId } from '../identity/device-id.ts';
import { isSameRegistration } from '../identity/same-registration.ts';
import { commonNameOf, isSelfIssued } from '../x509/certificate.ts';
import type { DistinguishedName } from '../x509/distinguished-name.ts';
import { type CertificatePath, nameOf } from './certificate-paths.ts';
import { makeCheck } from './check-maker.ts';
import type { AzureCheck } from './inspection.ts';
import { showText, showUnseen } from './visible-text.ts';

/**
 * Judges whether a subject's common name can be a registration ID ("X.509 certificate attestation" in the DPS
 * documentation), and whether it is the device's, where that is known.
 */
export function checkCommonName(subject: DistinguishedName, itemId: string, deviceId: string | undefined): AzureCheck {
  const commonName = commonNameOf(subject);
  if (commonName === undefined || commonName === '') return makeCheck('failed', 'common-name/none', {}, itemId);
  const name = showText(commonName);
  const [device = '', moduleId = '', ...more] = commonName.split('/');
  const isModule = more.length === 0 && judgeId(device, 'hub').ok && judgeId(moduleId, 'hub').ok;
  if (isModule) {
    if (commonName === deviceId) return makeCheck('passed', 'common-name/is-device', { name }, itemId);
    return makeCheck(
      'cannot-know',
      'common-name/module',
      { deviceId: showText(device), moduleId: showText(moduleId) },
      itemId,
    );
  }
  const judged = judgeId(commonName, 'x509');
  const fault = judged.ok ? undefined : judged.findings[0];
  switch (fault?.code) {
    case 'id/too-long':
      return makeCheck(
        'failed',
        'common-name/too-long',
        { length: fault.facts.length, limit: fault.facts.limit },
        itemId,
      );
    case 'id/character':
      return makeCheck(
        'failed',
        'common-name/character',
        { name, character: showUnseen(fault.facts.character) },
        itemId,
      );
    case 'id/ending':
      return makeCheck('failed', 'common-name/ending', { name, character: fault.facts.character }, itemId);
    default:
      return checkDevice(commonName, itemId, deviceId);
  }
}

function checkDevice(name: string, itemId: string, deviceId: string | undefined): AzureCheck {
  if (deviceId === undefined) return makeCheck('passed', 'common-name/fits', { name }, itemId);
  if (name === deviceId) return makeCheck('passed', 'common-name/is-device', { name }, itemId);
  const facts = { name, deviceId: showText(deviceId) };
  return isSameRegistration(name, deviceId)
    ? makeCheck('cannot-know', 'common-name/other-case', facts, itemId)
    : makeCheck('failed', 'common-name/other-device', facts, itemId);
}

/** Judges who issued the first certificate of a path: by that it fits an individual enrollment or a group. */
export function checkSelfSigned(path: CertificatePath): AzureCheck | undefined {
  const [{ certificate, itemId }] = path.certificates;
  const name = nameOf(certificate);
  const isOwn = path.endsInItself && path.certificates.length === 1;
  if (isOwn && path.isOfAuthority) return makeCheck('cannot-know', 'self-signed/authority', { name }, itemId);
  if (isOwn) return makeCheck('passed', 'self-signed/individual', { name }, itemId);
  if (isSelfIssued(certificate)) return makeCheck('failed', 'self-signed/name-loop', { name }, itemId);
  if (path.isOfAuthority) return undefined;
  return makeCheck('passed', 'self-signed/issued', { issuer: nameOf({ subject: certificate.issuer }) }, itemId);
}

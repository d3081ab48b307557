import type { PublicKeyInfo } from '../x509/public-key.ts';
import type { SigningRequest } from '../x509/signing-request.ts';
import { checkCertificates, checkKey } from './certificate-checks.ts';
import { type CertificatePath, nameOf } from './certificate-paths.ts';
import { checkChain } from './chain-checks.ts';
import type { AzureCheck } from './inspection.ts';
import { checkKeyOwners, type KeyOwner, type PlacedKey } from './key-checks.ts';
import { checkCommonName, checkSelfSigned } from './name-checks.ts';
import { checkThumbprint, type PlacedThumbprint } from './thumbprint-checks.ts';

/** Everything in a source that the services would look at, or that tells what they will see. */
export interface CheckedSource {
  readonly paths: readonly CertificatePath[];
  readonly requests: readonly { readonly itemId: string; readonly request: SigningRequest }[];
  readonly keys: readonly PlacedKey[];
  /** Of every certificate, also of those that are in none of the paths. */
  readonly certificateKeys: readonly PublicKeyInfo[];
  readonly hasLockedKey: boolean;
  readonly thumbprints: readonly PlacedThumbprint[];
  /** Both thumbprints of each certificate, with its name. */
  readonly thumbprintsOfCertificates: ReadonlyMap<string, string>;
  /** The device that all this is for, where that is known. */
  readonly deviceId: string | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Requests and thumbprints whose checks are listed. */
const SUBJECT_LIMIT = 50;

/**
 * Judges what DPS, IoT Hub and IoT Central look at in certificates, before anything connects: by the rules of RFC 5280
 * with the last certificate trusted, by those of the documentation, and by what is known to work. Who is trusted, and
 * which entry a device has, only the service knows.
 */
export function judgeForAzure(source: CheckedSource): AzureCheck[] {
  const { paths } = source;
  const requests = source.requests.slice(0, SUBJECT_LIMIT);
  const strangers = paths
    .filter(({ isOfAuthority, certificates }) => isOfAuthority && certificates.length === 1)
    .map(({ certificates }) => certificates[0]);
  return [
    ...paths.flatMap((path) => {
      const [{ certificate, itemId }] = path.certificates;
      const selfSigned = checkSelfSigned(path);
      return judgedAs(itemId, [
        ...(path.isOfAuthority ? [] : [checkCommonName(certificate.subject, itemId, source.deviceId)]),
        ...(selfSigned === undefined ? [] : [selfSigned]),
        ...checkChain(path, path.isOfAuthority ? [] : strangers),
        ...checkCertificates(path, source.at),
      ]);
    }),
    ...requests.flatMap(({ itemId, request }) =>
      judgedAs(itemId, [
        checkCommonName(request.subject, itemId, source.deviceId),
        checkKey(request.publicKey, nameOf(request), itemId),
      ]),
    ),
    ...checkOwners(source, requests).flatMap((check) => judgedAs(check.itemId, [check])),
    ...source.thumbprints.slice(0, SUBJECT_LIMIT).map((one) => checkThumbprint(one, source.thumbprintsOfCertificates)),
  ];
}

function judgedAs(subjectId: string | undefined, checks: readonly AzureCheck[]): AzureCheck[] {
  return checks.map((check) => (subjectId === undefined ? check : { ...check, subjectId }));
}

function checkOwners(
  { paths, keys, hasLockedKey, certificateKeys, ...source }: CheckedSource,
  requests: CheckedSource['requests'],
): AzureCheck[] {
  const owners: KeyOwner[] = [
    ...paths.map(({ certificates: [{ certificate, itemId }], isOfAuthority }) => ({
      itemId,
      name: nameOf(certificate),
      publicKey: certificate.publicKey,
      needsKey: !isOfAuthority,
    })),
    ...requests.map(({ itemId, request }) => ({
      itemId,
      name: nameOf(request),
      publicKey: request.publicKey,
      needsKey: true,
    })),
  ];
  const everyOwner = [...certificateKeys, ...source.requests.map(({ request }) => request.publicKey)];
  return checkKeyOwners(owners, everyOwner, keys, hasLockedKey);
}

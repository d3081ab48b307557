import { encodeHex } from '../bytes/hex.ts';
import { type Finding, makeFinding } from '../errors/workbench-error.ts';
import { type CheckedSource, judgeForAzure } from './azure-checks.ts';
import { describePath, findPaths, nameOf, PATHS_LIMIT, type PlacedCertificate } from './certificate-paths.ts';
import { findRevocations } from './find-revocations.ts';
import type { Inspection, InspectionSource } from './inspection.ts';
import { listMaterial, type PlacedItem, placeItems } from './place-items.ts';
import { ITEM_LIMIT, type Reading, Room } from './reading.ts';
import { readPart } from './read-part.ts';

/** Bytes of files and characters of texts, together. */
export const INSPECTION_LIMIT_BYTES = 4_194_304;

/** How each secret of an inspection is printed, once somebody asks for it. */
export type SecretsById = ReadonlyMap<string, () => string>;

/** What was found, and its secrets apart from it. */
export interface Inspected {
  readonly inspection: Inspection;
  readonly secrets: SecretsById;
}

/** Says what everything in a source is, and what is to say of it. Never rejects for what it is given. */
export async function inspect(subtle: SubtleCrypto, source: InspectionSource): Promise<Inspection> {
  return (await inspectWithSecrets(subtle, source)).inspection;
}

/** As `inspect`, with the secrets that are not shown unasked; `idPrefix` begins the ID of every item. */
export async function inspectWithSecrets(
  subtle: SubtleCrypto,
  source: InspectionSource,
  idPrefix = 'item',
): Promise<Inspected> {
  const { parts, password, at } = source;
  const bytes = parts.reduce((sum, { content }) => sum + content.length, 0);
  const limit = INSPECTION_LIMIT_BYTES;
  if (bytes > limit) return refuse(makeFinding('inspect/too-large', { bytes, limit }));
  const reading: Reading = { subtle, password, at, deviceId: source.deviceId?.trim() || undefined, room: new Room() };
  const found = [];
  for (const { content } of parts) found.push(await readPart(reading, content));
  const placed = placeItems(found, idPrefix);
  const certificates = listCertificates(placed);
  const { paths, isCut } = await findPaths(subtle, certificates, at);
  const lists = listMaterial(placed, 'revocation-list').map(({ material }) => material.list);
  const revocations = await findRevocations(subtle, certificates, lists);
  return {
    inspection: {
      items: placed.map(({ item }) => {
        const revoked = revocations.get(item.id);
        return revoked === undefined ? item : { ...item, facts: [revoked, ...item.facts] };
      }),
      chains: paths.map(describePath),
      checks: judgeForAzure({ ...listChecked(placed, reading), paths, at }),
      findings: [
        ...(reading.room.isExceeded ? [makeFinding('inspect/too-many', { what: 'items', limit: ITEM_LIMIT })] : []),
        ...(isCut ? [makeFinding('inspect/too-many', { what: 'checks', limit: PATHS_LIMIT })] : []),
      ],
    },
    secrets: new Map(
      placed.flatMap(({ item: { id }, found: { printSecret } }) =>
        printSecret === undefined ? [] : [[id, printSecret]],
      ),
    ),
  };
}

function refuse(finding: Finding): Inspected {
  return { inspection: { items: [], chains: [], checks: [], findings: [finding] }, secrets: new Map() };
}

/** Each certificate once: the same one in two files is one. */
function listCertificates(placed: readonly PlacedItem[]): PlacedCertificate[] {
  const byContent = new Map<string, PlacedCertificate>();
  for (const { item, place, isUnordered, material } of listMaterial(placed, 'certificate')) {
    const { certificate } = material;
    const content = encodeHex(certificate.der);
    if (byContent.has(content)) continue;
    byContent.set(content, { itemId: item.id, certificate, part: item.part, place, isUnordered });
  }
  return [...byContent.values()];
}

function listChecked(placed: readonly PlacedItem[], { deviceId }: Reading): Omit<CheckedSource, 'paths' | 'at'> {
  const thumbprints = listMaterial(placed, 'certificate').flatMap(({ item, material }) =>
    item.facts
      .filter(({ name }) => name === 'sha1-thumbprint' || name === 'sha256-thumbprint')
      .map(({ value }) => [value, nameOf(material.certificate)] as const),
  );
  return {
    requests: listMaterial(placed, 'request').map(({ item, material }) => ({ itemId: item.id, ...material })),
    keys: listMaterial(placed, 'private-key').map(({ item, material }) => ({ itemId: item.id, ...material })),
    certificateKeys: listMaterial(placed, 'certificate').map(({ material }) => material.certificate.publicKey),
    hasLockedKey: listMaterial(placed, 'locked-key').length > 0,
    thumbprints: listMaterial(placed, 'thumbprint').map(({ item, material }) => ({ itemId: item.id, ...material })),
    thumbprintsOfCertificates: new Map(thumbprints),
    deviceId: deviceId ?? findDeviceId(placed),
  };
}

/** The device that a configuration or a connection string without a key is for, where they are all for one. */
function findDeviceId(placed: readonly PlacedItem[]): string | undefined {
  const [first, ...others] = new Set(placed.flatMap(({ found: { deviceId } }) => deviceId ?? []));
  return others.length === 0 ? first : undefined;
}

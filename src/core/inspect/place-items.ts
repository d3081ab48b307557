import type { Finding } from '../errors/workbench-error.ts';
import { printPem } from '../x509/pem.ts';
import type { FoundItem, Material } from './found-item.ts';
import type { InspectedItem } from './inspection.ts';
import { showText, showUnseen } from './visible-text.ts';

/** An item as it is shown, with what stands behind it. */
export interface PlacedItem {
  readonly item: InspectedItem;
  readonly found: FoundItem;
  /** Among all items, from 0. */
  readonly place: number;
  /** Within something that has no order, such as a PFX. */
  readonly isUnordered: boolean;
}

/** Gives everything that was found in each part an ID and a place, what is inside of something right behind it. */
export function placeItems(parts: readonly (readonly FoundItem[])[], idPrefix: string): PlacedItem[] {
  const placed: PlacedItem[] = [];
  const place = (found: FoundItem, part: number, within: string | undefined, isUnordered: boolean): void => {
    const id = `${idPrefix}-${placed.length + 1}`;
    const { kind, facts } = found;
    const findings = found.findings.map(showFinding);
    const pem = printItem(found.material);
    const item = {
      ...{ id, kind, title: showText(found.title), within, part, facts, findings },
      isSecret: found.printSecret !== undefined,
      ...(pem === undefined ? {} : { pem }),
    };
    placed.push({ item, found, place: placed.length, isUnordered });
    for (const inner of found.contents ?? []) place(inner, part, id, found.isUnordered === true);
  };
  for (const [part, items] of parts.entries()) for (const found of items) place(found, part, undefined, false);
  return placed;
}

/** Words quote what they name: it may come from whoever wants something not to be seen. */
function showFinding(finding: Finding): Finding {
  const facts = Object.entries(finding.facts).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' ? showUnseen(value) : value,
  ]);
  return { ...finding, facts: Object.fromEntries(facts) } as Finding;
}

/** What is no secret, as every program reads it, whatever form it came in. */
function printItem(material: Material | undefined): string | undefined {
  if (material?.kind === 'certificate') return printPem('CERTIFICATE', material.certificate.der);
  return material?.kind === 'request' ? printPem('CERTIFICATE REQUEST', material.request.der) : undefined;
}

/** Gives the items that are of one kind of material, with it. */
export function listMaterial<Kind extends Material['kind']>(
  placed: readonly PlacedItem[],
  kind: Kind,
): (PlacedItem & { readonly material: Extract<Material, { kind: Kind }> })[] {
  return placed.flatMap((one) => {
    const { material } = one.found;
    return material?.kind === kind ? [{ ...one, material: material as Extract<Material, { kind: Kind }> }] : [];
  });
}

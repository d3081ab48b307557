import { expect } from 'vitest';
import { userEvent } from 'vitest/browser';
import { complaints, settle } from './mount.ts';
import type { Workbench } from './workbench.ts';

/** Chooses a card or a segment by its name. */
export async function choose(bench: Workbench, name: string): Promise<void> {
  await userEvent.click(bench.byRole('radio', name).closest('label') as HTMLElement);
  await settle(bench.host);
}

/** Presses the button that ends the open dialog. */
export async function submit(bench: Workbench): Promise<void> {
  await userEvent.click(bench.find('dialog[open] [type=submit]'));
  await settle(bench.host);
}

/** Gives the calls of one method of the maker of certificates, each with its name first. */
export function asked({ services }: Workbench, method: string): unknown[] {
  return services.certificates.calls.filter(([name]) => name === method);
}

/** Expects that axe has nothing against the room as it stands, and that it is no wider than the page. */
export async function expectGoodRoom(bench: Workbench, width: number): Promise<void> {
  await settle(bench.host);
  expect(await complaints(bench.find('dw-certificates-view'))).toEqual([]);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
}

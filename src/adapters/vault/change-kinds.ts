import { PRIVATE_KEY, type VaultChange } from '#core/ports/vault';

/** Gives the kinds of the records that a change concerns. */
export function kindsOf({ write = [], keys = [], remove = [] }: VaultChange): readonly string[] {
  const kinds = new Set([...write, ...remove].map(({ kind }) => kind));
  if (keys.length > 0) kinds.add(PRIVATE_KEY);
  return [...kinds];
}

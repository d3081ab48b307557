import { settle } from '../errors/settle.ts';
import { type FileOwner, judgeFileNames } from '../issuing/file-names.ts';
import type { Vault } from '../ports/vault.ts';
import { KIND, listContents } from './kept-records.ts';

/**
 * Throws `certificate/file-name-taken` for an ID whose files the script of the profile would write over those of another
 * ID. The other profiles name files after the ID, or all alike, and say so.
 */
export async function refuseTakenFiles(vault: Vault, next: FileOwner): Promise<void> {
  if (next.profile !== 'create-test-cert') return;
  const kept = (await listContents(vault, KIND.certificate)).map(({ certificate }) => certificate);
  const others = kept.map(({ profile, role, facts, pair }) => ({
    profile,
    role,
    name: facts.commonName,
    slot: pair?.slot,
  }));
  settle(
    judgeFileNames(
      others.filter(({ profile, name }) => profile === next.profile && name !== next.name),
      next,
    ),
  );
}

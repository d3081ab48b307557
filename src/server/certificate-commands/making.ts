import { namesOf } from '#core/certificate-export/output-names';
import { type IssueWish, judgeIssue } from '#core/issuing/judge-issue';
import type { CertificateMaker, KeptCertificate } from '#core/ports/certificate-maker';
import type { CommandContext } from '../commands/command.ts';
import { settle } from '../commands/refusal.ts';
import type { FormOptions, KeyFileOptions } from './certificate-options.ts';
import { chooseFilePassword, type FilePassword, printPasswordFile } from './file-password.ts';
import type { CertificateResult } from './result.ts';
import { readSaving, saveCertificate, type Saving } from './save-certificate.ts';

/** What makes something with a new key, and how its files are written. */
export interface Making {
  readonly maker: CertificateMaker;
  readonly saving: Saving;
  readonly password: FilePassword | undefined;
}

/** Begins to make something. Throws as `chooseFilePassword` and `readSaving` do. */
export async function beginMaking(options: KeyFileOptions & FormOptions, context: CommandContext): Promise<Making> {
  const password = await chooseFilePassword(options, options.form ?? ['pem'], context);
  const saving = await readSaving(options, options.plainKey, password, context);
  return { maker: await context.openCertificateMaker(), saving, password };
}

/** Tells what there is to say of a wish before it is made. Throws a `Refusal` with all that speaks against it. */
export function judgeWish(wish: Omit<IssueWish, 'at'>, { clock, note }: CommandContext): void {
  settle(judgeIssue({ ...wish, at: clock.now() }), note);
}

/** Gives what the maker keeps. */
export async function findKept(maker: CertificateMaker, id: string): Promise<KeptCertificate> {
  const kept = (await maker.shelf()).certificates.find((one) => one.id === id);
  if (kept === undefined) throw new TypeError('what was made is not on the shelf');
  return kept;
}

/** Makes the files of what was made. Throws as `saveCertificate` does. */
export async function finishMaking({ maker, saving, password }: Making, id: string): Promise<CertificateResult> {
  const kept = await findKept(maker, id);
  const entry = await saveCertificate(maker, kept, saving);
  return { made: [entry], ...printPasswordFile(password, namesOf(kept).archive) };
}

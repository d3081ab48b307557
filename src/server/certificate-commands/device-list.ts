import type { BatchForm, BatchProgress, CertificateMaker } from '#core/ports/certificate-maker';
import { CERTIFICATE_NOTES } from '#core/words/en/certificate-commands';
import type { CommandContext } from '../commands/command.ts';
import { forbidTogether, type DevicesOptions } from '../commands/command-options.ts';
import { openIdSource, settleList } from '../commands/read-devices.ts';
import type { FormOptions, KeyFileOptions, PlanOptions, SignerOptions } from './certificate-options.ts';
import { chooseFilePassword, printPasswordFile } from './file-password.ts';
import { importSigner } from './import-signer.ts';
import { judgeWish } from './making.ts';
import { planCertificate } from './plan-certificate.ts';
import type { CertificateResult } from './result.ts';

/** A sign of life on the way, this far apart. */
const PROGRESS_MS = 10_000;

/**
 * Makes a certificate for each device of a list, all in one archive. Throws `terminal/options-together` for a form that
 * lists do not have, `terminal/lines-refused`, and what one device throws.
 */
export async function makeDeviceList(
  options: DevicesOptions & SignerOptions & PlanOptions & KeyFileOptions & FormOptions,
  context: CommandContext,
): Promise<CertificateResult> {
  const form = chooseForm(options);
  const password = await chooseFilePassword(options, options.form ?? ['pem'], context);
  const maker = await context.openCertificateMaker();
  const { kept, certificate: authority } = await importSigner(options, maker, context);
  const { profile, keyKind, validity } = planCertificate(options, 'device', context, kept.facts);
  const commonName = await readList(options, maker, context);
  judgeWish({ role: 'device', commonName, keyKind, validity, authority }, withoutNamesOf(context));
  const wish = { authorityId: kept.id, profile, keyKind, validity, form };
  const id = await maker.prepareBatch({ ...wish, ...(password !== undefined && { password: password.password }) });
  await maker.runBatch(id, createProgress(context));
  const batch = (await maker.shelf()).batches.find((one) => one.id === id);
  const { name, content } = await maker.saveBatch(id, () => undefined);
  const archive = { form: 'archive', name, content, isSecret: true };
  const { total: count = 0, firstId = '', lastId = '' } = batch ?? {};
  return { made: [{ kind: 'list', count, firstId, lastId, files: [archive] }], ...printPasswordFile(password, name) };
}

/** Each device has one form of its own in the archive. */
function chooseForm({
  form = ['pem'],
  plainKey,
  legacyPfx,
  ids,
}: FormOptions & KeyFileOptions & DevicesOptions): BatchForm {
  const list = ids === undefined ? '--pattern' : '--ids';
  const isPfx = form.includes('pfx');
  const other = form.find((one) => one !== 'pem' && one !== 'pfx');
  if (other !== undefined) forbidTogether([`--form ${other}`, true], [list, true]);
  forbidTogether(['--form pem', form.includes('pem')], ['--form pfx', isPfx]);
  forbidTogether(['--legacy-pfx', legacyPfx], [list, true]);
  forbidTogether(['--form pfx', isPfx], ['--plain-key', plainKey]);
  return isPfx ? 'pfx' : plainKey ? 'plain-key' : 'encrypted-key';
}

/** Gives the first ID of the list that was read. */
async function readList(options: DevicesOptions, maker: CertificateMaker, context: CommandContext): Promise<string> {
  const summary = await maker.readList(await openIdSource(options, context));
  const problems = await maker.problems(0, summary.problems);
  settleList({ good: summary.good, problems, notes: summary.notes }, options.skipBad, context);
  return summary.first ?? '';
}

/** What there is to say of the IDs of a list was said of all of them. */
function withoutNamesOf(context: CommandContext): CommandContext {
  return { ...context, note: (finding) => (finding.code.startsWith('id/') ? undefined : context.note(finding)) };
}

function createProgress({ clock, say }: CommandContext): (progress: BatchProgress) => void {
  let saidAt = clock.now();
  return ({ done, total, remainingMs }) => {
    if (clock.now() - saidAt < PROGRESS_MS) return;
    saidAt = clock.now();
    say(CERTIFICATE_NOTES.progress(done, total, remainingMs));
  };
}

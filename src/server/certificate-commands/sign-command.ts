import { type Finding, findingOf } from '#core/errors/workbench-error';
import type { CertificateMaker, RequestReview } from '#core/ports/certificate-maker';
import { nameFile } from '#core/words/en/commands';
import type { CommandContext } from '../commands/command.ts';
import { text, value } from '../commands/option-set.ts';
import { Refusal } from '../commands/refusal.ts';
import { readPath } from '../read-options.ts';
import type { CertificateCommand } from './certificate-command.ts';
import { readCertificateFile } from './read-certificate-file.ts';
import { FOLDER_OPTIONS, FORM_OPTIONS, PLAN_OPTIONS, SIGNER_OPTIONS } from './certificate-options.ts';
import { readSignedRole } from './certificate-values.ts';
import { importSigner } from './import-signer.ts';
import { finishMaking, judgeWish } from './making.ts';
import { planCertificate } from './plan-certificate.ts';
import { requireOption } from './require-option.ts';
import { readSaving } from './save-certificate.ts';

const { keyKind: _, ...PLAN_WITHOUT_KEY } = PLAN_OPTIONS;

const OPTIONS = {
  ...FOLDER_OPTIONS,
  request: value(readPath, '--request', '--csr'),
  role: value(readSignedRole, '--as'),
  commonName: text('--common-name', '--name', '--cn', '--device-id', '-d'),
  ...SIGNER_OPTIONS,
  ...PLAN_WITHOUT_KEY,
  ...FORM_OPTIONS,
};

/** `certificate sign`: a certificate for a key that is elsewhere. */
export const SIGN: CertificateCommand<typeof OPTIONS> = {
  options: OPTIONS,
  async make(options, context) {
    const file = requireOption(options.request, '--request');
    const { role = 'device' } = options;
    const maker = await context.openCertificateMaker();
    const { requestBase64, keyKind, ...review } = await readRequest(maker, file, context);
    const commonName = options.commonName ?? review.commonName;
    const { kept, certificate: authority } = await importSigner(options, maker, context);
    const plan = planCertificate({ ...options, keyKind }, role, context, kept.facts);
    const { profile, validity } = plan;
    const { pathLength } = plan.defaults;
    judgeWish({ role, commonName, keyKind: plan.keyKind, validity, pathLength, authority }, context);
    const saving = await readSaving(options, false, undefined, context);
    const wish = { requestBase64, authorityId: kept.id, role, commonName, profile, validity };
    return finishMaking({ maker, saving, password: undefined }, await maker.signRequest(wish));
  },
};

/** Tells what there is to say of a request. Throws a `Refusal` with what speaks against signing it. */
async function readRequest(maker: CertificateMaker, file: string, context: CommandContext): Promise<RequestReview> {
  const part = await readCertificateFile(file, context);
  const about = nameFile(file);
  const refuse = (findings: readonly Finding[]): never => {
    throw new Refusal(findings, about);
  };
  try {
    const review = await maker.reviewRequest({ parts: [part] });
    if (review.problems.length > 0) refuse(review.problems);
    review.notes.forEach((finding) => context.note(finding, about));
    return review;
  } catch (error) {
    const finding = findingOf(error);
    if (finding === undefined) throw error;
    return refuse([finding]);
  }
}

import { namesOf } from '#core/certificate-export/output-names';
import type { ValidityPeriod } from '#core/issuing/certificate-plan';
import { CERTIFICATE_NOTES } from '#core/words/en/certificate-commands';
import { DEVICE_OPTIONS, forbidTogether } from '../commands/command-options.ts';
import { value, type OptionsOf } from '../commands/option-set.ts';
import { readMoment } from '../commands/option-values.ts';
import type { CertificateCommand } from './certificate-command.ts';
import { FOLDER_OPTIONS, FORM_OPTIONS, KEY_FILE_OPTIONS, PLAN_OPTIONS } from './certificate-options.ts';
import { readDays } from './certificate-values.ts';
import { printPasswordFile } from './file-password.ts';
import { beginMaking, findKept, judgeWish } from './making.ts';
import { planCertificate } from './plan-certificate.ts';
import { requireOption } from './require-option.ts';
import { saveCertificate } from './save-certificate.ts';

const OPTIONS = {
  ...FOLDER_OPTIONS,
  ...DEVICE_OPTIONS,
  ...PLAN_OPTIONS,
  secondaryDays: value(readDays, '--secondary-days'),
  secondaryNotAfter: value(readMoment, '--secondary-not-after'),
  ...KEY_FILE_OPTIONS,
  ...FORM_OPTIONS,
};

/** What there is once for a pair. */
const ONCE = ['enrollment', 'edge-config'] as const;
const DAY_MS = 86_400_000;

/** `certificate pair`: both certificates of an individual enrollment. */
export const PAIR: CertificateCommand<typeof OPTIONS> = {
  options: OPTIONS,
  async make(options, context) {
    const deviceId = requireOption(options.deviceId, '--device-id');
    const { profile, keyKind, validity: primary } = planCertificate(options, 'self-signed', context);
    const secondary = planSecondary(options, primary);
    for (const validity of [primary, secondary]) {
      judgeWish({ role: 'self-signed', commonName: deviceId, keyKind, validity }, context);
    }
    if (secondary.notAfter <= primary.notAfter) context.say(CERTIFICATE_NOTES.pairEndsTogether);
    const { maker, saving, password } = await beginMaking(options, context);
    const validity = { primary, secondary };
    const ids = await maker.makePair({ deviceId, profile, keyKind, validity, keyPlace: 'vault-exportable' });
    const [first, second] = [await findKept(maker, ids[0]), await findKept(maker, ids[1])];
    const made = [await saveCertificate(maker, first, saving), await saveCertificate(maker, second, saving, ONCE)];
    return { made, ...printPasswordFile(password, namesOf(first).archive) };
  },
};

/** Half as long again unless told, so that there is time to roll from one to the other. */
function planSecondary(
  { secondaryDays, secondaryNotAfter }: OptionsOf<typeof OPTIONS>,
  { notBefore, notAfter }: ValidityPeriod,
): ValidityPeriod {
  forbidTogether(['--secondary-days', secondaryDays], ['--secondary-not-after', secondaryNotAfter]);
  if (secondaryNotAfter !== undefined) return { notBefore, notAfter: secondaryNotAfter * 1000 };
  const days = secondaryDays ?? Math.ceil((1.5 * (notAfter - notBefore)) / DAY_MS);
  return { notBefore, notAfter: notBefore + days * DAY_MS };
}

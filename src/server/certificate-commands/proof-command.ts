import { fileNamesOf } from '#core/issuing/file-names';
import { text, value } from '../commands/option-set.ts';
import type { CertificateCommand } from './certificate-command.ts';
import { FOLDER_OPTIONS, SIGNER_OPTIONS } from './certificate-options.ts';
import { readProfile } from './certificate-values.ts';
import { importSigner } from './import-signer.ts';
import { requireOption } from './require-option.ts';

const OPTIONS = {
  ...FOLDER_OPTIONS,
  code: text('--code'),
  ...SIGNER_OPTIONS,
  profile: value(readProfile, '--profile'),
};

/** `certificate proof`: that somebody has the key of an authority. */
export const PROOF: CertificateCommand<typeof OPTIONS> = {
  options: OPTIONS,
  async make(options, context) {
    const code = requireOption(options.code, '--code');
    const { profile = 'azure' } = options;
    const maker = await context.openCertificateMaker();
    const { kept } = await importSigner(options, maker, context);
    const { facts, pem } = await maker.prove(kept.id, code);
    // Named alike for every code, as in the app.
    const { certificate: name } = fileNamesOf({ profile, role: 'verification', name: 'verification' });
    const files = [{ form: 'certificate-pem', name, content: pem, isSecret: false }];
    return { made: [{ kind: 'certificate', role: 'verification', facts, files }] };
  },
};

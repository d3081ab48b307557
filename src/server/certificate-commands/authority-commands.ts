import { value } from '../commands/option-set.ts';
import type { CertificateCommand } from './certificate-command.ts';
import {
  FOLDER_OPTIONS,
  FORM_OPTIONS,
  KEY_FILE_OPTIONS,
  NAME_OPTIONS,
  PLAN_OPTIONS,
  SIGNER_OPTIONS,
} from './certificate-options.ts';
import { readPathLength } from './certificate-values.ts';
import { importSigner } from './import-signer.ts';
import { beginMaking, finishMaking, judgeWish } from './making.ts';
import { planCertificate } from './plan-certificate.ts';
import { requireOption } from './require-option.ts';

const ROOT_OPTIONS = {
  ...FOLDER_OPTIONS,
  ...NAME_OPTIONS,
  pathLength: value(readPathLength, '--path-length'),
  ...PLAN_OPTIONS,
  ...KEY_FILE_OPTIONS,
  ...FORM_OPTIONS,
};

const INTERMEDIATE_OPTIONS = { ...ROOT_OPTIONS, ...SIGNER_OPTIONS };

/** `certificate root`. */
export const ROOT: CertificateCommand<typeof ROOT_OPTIONS> = {
  options: ROOT_OPTIONS,
  async make(options, context) {
    const { profile, keyKind, validity, defaults } = planCertificate(options, 'root', context);
    const commonName = requireOption(options.commonName ?? defaults.commonName, '--name');
    const wish = { commonName, keyKind, validity, pathLength: options.pathLength ?? defaults.pathLength };
    judgeWish({ ...wish, role: 'root' }, context);
    const making = await beginMaking(options, context);
    const keyPlace = 'vault-exportable';
    const id = await making.maker.makeAuthority({ ...wish, authorityId: undefined, profile, keyPlace });
    return finishMaking(making, id);
  },
};

/** `certificate intermediate`. */
export const INTERMEDIATE: CertificateCommand<typeof INTERMEDIATE_OPTIONS> = {
  options: INTERMEDIATE_OPTIONS,
  async make(options, context) {
    const making = await beginMaking(options, context);
    const { kept, certificate: authority } = await importSigner(options, making.maker, context);
    const { profile, keyKind, validity, defaults } = planCertificate(options, 'intermediate', context, kept.facts);
    const commonName = requireOption(options.commonName ?? defaults.commonName, '--name');
    const wish = { commonName, keyKind, validity, pathLength: options.pathLength ?? defaults.pathLength };
    judgeWish({ ...wish, role: 'intermediate', authority }, context);
    const keyPlace = 'vault-exportable';
    const id = await making.maker.makeAuthority({ ...wish, authorityId: kept.id, profile, keyPlace });
    return finishMaking(making, id);
  },
};

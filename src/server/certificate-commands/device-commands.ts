import type { NewDeviceCertificate } from '#core/ports/certificate-maker';
import { text, type OptionsOf } from '../commands/option-set.ts';
import type { CommandContext } from '../commands/command.ts';
import { checkDevices, DEVICE_OPTIONS, LIST_OPTIONS } from '../commands/command-options.ts';
import type { CertificateCommand } from './certificate-command.ts';
import { FOLDER_OPTIONS, FORM_OPTIONS, KEY_FILE_OPTIONS, PLAN_OPTIONS, SIGNER_OPTIONS } from './certificate-options.ts';
import { makeDeviceList } from './device-list.ts';
import { importSigner } from './import-signer.ts';
import { beginMaking, finishMaking, judgeWish } from './making.ts';
import { planCertificate } from './plan-certificate.ts';
import { requireOption } from './require-option.ts';
import type { CertificateResult } from './result.ts';

const ONE_OPTIONS = {
  ...FOLDER_OPTIONS,
  ...DEVICE_OPTIONS,
  ...SIGNER_OPTIONS,
  ...PLAN_OPTIONS,
  ...KEY_FILE_OPTIONS,
  ...FORM_OPTIONS,
};

const DEVICES_OPTIONS = { ...ONE_OPTIONS, ...LIST_OPTIONS };
const MODULE_OPTIONS = { ...ONE_OPTIONS, moduleId: text('--module-id', '-m') };

/** `certificate device`: for one, or for a list. */
export const DEVICE: CertificateCommand<typeof DEVICES_OPTIONS> = {
  options: DEVICES_OPTIONS,
  make(options, context) {
    checkDevices(options);
    const { deviceId } = options;
    return deviceId === undefined
      ? makeDeviceList(options, context)
      : makeOne(options, { role: 'device', name: deviceId }, context);
  },
};

/** `certificate module`. */
export const MODULE: CertificateCommand<typeof MODULE_OPTIONS> = {
  options: MODULE_OPTIONS,
  make(options, context) {
    const deviceId = requireOption(options.deviceId, '--device-id');
    const name = `${deviceId}/${requireOption(options.moduleId, '--module-id')}`;
    return makeOne(options, { role: 'module', name }, context);
  },
};

/** `certificate edge-ca`. */
export const EDGE_CA: CertificateCommand<typeof ONE_OPTIONS> = {
  options: ONE_OPTIONS,
  make: (options, context) =>
    makeOne(options, { role: 'edge-ca', name: requireOption(options.deviceId, '--device-id') }, context),
};

async function makeOne(
  options: OptionsOf<typeof ONE_OPTIONS>,
  { role, name }: Pick<NewDeviceCertificate, 'role' | 'name'>,
  context: CommandContext,
): Promise<CertificateResult> {
  const making = await beginMaking(options, context);
  const { kept, certificate: authority } = await importSigner(options, making.maker, context);
  const { profile, keyKind, validity, defaults } = planCertificate(options, role, context, kept.facts);
  const { pathLength } = defaults;
  judgeWish({ role, commonName: name, keyKind, validity, pathLength, authority }, context);
  const wish = { role, name, authorityId: kept.id, profile, keyKind, validity } as const;
  return finishMaking(making, await making.maker.makeDevice({ ...wish, keyPlace: 'vault-exportable' }));
}

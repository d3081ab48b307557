import { readPath } from '../read-options.ts';
import { ANSWER_OPTIONS } from '../commands/command-options.ts';
import { flag, text, value, type OptionsOf } from '../commands/option-set.ts';
import { readMoment } from '../commands/option-values.ts';
import { readDays, readForms, readKeyKind, readProfile } from './certificate-values.ts';

/** What each of these commands takes: how it answers, and where its files go. */
export const FOLDER_OPTIONS = {
  ...ANSWER_OPTIONS,
  out: value(readPath, '--out'),
  force: flag('--force'),
};

/** The name of an authority or of a request. */
export const NAME_OPTIONS = {
  commonName: text('--common-name', '--name', '--cn'),
};

/** How a certificate is made. */
export const PLAN_OPTIONS = {
  profile: value(readProfile, '--profile'),
  keyKind: value(readKeyKind, '--key-kind'),
  days: value(readDays, '--days'),
  notBefore: value(readMoment, '--not-before'),
  notAfter: value(readMoment, '--not-after'),
};
export type PlanOptions = OptionsOf<typeof PLAN_OPTIONS>;

/** Who signs it. */
export const SIGNER_OPTIONS = {
  ca: value(readPath, '--ca'),
  caKey: value(readPath, '--ca-key'),
  caPasswordFile: value(readPath, '--ca-password-file'),
};
export type SignerOptions = OptionsOf<typeof SIGNER_OPTIONS>;

/** How its private key is written. */
export const KEY_FILE_OPTIONS = {
  passwordFile: value(readPath, '--password-file'),
  makePassword: flag('--make-password'),
  plainKey: flag('--plain-key'),
};
export type KeyFileOptions = OptionsOf<typeof KEY_FILE_OPTIONS>;

/** What is written, and what has to be known for it. */
export const FORM_OPTIONS = {
  form: value(readForms, '--form'),
  legacyPfx: flag('--legacy-pfx'),
  idScope: text('--id-scope', '--scope'),
  dpsHost: text('--dps-host', '--provisioning-host', '--host'),
  hubName: text('--hub-name', '-n'),
  gateway: text('--gateway'),
  trustBundle: value(readPath, '--trust-bundle'),
  deviceDirectory: text('--device-dir'),
};
export type FormOptions = OptionsOf<typeof FORM_OPTIONS>;

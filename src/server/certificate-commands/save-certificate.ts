import type { CertificateOutput, OutputSettings } from '#core/certificate-export/certificate-output';
import { type OutputNeed, needsOf, outputsOf } from '#core/certificate-export/outputs-of';
import { WorkbenchError } from '#core/errors/workbench-error';
import { DPS_HOSTS, judgeHostName } from '#core/identity/host-name';
import { judgeHubName } from '#core/identity/hub-name';
import { judgeIdScope } from '#core/identity/id-scope';
import type { CertificateMaker, KeptCertificate } from '#core/ports/certificate-maker';
import { decodeText } from '#core/x509/certificate-text';
import { CERTIFICATE_FORM_EXPECTATION } from '#core/words/en/certificate-commands';
import type { CommandContext } from '../commands/command.ts';
import { settle } from '../commands/refusal.ts';
import { readCertificateFile } from './read-certificate-file.ts';
import type { FormOptions } from './certificate-options.ts';
import { type Form, FORMS } from './certificate-values.ts';
import type { FilePassword } from './file-password.ts';
import type { ResultEntry, ResultFile } from './result.ts';

/** How certificates are written. */
export interface Saving {
  readonly forms: readonly Form[];
  readonly plainKey: boolean;
  readonly settings: OutputSettings;
}

/** Reads how certificates are to be written. Throws a `Refusal` for a host or a scope, and what reading a file throws. */
export async function readSaving(
  options: FormOptions,
  plainKey: boolean,
  password: FilePassword | undefined,
  context: CommandContext,
): Promise<Saving> {
  const { form = ['pem'], legacyPfx, idScope, dpsHost, hubName, gateway, trustBundle, deviceDirectory } = options;
  const { note } = context;
  return {
    forms: form,
    plainKey,
    settings: {
      ...password,
      isLegacyPfx: legacyPfx,
      dpsHost: dpsHost === undefined ? DPS_HOSTS.global : settle(judgeHostName(dpsHost), note),
      directory: (deviceDirectory ?? '/etc/aziot/certificates').replaceAll(/\p{Cc}/gu, ''),
      edgeProvisioning: idScope === undefined && hubName !== undefined ? 'manual' : 'dps',
      ...(idScope !== undefined && { idScope: settle(judgeIdScope(idScope), note) }),
      ...(hubName !== undefined && { hubHost: settle(judgeHubName(hubName), note) }),
      ...(gateway !== undefined && { gatewayHostName: settle(judgeHostName(gateway), note, '--gateway') }),
      ...(trustBundle !== undefined && { trustBundle: decodeText(await readCertificateFile(trustBundle, context)) }),
    },
  };
}

/**
 * Makes the files of a certificate; `without` are forms that another one has already. Throws `terminal/option-value` for
 * a form that it does not have, and `terminal/option-missing` for what a form needs.
 */
export async function saveCertificate(
  maker: CertificateMaker,
  kept: KeptCertificate,
  saving: Saving,
  without: readonly Form[] = [],
): Promise<ResultEntry> {
  const forms = saving.forms.filter((form) => !without.includes(form));
  const outputs = new Set(forms.flatMap((form) => listOutputs(form, kept, saving)));
  const files: ResultFile[] = [];
  for (const output of outputs) files.push(await makeFile(maker, kept, output, saving));
  const { role, facts, pair } = kept;
  return { kind: 'certificate', role, facts, files, ...(pair !== undefined && { slot: pair.slot }) };
}

const ONE_OUTPUT = {
  der: 'certificate-der',
  pfx: 'pfx',
  zip: 'archive',
  enrollment: 'enrollment',
  env: 'environment',
  'edge-config': 'edge-config',
  downstream: 'downstream',
} as const;

function listOutputs(form: Form, kept: KeptCertificate, saving: Saving): readonly CertificateOutput[] {
  const outputs = outputsOf(kept);
  if (form === 'pem') {
    const key = saving.plainKey ? 'key' : 'encrypted-key';
    return (['certificate-pem', 'full-chain', key] as const).filter((output) => outputs.includes(output));
  }
  const output = ONE_OUTPUT[form];
  if (outputs.includes(output)) return [output];
  const forms = FORMS.filter((one) => one === 'pem' || outputs.includes(ONE_OUTPUT[one]));
  const expected = CERTIFICATE_FORM_EXPECTATION(kept.role, forms);
  throw new WorkbenchError('terminal/option-value', { option: '--form', value: form, expected });
}

/** Outputs that hold a private key; an archive does so where the key is here. */
const SECRET: ReadonlySet<CertificateOutput> = new Set(['key', 'encrypted-key', 'pfx', 'archive', 'downstream']);

async function makeFile(
  maker: CertificateMaker,
  kept: KeptCertificate,
  output: CertificateOutput,
  { settings, plainKey }: Saving,
): Promise<ResultFile> {
  // What a key needs was asked for before it was made.
  const wanted = needsOf(output, kept, settings).flatMap((need) =>
    need === 'key' || need === 'password' || settings[need] !== undefined ? [] : [NEEDED_OPTIONS[need]],
  );
  if (wanted.length > 0) throw new WorkbenchError('terminal/option-missing', { wanted });
  // A bare key in PEM may stand beside a PFX, which has a password.
  const { password: _, ...open } = settings;
  const { name, content } = await maker.output(kept.id, output, output === 'downstream' && plainKey ? open : settings);
  return { form: output, name, content, isSecret: SECRET.has(output) };
}

const NEEDED_OPTIONS: Readonly<Record<Exclude<OutputNeed, 'key' | 'password'>, string>> = {
  idScope: '--id-scope',
  hubHost: '--hub-name',
  gatewayHostName: '--gateway',
  trustBundle: '--trust-bundle',
};

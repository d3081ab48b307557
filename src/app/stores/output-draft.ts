import { makeFinding, type Verdict } from '#core/errors/workbench-error';
import type { CertificateOutput, OutputSettings } from '#core/certificate-export/certificate-output';
import { hasExportableKey, needsOf } from '#core/certificate-export/outputs-of';
import { judgeHostName } from '#core/identity/host-name';
import { judgeIdScope } from '#core/identity/id-scope';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { readOneCertificateText } from '#core/x509/certificate-text';
import { hostOf, type Endpoint, type KnownClouds } from './endpoint.ts';
import { judgementOf, type FieldJudgement } from './field-judgement.ts';

/** What is typed for outputs. */
export type OutputField =
  'password' | 'ownHost' | 'idScope' | 'hubHost' | 'gatewayHostName' | 'trustBundle' | 'directory';

/** What stands in the fields of the outputs, as it was typed. It holds a password. */
export interface OutputDraft extends Readonly<Record<OutputField, string>> {
  readonly endpoint: Endpoint;
  /** The password was made here, and not typed. */
  readonly isMadePassword: boolean;
  readonly isLegacyPfx: boolean;
  readonly edgeProvisioning: 'dps' | 'manual';
  /** Of a kept CA of an IoT Edge device; empty for none. */
  readonly edgeCaId: string;
}

export const EMPTY_OUTPUT_DRAFT: OutputDraft = {
  endpoint: 'global',
  ownHost: '',
  idScope: '',
  hubHost: '',
  gatewayHostName: '',
  trustBundle: '',
  directory: '/etc/aziot/certificates',
  password: '',
  isMadePassword: false,
  isLegacyPfx: false,
  edgeProvisioning: 'dps',
  edgeCaId: '',
};

/** A field of an output, and whether the output cannot do without it. */
export interface OutputFieldState extends FieldJudgement {
  readonly needed: boolean;
}

type FieldsOf = (certificate: KeptCertificate, draft: OutputDraft) => readonly OutputField[];

const AT_DPS: readonly OutputField[] = ['ownHost', 'idScope'];

/** What the file of each output has a place for, in the order of the form. */
const PLACES: Readonly<Record<CertificateOutput, FieldsOf>> = {
  'certificate-pem': () => [],
  'certificate-der': () => [],
  'full-chain': () => [],
  key: () => [],
  'encrypted-key': () => ['password'],
  pfx: () => ['password'],
  archive: (certificate) => (hasExportableKey(certificate) ? ['password'] : []),
  'edge-config': ({ role }, { edgeProvisioning }) => {
    if (role === 'edge-ca') return ['directory'];
    return [...(edgeProvisioning === 'dps' ? AT_DPS : (['hubHost'] as const)), 'directory'];
  },
  downstream: (certificate) => [
    'hubHost',
    'gatewayHostName',
    'trustBundle',
    ...(hasExportableKey(certificate) ? (['password'] as const) : []),
  ],
  environment: () => [...AT_DPS, 'hubHost', 'directory'],
  enrollment: () => [],
};

/** Gives the fields that an output has a place for, each with its judgement; an empty one that is not needed is good. */
export function judgeOutput(
  certificate: KeptCertificate,
  output: CertificateOutput,
  draft: OutputDraft,
): ReadonlyMap<OutputField, OutputFieldState> {
  const needs: readonly string[] = needsOf(output, certificate, draft);
  const fields = PLACES[output](certificate, draft).filter((name) => name !== 'ownHost' || draft.endpoint === 'own');
  return new Map(
    fields.map((name) => {
      const needed = needs.includes(name) || name === 'ownHost';
      const isFree = !needed && draft[name].trim() === '';
      return [name, { needed, ...(isFree ? { error: undefined, notes: [] } : judgementOf(JUDGES[name](draft))) }];
    }),
  );
}

const JUDGES: Readonly<Record<OutputField, (draft: OutputDraft) => Verdict<unknown>>> = {
  // Blanks may be part of a password.
  password: ({ password }) =>
    password === '' ? { ok: false, findings: [makeFinding('certificate/password-missing', {})] } : ACCEPTED,
  ownHost: ({ ownHost }) => judgeHostName(ownHost),
  idScope: ({ idScope }) => judgeIdScope(idScope),
  hubHost: ({ hubHost }) => judgeHostName(hubHost),
  gatewayHostName: ({ gatewayHostName }) => judgeHostName(gatewayHostName),
  trustBundle: ({ trustBundle }) => readOneCertificateText(trustBundle),
  directory: () => ACCEPTED,
};

const ACCEPTED: Verdict<undefined> = { ok: true, value: undefined, notes: [] };

/** Gives the settings of an output; what is not given, or does not pass, is left out. `kept`: for the CA of an Edge device. */
export function outputSettingsOf(
  certificate: KeptCertificate,
  output: CertificateOutput,
  draft: OutputDraft,
  clouds: KnownClouds,
  kept: readonly KeptCertificate[],
): OutputSettings {
  const fields = judgeOutput(certificate, output, draft);
  const given = (name: OutputField): string | undefined => {
    const state = fields.get(name);
    return state === undefined || state.error !== undefined ? undefined : draft[name].trim() || undefined;
  };
  const texts = { idScope: given('idScope'), hubHost: given('hubHost'), gatewayHostName: given('gatewayHostName') };
  const trustBundle = given('trustBundle');
  const edgeCa = output === 'edge-config' ? kept.find(({ id }) => id === draft.edgeCaId) : undefined;
  return {
    dpsHost: hostOf(draft.endpoint, given('ownHost') ?? '', clouds),
    directory: draft.directory.replace(/\p{Cc}/gu, '').trim(),
    edgeProvisioning: draft.edgeProvisioning,
    isLegacyPfx: output === 'pfx' && draft.isLegacyPfx,
    ...onlyGiven(texts),
    ...(trustBundle === undefined ? {} : { trustBundle: `${trustBundle}\n` }),
    ...(edgeCa === undefined ? {} : { edgeCa }),
    ...(fields.has('password') && draft.password !== ''
      ? { password: draft.password, isMadePassword: draft.isMadePassword }
      : {}),
  };
}

function onlyGiven<Name extends string>(
  texts: Readonly<Record<Name, string | undefined>>,
): Partial<Record<Name, string>> {
  const given = Object.entries(texts).filter(([, text]) => text !== undefined);
  return Object.fromEntries(given) as Partial<Record<Name, string>>;
}

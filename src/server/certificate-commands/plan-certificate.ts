import type { CertificateRole, Profile, ValidityPeriod } from '#core/issuing/certificate-plan';
import { type CertificateDefaults, defaultsOf } from '#core/issuing/defaults';
import type { KeyKind } from '#core/issuing/key-kind';
import type { CertificateFacts } from '#core/x509/certificate-facts';
import { CERTIFICATE_NOTES } from '#core/words/en/certificate-commands';
import { printMoment } from '#core/words/en/commands';
import type { CommandContext } from '../commands/command.ts';
import { forbidTogether } from '../commands/command-options.ts';
import type { PlanOptions } from './certificate-options.ts';

const DAY_MS = 86_400_000;

/** How a certificate is to be made, with what its profile has for what was not told. */
export interface Plan {
  readonly profile: Profile;
  readonly keyKind: KeyKind;
  readonly validity: ValidityPeriod;
  readonly defaults: CertificateDefaults;
}

/**
 * Plans a certificate. One whose end was not told ends with its issuer at the latest, which is said; an end that was told
 * stays, to be judged. Throws `terminal/options-together`.
 */
export function planCertificate(
  options: PlanOptions,
  role: CertificateRole,
  context: CommandContext,
  issuer?: CertificateFacts,
): Plan {
  const { profile = 'azure', days, notAfter } = options;
  forbidTogether(['--days', days], ['--not-after', notAfter]);
  const defaults = defaultsOf(profile, role);
  const notBefore = (options.notBefore ?? Math.floor(context.clock.now() / 1000)) * 1000;
  const end = notAfter === undefined ? notBefore + (days ?? defaults.days) * DAY_MS : notAfter * 1000;
  const isTold = days !== undefined || notAfter !== undefined;
  const isShortened = !isTold && issuer !== undefined && issuer.notAfter < end && issuer.notAfter > notBefore;
  if (isShortened) context.say(CERTIFICATE_NOTES.endsWithIssuer(issuer.commonName, printMoment(issuer.notAfter)));
  const validity = { notBefore, notAfter: isShortened ? issuer.notAfter : end };
  return { profile, keyKind: options.keyKind ?? defaults.keyKind, validity, defaults };
}

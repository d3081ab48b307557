import { findingOf, WorkbenchError } from '#core/errors/workbench-error';
import { readKept } from '#core/certificate-maker/kept-key';
import type { CertificateMaker, KeptCertificate } from '#core/ports/certificate-maker';
import type { Certificate } from '#core/x509/certificate';
import { nameFile } from '#core/words/en/commands';
import type { CommandContext } from '../commands/command.ts';
import { readPasswordFile } from '../commands/password-file.ts';
import { Refusal } from '../commands/refusal.ts';
import type { SignerOptions } from './certificate-options.ts';
import { readCertificateFile } from './read-certificate-file.ts';

/** The authority that signs. */
export interface Signer {
  readonly kept: KeptCertificate;
  readonly certificate: Certificate;
}

/**
 * Gives the authority that the options name to the maker, to sign with. Throws `terminal/option-missing`,
 * `terminal/input-file`, and a `Refusal` with what is wrong with it.
 */
export async function importSigner(
  { ca, caKey, caPasswordFile }: SignerOptions,
  maker: CertificateMaker,
  context: CommandContext,
): Promise<Signer> {
  if (ca === undefined) throw new WorkbenchError('terminal/option-missing', { wanted: ['--ca'] });
  const parts = [await readCertificateFile(ca, context)];
  if (caKey !== undefined) parts.push(await readCertificateFile(caKey, context));
  const password = await readPasswordFile(caPasswordFile, '--ca-password-file', context);
  try {
    const id = await maker.importCertificate({ parts, ...(password !== undefined && { password }) }, 'vault');
    const kept = (await maker.shelf()).certificates.find((one) => one.id === id);
    if (kept === undefined) throw new TypeError('what was imported is not on the shelf');
    if (kept.key.kind === 'elsewhere') {
      throw new WorkbenchError('certificate/key-elsewhere', { name: kept.facts.commonName });
    }
    return { kept, certificate: readKept(kept.facts) };
  } catch (error) {
    const finding = findingOf(error);
    if (finding === undefined) throw error;
    throw new Refusal(
      [finding],
      [ca, caKey]
        .filter((file) => file !== undefined)
        .map(nameFile)
        .join(', '),
    );
  }
}

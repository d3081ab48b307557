import type { CertificateOutput, OutputFile, OutputSettings } from '../certificate-export/certificate-output.ts';
import { makeOutput } from '../certificate-export/make-output.ts';
import { WorkbenchError } from '../errors/workbench-error.ts';
import type { KeptCertificate } from '../ports/certificate-maker.ts';
import { type CertificateContent, KIND, listContents, readContent } from './kept-records.ts';
import { openKeyOf } from './kept-key.ts';
import type { CertificateMakerPorts } from './ports.ts';

/**
 * Makes a file of a certificate that is kept. Throws `certificate/unknown`, `certificate/key-elsewhere`,
 * `certificate/key-not-exportable`, `certificate/password-missing`.
 */
export async function outputKept(
  ports: CertificateMakerPorts,
  id: string,
  output: CertificateOutput,
  settings: OutputSettings,
): Promise<OutputFile> {
  const { crypto, vault, openArchive } = ports;
  const content = await readContent(vault, KIND.certificate, id);
  const { certificate } = content;
  const source = {
    certificate,
    otherHalf: await findOtherHalf(ports, certificate),
    exportKey: () => exportKey(ports, content),
    openArchive,
  };
  return makeOutput(crypto, source, output, settings);
}

async function exportKey(ports: CertificateMakerPorts, content: CertificateContent): Promise<Uint8Array> {
  const { key, facts } = content.certificate;
  const isLocked = key.kind === 'browser' || (key.kind === 'vault' && !key.isExportable);
  if (isLocked) throw new WorkbenchError('certificate/key-not-exportable', { name: facts.commonName });
  return new Uint8Array(await ports.crypto.subtle.exportKey('pkcs8', await openKeyOf(ports, content)));
}

/** Of halves that were renewed, the newest counts. */
async function findOtherHalf(
  { vault }: CertificateMakerPorts,
  { pair }: KeptCertificate,
): Promise<KeptCertificate | undefined> {
  if (pair === undefined) return undefined;
  const kept = (await listContents(vault, KIND.certificate)).map(({ certificate }) => certificate);
  const others = kept.filter((one) => one.pair?.id === pair.id && one.pair.slot !== pair.slot);
  return others.toSorted((a, b) => b.createdAt - a.createdAt)[0];
}

import type { KeptCertificate } from '../ports/certificate-maker.ts';
import type { CertificateOutput, OutputSettings } from './certificate-output.ts';
import { printAz } from './print-az.ts';
import { printOpenssl } from './print-openssl.ts';

/** What does the same by other means, for a POSIX shell. No key and no password stands in it. */
export interface EqualCommands {
  readonly openssl?: string;
  readonly az?: string;
}

/** Gives the commands beside an output, as far as the programs have a part in it. `otherHalf`: of a pair. */
export function printEqualCommands(
  certificate: KeptCertificate,
  output: CertificateOutput,
  settings: OutputSettings,
  otherHalf?: KeptCertificate,
): EqualCommands {
  const openssl = printOpenssl(certificate, output, settings);
  const az = printAz(certificate, output, settings, otherHalf);
  return { ...(openssl !== undefined && { openssl }), ...(az !== undefined && { az }) };
}

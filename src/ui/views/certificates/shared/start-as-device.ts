import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { findCertificateChoice, listCertificateChoices, type CertificateChoice } from '#app/stores/certificate-choice';
import { createWishedDevice } from '#app/stores/wished-device';
import { startCertificateDevice } from '#app/use-cases/start-certificate-device';
import type { ViewContext } from '../../../services-context.ts';

/** Gives what a virtual device is made of where that can be this certificate; a pair counts as one. */
export function deviceChoiceOf(certificate: KeptCertificate, shelf: Shelf): CertificateChoice | undefined {
  return certificate.key.kind === 'elsewhere'
    ? undefined
    : findCertificateChoice(listCertificateChoices(shelf), certificate);
}

/** Starts the virtual device of a certificate where a local cloud takes it at once; else asks for what is missing. */
export async function startAsDevice(context: ViewContext, choice: CertificateChoice): Promise<void> {
  const { app, router, dialog } = context;
  const fate = await app.run(() => startCertificateDevice(app.services, choice));
  if (fate.kind !== 'done') return;
  if (fate.value !== undefined) {
    router.go({ room: 'device', id: fate.value, tab: undefined });
    return;
  }
  app.keep(createWishedDevice).set({ kind: 'certificate', certificateId: choice.id });
  dialog.set('add-device');
}

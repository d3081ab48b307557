import type { IssuanceEntry, KeptCertificate } from '#core/ports/certificate-maker';
import { printIssuanceLog } from '#core/rolling/print-issuance-log';
import { uiIssuanceLogWords as words } from '#core/words/en/ui-issuance-log';
import type { App } from '#app/app';

/** Saves the log of an authority as a table, and says so. */
export function saveLog(
  { services, notices }: App,
  { facts }: KeptCertificate,
  entries: readonly IssuanceEntry[],
): void {
  const name = words.fileName(facts.commonName);
  const { text, guarded } = printIssuanceLog(entries);
  services.files.save(name, 'text/csv', text);
  notices.say({ message: guarded === 0 ? words.saved(name) : words.guarded(name, guarded) });
}

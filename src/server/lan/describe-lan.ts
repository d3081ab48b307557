import type { DrawQr } from '#core/ports/qr-drawer';
import type { LanBannerFacts } from '#core/words/en/lan';
import type { OpenLan } from './open-lan.ts';
import { printTerminalCode } from './print-terminal-code.ts';

/** Gives what the banner says of the listener of the local network, with the code that pairs only if it is shown. */
export async function describeLan(lan: OpenLan, isCodeShown: boolean, drawQr: DrawQr): Promise<LanBannerFacts> {
  const { origins, token, caFile, fingerprint } = lan;
  const facts = { origins, caFile, fingerprint };
  if (!isCodeShown) return { ...facts, pairing: undefined };
  const address = `${origins[0]}/#/pair/${token}`;
  return { ...facts, pairing: { address, code: printTerminalCode(await drawQr(address)) } };
}

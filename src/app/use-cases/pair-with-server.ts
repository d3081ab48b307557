import { PAIRED_MESSAGE } from '#core/words/en/pairing';
import type { App } from '../app.ts';

/** What pairing needs: how a token is brought to the page's server, and who has to know of it. */
export interface PairingNeeds extends Pick<App, 'notices' | 'serverCloud'> {
  readonly pair: (token: string) => Promise<void>;
}

/** Has the page's server let this browser in, and says so; from then on its cloud is there. Errors: `pairing/…`. */
export async function pairWithServer({ pair, notices, serverCloud }: PairingNeeds, token: string): Promise<void> {
  await pair(token);
  notices.say({ message: PAIRED_MESSAGE });
  await serverCloud.ask();
}

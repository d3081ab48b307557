import { ATTEMPT_LIMIT, type Attempt } from '../attempts.ts';
import type { Identity } from '../services/identity.ts';
import { countMessages } from '../services/messages.ts';
import { answerJson } from './rest-response.ts';
import { readTop, withIdentity, type Route } from './route.ts';

const ATTEMPTS_SHOWN = 200;

/** What a device tried, what commands of any name were run on it, and the messages that it has not taken yet. */
export const emulatorDeviceHistoryRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/_emu/devices/:id/attempts',
    handle: withIdentity((context, identity, { query }) => {
      const all = context.attempts.list(ATTEMPT_LIMIT).filter((attempt) => isOf(attempt, identity));
      return answerJson(200, { value: all.slice(0, readTop(query, ATTEMPTS_SHOWN)) });
    }),
  },
  {
    method: 'GET',
    path: '/_emu/devices/:id/commands',
    handle: withIdentity((_context, identity) => answerJson(200, { value: identity.state.commands })),
  },
  {
    method: 'GET',
    path: '/_emu/devices/:id/messages',
    handle: withIdentity((context, identity) => {
      // Counting takes away what has expired.
      countMessages(context, identity);
      return answerJson(200, { value: identity.state.messages });
    }),
  },
];

/** DPS knows a device by its registration ID, which it compares without case. */
function isOf({ service, identity }: Attempt, { id, state }: Identity): boolean {
  if (service !== 'dps') return identity === id;
  return state.moduleId === undefined && identity.toLowerCase() === state.registrationId?.toLowerCase();
}

import type { RestRequest } from '#core/ports/rest';
import { makeAttempt, type Attempt } from '../attempts.ts';
import { logAttempt, type CloudContext } from '../cloud-context.ts';

/** An accepted token is told again after this long: a script asks again and again. */
const TOLD_AGAIN_MS = 60_000;

/**
 * Judges a bearer token, as Microsoft Entra ID issues them: nothing here can check one, so it is refused, unless the
 * cloud was told to take any. Gives undefined for a request without one.
 */
export function judgeBearer(
  context: CloudContext,
  service: Attempt['service'],
  request: RestRequest,
): 'accepted' | 'refused' | undefined {
  if (!/^Bearer\s/i.test(request.headers['authorization'] ?? '')) return undefined;
  const head = { service, identity: '', facts: { road: 'http', remote: request.remote ?? '' } } as const;
  if (!context.acceptsAnyBearer) {
    // The hub and DPS name this code for every token that they do not take.
    logAttempt(context, head, 'refused', makeAttempt('bearer-refused', {}, service === 'central' ? null : 401002));
    return 'refused';
  }
  if (!wasTold(context, service, head.facts.remote)) {
    logAttempt(context, head, 'accepted', makeAttempt('bearer-accepted', {}));
  }
  return 'accepted';
}

function wasTold(context: CloudContext, service: Attempt['service'], remote: string): boolean {
  const since = context.clock.now() - TOLD_AGAIN_MS;
  return context.attempts.list(Infinity).some((attempt) => {
    return (
      attempt.cause === 'bearer-accepted' &&
      attempt.service === service &&
      attempt.remote === remote &&
      attempt.at > since
    );
  });
}

import type { RestRequest, RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { HubFault } from '../services/hub-fault.ts';
import { answerHubFault } from './hub-service-answers.ts';

/**
 * Gives the 429 of a hub that has too much to do, where it was told to behave so (the fault `throttle`), and counts it;
 * undefined when it has the time. `identity`: the device or module that is asked about, empty when there is none.
 */
export function takeThrottle(
  context: CloudContext,
  { remote = '' }: RestRequest,
  identity: string,
): RestResponse | undefined {
  const fault = context.faults.find('throttle', identity);
  if (fault === undefined) return undefined;
  context.faults.log(fault, { service: 'hub', identity, facts: { road: 'http', remote } });
  context.faults.strike(fault);
  const { delaySeconds } = fault;
  const refusal = new HubFault(
    'ThrottlingBacklogTimeout',
    `The hub is throttled, try again in ${delaySeconds} seconds.`,
  );
  const answer = answerHubFault(context, refusal, 'message');
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(delaySeconds) } };
}

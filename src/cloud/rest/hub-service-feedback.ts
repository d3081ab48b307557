import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { HubFault } from '../services/hub-fault.ts';
import { dropAllExpired } from '../services/messages.ts';
import type { FeedbackRecord } from '../state/feedback-state.ts';
import { answerHubFault } from './hub-service-answers.ts';
import type { HubRoute } from './hub-service-route.ts';
import { answerNothing } from './rest-response.ts';
import type { Route } from './route.ts';

const FEEDBACK = '/messages/serviceBound/feedback';
const permission = 'ServiceConnect';

/** What became of messages to devices: many records in one message, which the back end settles by the lock in its ETag. */
export const hubFeedbackRoutes: readonly HubRoute[] = [
  { method: 'GET', path: FEEDBACK, permission, handle: giveFeedback },
  { method: 'DELETE', path: `${FEEDBACK}/:lock`, permission, handle: settleAs('completed') },
  { method: 'POST', path: `${FEEDBACK}/:lock/abandon`, permission, handle: settleAs('abandoned') },
];

function giveFeedback(context: CloudContext): RestResponse {
  // Nobody else may have looked since a message of an offline device came to its end.
  dropAllExpired(context);
  const locked = context.feedback.lock();
  if (locked === undefined) return answerNothing();
  const { lockToken, records } = locked;
  const headers = {
    'content-type': 'application/vnd.microsoft.iothub.feedback.json',
    etag: `"${lockToken}"`,
    'iothub-enqueuedtime': new Date(context.now()).toISOString(),
    'iothub-userid': context.host,
  };
  return { status: 200, headers, body: JSON.stringify(records.map(describeRecord)) };
}

function describeRecord({ messageId, deviceId, generationId, at, status }: FeedbackRecord): object {
  return {
    OriginalMessageId: messageId,
    DeviceGenerationId: generationId,
    DeviceId: deviceId,
    EnqueuedTimeUtc: new Date(at).toISOString(),
    StatusCode: status,
    Description: status,
  };
}

function settleAs(how: 'completed' | 'abandoned'): Route['handle'] {
  return (context, { params }) => {
    // Clients put the ETag into the path, some with its quotes.
    const lockToken = (params['lock'] ?? '').replace(/^"(.*)"$/s, '$1');
    if (context.feedback.settle(lockToken, how)) return answerNothing();
    const message = 'The lock of this feedback is not there, or is no longer.';
    return answerHubFault(context, new HubFault('DeviceMessageLockLost', message), 'message');
  };
}

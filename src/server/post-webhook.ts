import type { PostWebhook } from '#cloud/export/webhook-queue';

/** A webhook that does not answer is not waited for any longer. */
const ANSWER_LIMIT_MS = 30_000;

/** Posts a body to a webhook; gives the status of the answer, of which nothing else is read. No redirect is followed. */
export const postWebhook: PostWebhook = async (url, headers, body) => {
  const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
  const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
  await answer.body?.cancel();
  return answer.status;
};

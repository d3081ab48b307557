import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTP_ANSWERS } from '#core/words/en/server-banner';
import { answerText, readUrl } from './http-answer.ts';

/** Answers a request whose URL could be read; may fail, which is a mistake of ours. */
export type AnswerRequest = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

/**
 * Creates the listener of an HTTP or HTTPS server. A request whose URL cannot be read is answered 400. A mistake of ours is
 * told to `onMistake`; the client sees it as a bare 500.
 */
export function createRequestListener(
  answer: AnswerRequest,
  onMistake: (mistake: unknown) => void,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const url = readUrl(request);
    if (url === undefined) return answerText(response, 400, HTTP_ANSWERS.badRequest);
    answer(request, response, url).catch((mistake: unknown) => {
      // A client that leaves in the middle of its request is no mistake of ours.
      if (request.destroyed && !request.complete) return;
      onMistake(mistake);
      if (response.headersSent) response.destroy();
      else answerText(response, 500, HTTP_ANSWERS.mistake);
    });
  };
}

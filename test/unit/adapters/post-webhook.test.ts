import { expect, test } from 'vitest';
import { createWebhookPoster } from '../../../src/adapters/network/post-webhook.ts';

test('a body is posted with its headers, without anything that the browser keeps', async () => {
  const asked: Parameters<typeof fetch>[] = [];
  const post = createWebhookPoster((...request) => {
    asked.push(request);
    return Promise.resolve(new Response(null, { status: 202 }));
  });
  expect(await post('https://hooks.example/in', { 'x-region': 'north' }, '{"t":1}')).toBe(202);
  expect(asked).toEqual([
    [
      'https://hooks.example/in',
      {
        method: 'POST',
        headers: { 'x-region': 'north' },
        body: '{"t":1}',
        credentials: 'omit',
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
        signal: expect.any(AbortSignal),
      },
    ],
  ]);
});

test('a webhook that the policy forbids is a rejection', async () => {
  const post = createWebhookPoster(() => Promise.reject(new TypeError('Failed to fetch')));
  await expect(post('https://forbidden.example/', {}, '')).rejects.toThrow('Failed to fetch');
});

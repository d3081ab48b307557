import { describe, expect, test } from 'vitest';
import { pairWithOrigin } from '#adapters/workbench/pair-with-origin';
import { findingOf } from '#core/errors/workbench-error';

const TOKEN = 'b4jUMoK7v3yU8Pq-Zt0_1aBcDeF';

async function pairAt(answer: () => Response | Promise<Response>) {
  const asked: Parameters<typeof fetch>[] = [];
  const ask: typeof fetch = async (...request) => {
    asked.push(request);
    return answer();
  };
  const outcome = await pairWithOrigin(ask, TOKEN).then(() => 'paired', findingOf);
  return { asked, outcome };
}

test('the token goes to the page’s own server, in the body and nowhere else', async () => {
  const { asked, outcome } = await pairAt(() => new Response(null, { status: 204 }));
  expect(outcome).toBe('paired');
  expect(asked).toHaveLength(1);
  const [address, { method, body, headers, redirect } = {}] = asked[0] ?? [];
  expect([address, method, redirect]).toEqual(['./pair', 'POST', 'manual']);
  expect(body).toBe(JSON.stringify({ token: TOKEN }));
  expect(JSON.stringify(headers)).not.toContain(TOKEN);
});

describe('what the server answers', () => {
  test.each([
    [401, {}, { code: 'pairing/refused', facts: {} }],
    [400, {}, { code: 'pairing/refused', facts: {} }],
    [413, {}, { code: 'pairing/refused', facts: {} }],
    [429, { 'retry-after': '8' }, { code: 'pairing/wait', facts: { seconds: 8 } }],
    [429, { 'retry-after': 'soon' }, { code: 'pairing/wait', facts: { seconds: 1 } }],
    [404, {}, { code: 'pairing/none', facts: {} }],
    [405, {}, { code: 'pairing/none', facts: {} }],
    // A host of static files that answers everything with its page.
    [200, {}, { code: 'pairing/none', facts: {} }],
  ])('%i means what it means', async (status, headers, finding) => {
    expect((await pairAt(() => new Response('', { status, headers }))).outcome).toEqual(finding);
  });

  test('nothing at all means that it is not there', async () => {
    const { outcome } = await pairAt(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(outcome).toEqual({ code: 'pairing/unreachable', facts: {} });
  });
});

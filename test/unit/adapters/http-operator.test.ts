import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { createHttpOperator } from '#adapters/operator/http-operator';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function listen(answer: RequestListener, answerLimitMs = 10_000) {
  const listening = createServer(answer);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as { port: number };
  return createHttpOperator({
    origin: `http://127.0.0.1:${port}`,
    authorization: async () => 'SharedAccessSignature t',
    answerLimitMs,
  });
}

describe('the operator over HTTP', () => {
  test('sends a signed request and gives the answer as it is', async () => {
    const operator = await listen((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        const { authorization } = request.headers;
        response.writeHead(409, { 'x-ms-error-code': 'Conflict' });
        response.end(JSON.stringify([request.method, request.url, authorization, body]));
      });
    });
    const headers = { 'content-type': 'application/json' };
    const answer = await operator.request({ method: 'PATCH', url: '/_emu/settings', headers, body: '{}' });
    expect(answer.status).toBe(409);
    expect(answer.headers['x-ms-error-code']).toBe('Conflict');
    expect(JSON.parse(answer.body)).toEqual(['PATCH', '/_emu/settings', 'SharedAccessSignature t', '{}']);
  });

  test('gives a file as bytes, which need not be text', async () => {
    const bytes = Uint8Array.from([0, 0xff, 0xfe]);
    const operator = await listen((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      response.end(bytes);
    });
    const answer = await operator.request({ method: 'GET', url: '/_emu/devices/d/files/f', headers: {} });
    expect(answer).toMatchObject({ status: 200, body: '', bytes });
  });

  test('says that a server cannot be reached', async () => {
    const operator = createHttpOperator({ origin: 'http://127.0.0.1:9', authorization: async () => '' });
    await expect(operator.request({ method: 'GET', url: '/', headers: {} })).rejects.toMatchObject({
      code: 'cloud/unreachable',
      facts: { where: 'server' },
    });
  });

  test.each(['nothing', 'half an answer'])('does not wait for ever for a server that sends %s', async (sent) => {
    const operator = await listen((_request, response) => {
      if (sent !== 'nothing') response.write('{"half":');
    }, 50);
    await expect(operator.request({ method: 'GET', url: '/', headers: {} })).rejects.toMatchObject({
      code: 'cloud/unreachable',
    });
  });

  test('gives each event as a line, however they are cut, and says when the stream ends', async () => {
    const operator = await listen((_request, response) => {
      response.write('{"n":1}\n{"n":');
      response.write('2}\n\n');
      setImmediate(() => response.end('{"n":3}\n'));
    });
    const lines: string[] = [];
    const reason = await new Promise((resolve) => operator.follow((line) => lines.push(line), resolve));
    expect(lines).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
    expect(reason).toBe('the cloud ended the stream');
  });

  test('says why a stream did not begin, and nothing after it was stopped', async () => {
    const operator = await listen((_request, response) => response.writeHead(401).end());
    const lines: string[] = [];
    expect(await new Promise((resolve) => operator.follow((line) => lines.push(line), resolve))).toContain('401');
    let told = 0;
    operator.follow(
      () => undefined,
      () => (told += 1),
    )();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([lines, told]).toEqual([[], 0]);
  });
});

import { describe, expect, test } from 'vitest';
import { createLocalIdScopeReader } from '#adapters/workbench/local-id-scope';
import type { OperatorClient } from '#core/ports/rest';

const ownOrigin = 'http://localhost:8080';
const cloud = { host: 'h', idScope: '0ne00NODE01', groupId: 'g', primaryKey: 'k', operatorToken: 't' };

function createReader(answer: { status: number; body: string }, isServerThere = true) {
  const asked: string[] = [];
  const tabOperator: OperatorClient = {
    request: ({ method, url }) => {
      asked.push(`${method} ${url}`);
      return Promise.resolve({ ...answer, headers: {} });
    },
    follow: () => () => undefined,
  };
  const readWorkbench = () => (isServerThere ? Promise.resolve({ cloud }) : Promise.reject(new Error('gone')));
  return { asked, read: createLocalIdScopeReader({ ownOrigin, readWorkbench, tabOperator }) };
}

describe('the ID scope that a local cloud has now', () => {
  test('is told by the cloud in this browser to its operator', async () => {
    const { read, asked } = createReader({ status: 200, body: '{"idScope":"0ne00TAB001"}' });
    expect(await read({ kind: 'tab' })).toBe('0ne00TAB001');
    expect(asked).toEqual(['GET /_emu/cloud']);
  });

  test('is told by the page’s own server, and by no other', async () => {
    const { read } = createReader({ status: 200, body: '' });
    expect(await read({ kind: 'node', origin: ownOrigin })).toBe('0ne00NODE01');
    expect(await read({ kind: 'node', origin: 'http://localhost:9090' })).toBeUndefined();
    expect(await read({ kind: 'azure' })).toBeUndefined();
  });

  test.each([
    { status: 500, body: '{"idScope":"0ne00TAB001"}' },
    { status: 200, body: 'not JSON' },
    { status: 200, body: '{"idScope":7}' },
  ])('is unknown when the answer is %j, or when nobody answers', async (answer) => {
    const { read } = createReader(answer, false);
    expect(await read({ kind: 'tab' })).toBeUndefined();
    expect(await read({ kind: 'node', origin: ownOrigin })).toBeUndefined();
  });
});

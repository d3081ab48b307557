import { readFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFakeCloud } from './fake-cloud.ts';
import { openTestServer, type TestServer } from './open-test-server.ts';

const cloud = createFakeCloud();
let server: TestServer;
beforeAll(async () => {
  server = await openTestServer(cloud, ['cloud', '--https-port', '0']);
});
afterAll(() => server.dispose());

describe('the cloud is told how its client reached the server', () => {
  test('by HTTP, with the port', async () => {
    await server.ask('/api/devices');
    expect(cloud.requests.at(-1)?.origin).toBe(`http://localhost:${server.ports.http}`);
  });

  test('by HTTPS, under the name that the client used', async () => {
    const ca = await readFile(join(server.folder, 'ca.pem'));
    await new Promise<void>((resolve, reject) => {
      const port = server.ports.https ?? 0;
      const options = { host: '127.0.0.1', servername: 'localhost', port, path: '/api/devices', ca, agent: false };
      httpsRequest({ ...options, headers: { host: `localhost:${port}` } }, (response) => {
        response.resume().once('end', resolve);
      })
        .once('error', reject)
        .end();
    });
    expect(cloud.requests.at(-1)?.origin).toBe(`https://localhost:${server.ports.https}`);
  });
});

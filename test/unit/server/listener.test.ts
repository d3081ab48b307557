import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, test } from 'vitest';
import { findingOf } from '#core/errors/workbench-error';
import { openListener, type Listener, type ListenRequest } from '#server/listener';

const hasSixthVersion = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1'),
);
const taken: string[] = [];
const open: { dispose(): Promise<void> }[] = [];
afterEach(async () => {
  taken.length = 0;
  await Promise.all(open.splice(0).map((each) => each.dispose()));
});

async function listen(request: Partial<ListenRequest> = {}): Promise<Listener> {
  const server = createHttpServer((_request, response) => response.end('hello'));
  const onTaken = (port: number, next: number): void => void taken.push(`${port} -> ${next}`);
  const listener = await openListener({ server, bind: undefined, port: 0, onTaken, ...request });
  open.push({ dispose: () => listener.dispose(0) });
  return listener;
}

/** Takes a port as another program would. */
async function occupy(host: string, port = 0): Promise<number> {
  const server: Server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  open.push({ dispose: () => new Promise((resolve) => server.close(() => resolve())) });
  return (server.address() as AddressInfo).port;
}

describe('a listener', () => {
  test('takes any free port for 0', async () => {
    const { port } = await listen();
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('hello');
  });

  test.skipIf(!hasSixthVersion)('answers at both loopback addresses', async () => {
    const { port } = await listen();
    expect(await (await fetch(`http://[::1]:${port}`)).text()).toBe('hello');
  });

  test('takes the next free port, and says so', async () => {
    const port = await occupy('127.0.0.1');
    const listener = await listen({ port });
    expect(listener.port).toBeGreaterThan(port);
    expect(taken).toEqual([`${port} -> ${listener.port}`]);
  });

  test.skipIf(!hasSixthVersion)('takes a port as taken when it is so at one of the addresses only', async () => {
    const port = await occupy('::1');
    expect((await listen({ port })).port).toBeGreaterThan(port);
  });

  test('says that it has no such address', async () => {
    const refusal = await listen({ bind: '192.0.2.1' }).catch(findingOf);
    expect(refusal).toMatchObject({ code: 'terminal/option-value', facts: { option: '--bind', value: '192.0.2.1' } });
  });

  test('says that a port needs more rights than this user has', async () => {
    const server = createServer();
    server.listen = () => {
      process.nextTick(() => server.emit('error', Object.assign(new Error('denied'), { code: 'EACCES' })));
      return server;
    };
    expect(await listen({ server, port: 443 }).catch(findingOf)).toEqual({
      code: 'terminal/port-forbidden',
      facts: { port: 443 },
    });
  });

  test('gives up past the last port there is', async () => {
    await occupy('127.0.0.1', 65_535);
    expect(await listen({ port: 65_535 }).catch(findingOf)).toEqual({
      code: 'terminal/port-taken',
      facts: { port: 65_535, next: undefined },
    });
  });

  test('ends connections that stay open, once the grace is over', async () => {
    const listener = await listen();
    const socket = connect(listener.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await listener.dispose(0);
    await closed;
  });
});

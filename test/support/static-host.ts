import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

export interface StaticHost {
  /** Where the folder is, with a slash at its end. */
  readonly url: string;
  /** Serves the files of another folder from now on. */
  serve(folder: string): void;
  /** Answers with the page whatever is not there, as hosts of apps do whose addresses are no files. */
  answerAll(): void;
  close(): Promise<void>;
}

/** Any web host: the files of `folder` below `path`, with no header but the type, and nothing beside them. */
export async function openStaticHost(folder: string, path = '/'): Promise<StaticHost> {
  let served = folder;
  let answersAll = false;
  const read = (name: string): Promise<[string, Buffer]> =>
    readFile(join(served, name)).then((bytes) => [TYPES[extname(name)] ?? 'application/octet-stream', bytes]);
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (!asked.startsWith(path)) return void response.writeHead(404).end();
    const name = normalize(asked.slice(path.length) || 'index.html');
    read(name)
      .catch((missing: unknown) => (answersAll ? read('index.html') : Promise.reject(missing)))
      .then(
        ([type, bytes]) => response.writeHead(200, { 'content-type': type }).end(bytes),
        () => response.writeHead(404).end(),
      );
  });
  const port = await listen(server);
  return {
    url: `http://localhost:${port}${path}`,
    serve: (next) => void (served = next),
    answerAll: () => void (answersAll = true),
    close: () => closeServer(server),
  };
}

/** Has a server listen on the loopback address; gives its port, a free one unless one is named. */
export async function listen(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Ends a server with all that hangs on it. */
export async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findingOf } from '#core/errors/workbench-error';
import { describeFinding } from '#core/words/words';
import { printChecksums } from '#server/package/checksum-list';
import { openPackageServer, type PackageServer } from '#server/package/open-package-server';
import { printManifest } from '#server/package/package-manifest';
import { makeTerminal } from '#server/terminal';

const META = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">`;
const FILES: Readonly<Record<string, string>> = {
  'app/index.html': `<!doctype html><head>${META}<title>app</title></head>`,
  'app/assets/page-1a2b3c.js': 'export {};\n',
  'app/workbench.json': '{ "cloud": null }\n',
  'package.json': printManifest({
    name: 'device-workbench',
    version: '7.8.9',
    node: '>=20',
    allowedHosts: ['hub.example.org'],
  }),
};

let directory: string;
let said: string;
let opened: PackageServer | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'workbench-package-'));
  said = '';
  await unpack(FILES);
});
afterEach(async () => {
  await opened?.dispose();
  opened = undefined;
  await rm(directory, { recursive: true, force: true });
});

/** Writes files as the archive holds them, with their checksums. */
async function unpack(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  const list = Object.entries(files).map(([path, text]) => ({
    path,
    sha256: createHash('sha256').update(text).digest('hex'),
  }));
  await writeFile(join(directory, 'SHA256SUMS'), printChecksums(list));
}

async function open(port = 0): Promise<PackageServer> {
  const terminal = makeTerminal({ write: () => undefined }, { write: (text) => (said += text) });
  opened = await openPackageServer({ directory, port, terminal });
  return opened;
}

async function refusal() {
  return open().then(
    () => undefined,
    (error: unknown) => findingOf(error),
  );
}

const ask = (port: number, path = '/', host = 'localhost'): Promise<Response> =>
  fetch(`http://${host}:${port}${path}`, { redirect: 'manual' });

describe('the server of an archive', () => {
  test('sends the app under the policy that it was built for, as a header alone', async () => {
    const { port, version } = await open();
    expect(version).toBe('7.8.9');
    const page = await ask(port);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(page.headers.get('content-security-policy')).toContain('wss://hub.example.org');
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
    expect(await page.text()).toBe('<!doctype html><head><title>app</title></head>');
  });

  test('says that it has no cloud, so that the app uses the one in the tab', async () => {
    const { port } = await open();
    expect(await (await ask(port, '/workbench.json')).json()).toEqual({ cloud: null });
    expect((await ask(port, '/api/devices')).status).toBe(404);
    expect((await ask(port, '/_emu/events')).status).toBe(404);
  });

  test('sends nothing of the archive but the app', async () => {
    const { port } = await open();
    for (const path of ['/package.json', '/SHA256SUMS', '/../package.json', '/%2e%2e/package.json', '/..%2fserve.js']) {
      expect((await ask(port, path)).status).toBe(404);
    }
  });

  test('is at both loopback addresses, and sends browsers on to localhost', async () => {
    const { port } = await open();
    for (const host of ['127.0.0.1', '[::1]']) {
      const answer = await ask(port, '/?from=here', host);
      expect(answer.status).toBe(308);
      expect(answer.headers.get('location')).toBe(`http://localhost:${port}/?from=here`);
    }
  });

  test('takes the next free port, and says so', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const taken = (other.address() as AddressInfo).port;
    const { port } = await open(taken);
    other.close();
    expect(port).toBeGreaterThan(taken);
    expect(said).toContain(`Port ${port} is used`);
  });

  test('frees its port when it ends', async () => {
    const { port, dispose } = await open();
    await dispose();
    await expect(ask(port)).rejects.toThrow('fetch failed');
  });
});

describe('an archive that is not as it was packed is not served', () => {
  test('because a file was changed', async () => {
    await writeFile(join(directory, 'app/assets/page-1a2b3c.js'), 'export { };\n');
    const finding = await refusal();
    expect(finding).toMatchObject({ code: 'terminal/package-file', facts: { file: 'app/assets/page-1a2b3c.js' } });
    expect(describeFinding(finding!).explanation).toBe(
      '“app/assets/page-1a2b3c.js” is not the file that was packed, so nothing is served from here.',
    );
  });

  test('because a file is missing', async () => {
    await rm(join(directory, 'app/workbench.json'));
    expect(await refusal()).toEqual({
      code: 'terminal/package-file',
      facts: { file: 'app/workbench.json', detail: 'is missing' },
    });
  });

  test('because the list of checksums is missing', async () => {
    await rm(join(directory, 'SHA256SUMS'));
    expect(await refusal()).toEqual({
      code: 'terminal/package-file',
      facts: { file: 'SHA256SUMS', detail: 'is missing' },
    });
  });

  test('because the list of checksums is something else', async () => {
    await writeFile(join(directory, 'SHA256SUMS'), 'Not found\n');
    expect(await refusal()).toEqual({
      code: 'terminal/package-file',
      facts: { file: 'SHA256SUMS', detail: 'is no list of checksums' },
    });
  });

  test('because a file cannot be read, with the reason of the system', async () => {
    await rm(join(directory, 'package.json'));
    await mkdir(join(directory, 'package.json'));
    expect(await refusal()).toEqual({
      code: 'terminal/package-file',
      facts: { file: 'package.json', detail: 'cannot be read (it is a directory)' },
    });
  });

  test('because it has no page, though its checksums are right', async () => {
    await rm(join(directory, 'app'), { recursive: true });
    await unpack({ 'package.json': FILES['package.json']!, 'app/workbench.json': FILES['app/workbench.json']! });
    expect(await refusal()).toEqual({
      code: 'terminal/package-file',
      facts: { file: 'app/index.html', detail: 'is missing' },
    });
  });
});

import { describe, expect, test } from 'vitest';
import type { RestResponse } from '../../../src/core/ports/rest.ts';
import {
  createFileShelf,
  FILE_LIMIT_BYTES,
  FILES_PER_DEVICE,
  SHELF_LIMIT_BYTES,
} from '../../../src/cloud/services/file-shelf.ts';
import { nodeCrypto, startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { askAsDevice } from '../../support/hub-device.ts';

const BYTES = new Uint8Array([0, 1, 0xff, 0xfe, 0x0d, 0x0a]);
const BLOCK_BLOB = { 'x-ms-blob-type': 'BlockBlob' };

interface Started {
  readonly correlationId: string;
  readonly hostName: string;
  readonly containerName: string;
  readonly blobName: string;
  readonly sasToken: string;
}

interface Uploader {
  readonly harness: CloudHarness;
  begin(blobName: unknown): Promise<RestResponse>;
  started(blobName: string): Promise<Started>;
  /** Writes to where `to` says. `more`: further parts of the query. */
  put(to: Started, body: Uint8Array | string, more?: string, headers?: Record<string, string>): Promise<RestResponse>;
  notify(body: object, tail?: string): Promise<RestResponse>;
  list(): Promise<object[]>;
  download(name: string): Promise<RestResponse>;
}

async function startUploader(id = 'dev'): Promise<Uploader> {
  const harness = await startCloud();
  const key = await harness.addDevice(id);
  const ask = (tail: string, body: unknown) => askAsDevice(harness, 'POST', id, tail, { key, body });
  const uploader: Uploader = {
    harness,
    begin: (blobName) => ask('/files?api-version=2021-04-12', { blobName }),
    async started(blobName) {
      const { status, body } = await uploader.begin(blobName);
      expect(status).toBe(200);
      return JSON.parse(body) as Started;
    },
    put: ({ containerName, blobName, sasToken }, body, more = '', headers = BLOCK_BLOB) => {
      const path = blobName.split('/').map(encodeURIComponent).join('/');
      const url = `/${containerName}/${path}${sasToken}${more}`;
      return harness.cloud.rest({
        method: 'PUT',
        url,
        headers,
        ...(typeof body === 'string' ? { body } : { bytes: body }),
      });
    },
    notify: (body, tail = '') => ask(`/files/notifications${tail}?api-version=2021-04-12`, body),
    list: async () => (await harness.rest('GET', `/_emu/devices/${id}/files`)).body.value,
    download: (name) =>
      harness.cloud.rest({
        method: 'GET',
        url: `/_emu/devices/${id}/files/${name}`,
        headers: { authorization: harness.cloud.describe().operatorToken },
      }),
  };
  return uploader;
}

const placeOf = (name: string) => ({ container: 'device-files', name, ttlMs: 3_600_000 });
const blockId = (number: number): string => Buffer.from(`block-${number}`).toString('base64');
const blockList = (...ids: readonly string[]): string =>
  `<?xml version="1.0" encoding="utf-8"?><BlockList>${ids.map((id) => `<Latest>${id}</Latest>`).join('')}</BlockList>`;

describe('a file of a device', () => {
  test('is begun, written, told to be done, listed and read again, byte for byte', async () => {
    const device = await startUploader();
    const to = await device.started('logs/today 1.bin');
    expect(to).toEqual({
      correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      hostName: 'localhost:8443',
      containerName: 'device-files',
      blobName: 'dev/logs/today 1.bin',
      sasToken: expect.stringMatching(/^\?sv=[\d-]+&sr=b&sig=[\w%]+&se=2026-01-05T10%3A10%3A11.000Z&sp=rw$/),
    });
    expect(await device.put(to, BYTES)).toMatchObject({ status: 201, body: '', headers: { etag: expect.any(String) } });
    expect(await device.list()).toEqual([
      { name: 'logs/today 1.bin', size: 6, storedAt: device.harness.clock.now(), notice: null },
    ]);
    expect(device.harness.events.at(-1)).toMatchObject({
      type: 'file',
      deviceId: 'dev',
      name: 'logs/today 1.bin',
      size: 6,
    });
    const { correlationId } = to;
    const done = { correlationId, isSuccess: true, statusCode: 201, statusDescription: 'Created' };
    expect(await device.notify(done)).toMatchObject({ status: 204, body: '' });
    expect(await device.list()).toMatchObject([
      { notice: { isSuccess: true, statusCode: 201, statusDescription: 'Created' } },
    ]);
    const read = await device.download('logs/today%201.bin');
    expect(read).toMatchObject({
      status: 200,
      bytes: BYTES,
      headers: {
        'content-type': 'application/octet-stream',
        'content-disposition': "attachment; filename*=UTF-8''today%201.bin",
      },
    });
  });

  test('may come in blocks, in the order that their list says', async () => {
    const device = await startUploader();
    const to = await device.started('big');
    const [one, two, three] = [blockId(1), blockId(2), blockId(3)];
    for (const [id, text] of [
      [two, 'BB'],
      [one, 'A'],
      [three, 'unused'],
    ] as const) {
      const query = `&comp=block&blockid=${encodeURIComponent(id)}`;
      expect((await device.put(to, Buffer.from(text), query, {})).status).toBe(201);
    }
    expect(await device.list()).toEqual([]);
    expect((await device.put(to, blockList(one, two, one), '&comp=blocklist', {})).status).toBe(201);
    expect(Buffer.from((await device.download('big')).bytes ?? []).toString()).toBe('ABBA');
  });

  test('is not made of a block that never came', async () => {
    const device = await startUploader();
    const to = await device.started('big');
    const answer = await device.put(to, blockList(blockId(7)), '&comp=blocklist', {});
    expect(answer).toMatchObject({ status: 400, headers: { 'x-ms-error-code': 'InvalidBlockList' } });
    expect(await device.list()).toEqual([]);
  });

  test('is replaced by a later one of its name, and removed by the operator', async () => {
    const device = await startUploader();
    for (const text of ['1', '22']) await device.put(await device.started('a/b'), Buffer.from(text));
    expect(await device.list()).toMatchObject([{ name: 'a/b', size: 2 }]);
    expect((await device.harness.rest('DELETE', '/_emu/devices/dev/files/a/b')).status).toBe(204);
    expect((await device.harness.rest('DELETE', '/_emu/devices/dev/files/a/b')).status).toBe(404);
    expect((await device.download('a/b')).status).toBe(404);
  });

  test('goes with its device', async () => {
    const device = await startUploader();
    const to = await device.started('a');
    await device.put(to, BYTES);
    await device.harness.rest('DELETE', '/api/devices/dev');
    await device.harness.addDevice('dev');
    expect(await device.list()).toEqual([]);
    expect((await device.put(to, BYTES)).status).toBe(403);
  });

  test('that failed is told, in the older form of Microsoft’s package too', async () => {
    const device = await startUploader();
    const { correlationId, ...to } = await device.started('a');
    await device.put({ correlationId, ...to }, BYTES);
    const failed = { isSuccess: false, statusCode: 400, statusDescription: 'broken' };
    expect((await device.notify(failed, `/${correlationId}`)).status).toBe(204);
    expect(await device.list()).toMatchObject([{ notice: failed }]);
  });

  test.each([
    ['a blob of another type', '', { 'x-ms-blob-type': 'PageBlob' }, 400, 'InvalidHeaderValue'],
    ['a blob without a type', '', {}, 400, 'MissingRequiredHeader'],
    ['a block without an ID', '&comp=block', {}, 400, 'InvalidQueryParameterValue'],
    ['what blob storage can beside that', '&comp=metadata', BLOCK_BLOB, 400, 'InvalidQueryParameterValue'],
    ['a list that is none', '&comp=blocklist', {}, 400, 'InvalidXmlDocument'],
  ])('is not made of %s, as blob storage says it', async (_name, more, headers, status, code) => {
    const device = await startUploader();
    const answer = await device.put(await device.started('a'), BYTES, more, headers);
    expect(answer).toMatchObject({ status, headers: { 'content-type': 'application/xml', 'x-ms-error-code': code } });
    expect(answer.body).toContain(`<Code>${code}</Code>`);
    expect(await device.list()).toEqual([]);
  });
});

describe('who may write a file', () => {
  test('is whoever has the signature of an upload of that file that is open', async () => {
    const device = await startUploader();
    const to = await device.started('a');
    const other = await device.started('b');
    const forged = { ...to, sasToken: to.sasToken.replace(/sig=[^&]+/, 'sig=AAAA') };
    for (const wrong of [
      forged,
      { ...to, sasToken: '?sv=1' },
      { ...to, sasToken: other.sasToken },
      { ...to, blobName: 'other/a' },
    ]) {
      expect(await device.put(wrong, BYTES)).toMatchObject({
        status: 403,
        headers: { 'x-ms-error-code': 'AuthenticationFailed' },
      });
    }
    await device.notify({ correlationId: to.correlationId, isSuccess: true });
    expect((await device.put(to, BYTES)).status).toBe(403);
    await device.harness.clock.advance(3_600_000);
    expect((await device.put(other, BYTES)).status).toBe(403);
    expect(await device.list()).toEqual([]);
  });

  test('may send much; nobody else may, and a message has the usual size', async () => {
    const device = await startUploader();
    const { containerName, blobName, sasToken } = await device.started('a');
    const rule = (method: 'PUT' | 'POST' | 'GET', url: string) => device.harness.cloud.bodyRule({ method, url });
    const path = `/${containerName}/${blobName}`;
    expect(rule('PUT', path + sasToken)).toEqual({ takes: 'bytes', limitBytes: FILE_LIMIT_BYTES });
    expect(rule('PUT', `${path}?sig=AAAA`)).toEqual({ takes: 'bytes', limitBytes: undefined });
    expect(rule('POST', '/devices/dev/messages/events')).toEqual({ takes: 'bytes', limitBytes: undefined });
    expect(rule('PUT', '/devices/dev')).toEqual({ takes: 'text', limitBytes: undefined });
    expect(rule('PUT', '/%')).toEqual({ takes: 'text', limitBytes: undefined });
  });

  test('is no stranger who asks for what is not offered', async () => {
    const device = await startUploader();
    const { blobName, sasToken } = await device.started('a');
    const ask = (method: 'GET' | 'PUT', url: string) => device.harness.cloud.rest({ method, url, headers: BLOCK_BLOB });
    expect(await ask('GET', `/device-files/${blobName}${sasToken}`)).toMatchObject({
      status: 405,
      headers: { 'x-ms-error-code': 'UnsupportedHttpVerb' },
    });
    for (const url of ['/device-files', '/device-files/dev', '/device-files/%']) {
      expect(await ask('PUT', url)).toMatchObject({ status: 400, headers: { 'x-ms-error-code': 'InvalidUri' } });
    }
  });
});

describe('uploads of a device', () => {
  test('are ten at once at most; one that ends, or is forgotten, makes room', async () => {
    const device = await startUploader();
    const started = [];
    for (let count = 0; count < 10; count += 1) started.push(await device.started(`f${count}`));
    const refused = await device.begin('f10');
    expect(refused).toMatchObject({
      status: 403,
      headers: { 'iothub-errorcode': 'DeviceMaximumActiveFileUploadLimitExceeded' },
    });
    await device.notify({ correlationId: started[0]?.correlationId, isSuccess: false });
    expect((await device.begin('f10')).status).toBe(200);
    expect((await device.begin('f11')).status).toBe(403);
    await device.harness.clock.advance(3_600_000);
    expect((await device.begin('f11')).status).toBe(200);
  });

  test.each([
    [undefined],
    [7],
    [''],
    ['/'],
    ['..'],
    ['a/../../b'],
    ['./a'],
    ['a\u0000b'],
    ['a\nb'],
    ['a'.repeat(1021)],
  ])('are not begun under the name %j', async (name) => {
    const device = await startUploader();
    expect(await device.begin(name)).toMatchObject({ status: 400, headers: { 'iothub-errorcode': 'ArgumentInvalid' } });
  });

  test.each([
    [{ correlationId: 'nobody', isSuccess: true }],
    [{ isSuccess: true }],
    [{ correlationId: 'x' }],
    [{ correlationId: 'x', isSuccess: 'yes' }],
  ])('are not ended by %j', async (body) => {
    const device = await startUploader();
    expect(await device.notify(body)).toMatchObject({
      status: 400,
      headers: { 'iothub-errorcode': 'ArgumentInvalid' },
    });
  });

  test('end by their own device alone', async () => {
    const device = await startUploader();
    const { correlationId } = await device.started('a');
    const key = await device.harness.addDevice('other');
    const body = { correlationId, isSuccess: true };
    const answer = await askAsDevice(device.harness, 'POST', 'other', '/files/notifications', { key, body });
    expect(answer.status).toBe(400);
    expect((await device.notify(body)).status).toBe(204);
  });
});

describe('the shelf of files', () => {
  const notice = { isSuccess: true, statusCode: 200, statusDescription: '' };

  test('keeps so many of a device, the newest, and all of the others', () => {
    const shelf = createFileShelf(nodeCrypto);
    const put = (deviceId: string, name: string): void => {
      const upload = shelf.open(deviceId, placeOf(name), 0);
      if (upload === undefined) throw new Error('no room for an upload');
      shelf.store(upload, BYTES, 0);
      shelf.close(deviceId, upload.correlationId, notice);
    };
    put('other', 'first');
    for (let number = 0; number <= FILES_PER_DEVICE; number += 1) put('dev', `f${number}`);
    const names = shelf.list('dev').map(({ name }) => name);
    expect(names).toHaveLength(FILES_PER_DEVICE);
    expect([names[0], names.at(-1)]).toEqual([`f${FILES_PER_DEVICE}`, 'f1']);
    expect(shelf.list('other')).toHaveLength(1);
  });

  test('holds so many bytes, parts included: the oldest files go', () => {
    const shelf = createFileShelf(nodeCrypto);
    // One array of this size stands for all of them: the shelf counts lengths.
    const bytes = new Uint8Array(FILE_LIMIT_BYTES);
    const fit = SHELF_LIMIT_BYTES / FILE_LIMIT_BYTES;
    for (let number = 0; number < fit; number += 1) {
      const upload = shelf.open(`d${number}`, placeOf('f'), 0);
      if (upload !== undefined) shelf.store(upload, bytes, 0);
    }
    expect(shelf.list('d0')).toHaveLength(1);
    const upload = shelf.open('parts', placeOf('f'), 0);
    if (upload === undefined) throw new Error('no room for an upload');
    expect(shelf.storePart(upload, 'a', bytes)).toBe(true);
    expect(shelf.list('d0')).toEqual([]);
    expect(shelf.list('d1')).toHaveLength(1);
    expect(shelf.storePart(upload, 'b', new Uint8Array(1))).toBe(false);
    expect(shelf.storePart(upload, 'a', new Uint8Array(1))).toBe(true);
    expect(shelf.joinParts(upload, ['a'], 0)).toBe(true);
    expect(shelf.list('parts')[0]?.bytes).toHaveLength(1);
  });

  test('takes no file that its parts make too large', () => {
    const shelf = createFileShelf(nodeCrypto);
    const upload = shelf.open('dev', placeOf('f'), 0);
    if (upload === undefined) throw new Error('no room for an upload');
    shelf.storePart(upload, 'a', new Uint8Array(FILE_LIMIT_BYTES / 2 + 1));
    expect(shelf.joinParts(upload, ['a', 'a'], 0)).toBe(false);
    expect(shelf.list('dev')).toEqual([]);
  });
});

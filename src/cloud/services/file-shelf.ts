import { equalBytes } from '#core/bytes/compare';
import { encodeBase64 } from '#core/bytes/base64';
import { encodeUtf8 } from '#core/bytes/text';
import { makeGuid, makeRandomBytes } from './random.ts';

/** Uploads that one device may have open at once ("File upload limits" of IoT Hub). */
export const UPLOAD_LIMIT = 10;
/** Largest file. */
export const FILE_LIMIT_BYTES = 64 * 1024 * 1024;
/** Files of one device, and bytes of all files and parts together: the oldest files make room for new ones. */
export const FILES_PER_DEVICE = 100;
export const SHELF_LIMIT_BYTES = 256 * 1024 * 1024;

/** A file that a device uploaded. It lives as long as the cloud, and outlives no restart. */
export interface StoredFile {
  readonly deviceId: string;
  /** Without the device ID that stands before it in the name of the blob. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Milliseconds since the Unix epoch. */
  readonly storedAt: number;
  /** What the device said of the upload at last; null as long as it said nothing. */
  readonly notice: UploadNotice | null;
}

/** How an upload ended, in its device's words. */
export interface UploadNotice {
  readonly isSuccess: boolean;
  readonly statusCode: number;
  readonly statusDescription: string;
}

/** An upload that a device began. */
export interface FileUpload {
  readonly correlationId: string;
  readonly deviceId: string;
  readonly container: string;
  readonly name: string;
  /** What lets its bearer write: looked up, never computed again. */
  readonly signature: string;
  readonly expiresAt: number;
}

/** Where an upload is to go. `ttlMs`: how long its device may write, and has its place when it never says it is done. */
export interface UploadPlace {
  readonly container: string;
  readonly name: string;
  readonly ttlMs: number;
}

/** Where a client writes to; the case of the container does not count. */
export type WrittenPlace = Omit<UploadPlace, 'ttlMs'>;

/** The place of uploaded files, and of the uploads that go on. */
export interface FileShelf {
  /** Gives undefined when the device has as many uploads open as it may (403006). `now`: ms since the Unix epoch. */
  open(deviceId: string, place: UploadPlace, now: number): FileUpload | undefined;
  /** Gives the upload that may write this file by this signature. */
  findOpen(deviceId: string, place: WrittenPlace, signature: string, now: number): FileUpload | undefined;
  /** Puts a whole file into its place. */
  store(upload: FileUpload, bytes: Uint8Array, now: number): void;
  /** Keeps a part of a file until its list comes. False: the upload would be beyond `FILE_LIMIT_BYTES`. */
  storePart(upload: FileUpload, partId: string, bytes: Uint8Array): boolean;
  /** Makes a file of parts, in this order. False: one of them never came. */
  joinParts(upload: FileUpload, partIds: readonly string[], now: number): boolean;
  /** Ends an upload. False: the device has none of this ID. */
  close(deviceId: string, correlationId: string, notice: UploadNotice): boolean;
  /** Newest first. */
  list(deviceId: string): readonly StoredFile[];
  remove(deviceId: string, name: string): boolean;
  /** Forgets all of a device that is gone. */
  forget(deviceId: string): void;
}

interface OpenUpload extends FileUpload {
  readonly parts: Map<string, Uint8Array>;
}

/** Gives an empty shelf. */
export function createFileShelf(crypto: Crypto): FileShelf {
  return new Shelf(crypto);
}

class Shelf implements FileShelf {
  readonly #crypto: Crypto;
  readonly #uploads = new Map<string, OpenUpload>();
  /** Oldest first. */
  #files: StoredFile[] = [];

  constructor(crypto: Crypto) {
    this.#crypto = crypto;
  }

  open(deviceId: string, { container, name, ttlMs }: UploadPlace, now: number): FileUpload | undefined {
    for (const upload of this.#uploads.values()) {
      if (upload.expiresAt <= now) this.#uploads.delete(upload.correlationId);
    }
    const isOf = (upload: FileUpload): boolean => upload.deviceId === deviceId;
    if ([...this.#uploads.values()].filter(isOf).length >= UPLOAD_LIMIT) return undefined;
    const upload: OpenUpload = {
      correlationId: makeGuid(this.#crypto),
      deviceId,
      container,
      name: normalizeFileName(name),
      signature: encodeBase64(makeRandomBytes(this.#crypto, 32)),
      expiresAt: now + ttlMs,
      parts: new Map(),
    };
    this.#uploads.set(upload.correlationId, upload);
    return upload;
  }

  findOpen(deviceId: string, place: WrittenPlace, signature: string, now: number): FileUpload | undefined {
    const path = normalizeFileName(place.name);
    const container = place.container.toLowerCase();
    const given = encodeUtf8(signature);
    return [...this.#uploads.values()].find((upload) => {
      const isSame = upload.deviceId === deviceId && upload.name === path && upload.container === container;
      return isSame && upload.expiresAt > now && equalBytes(encodeUtf8(upload.signature), given);
    });
  }

  store({ deviceId, name }: FileUpload, bytes: Uint8Array, now: number): void {
    this.remove(deviceId, name);
    this.#files.push({ deviceId, name, bytes, storedAt: now, notice: null });
    const ofDevice = this.#files.filter((file) => file.deviceId === deviceId);
    if (ofDevice.length > FILES_PER_DEVICE) this.#files.splice(this.#files.indexOf(ofDevice[0] as StoredFile), 1);
    this.#makeRoom();
  }

  storePart({ correlationId }: FileUpload, partId: string, bytes: Uint8Array): boolean {
    const parts = this.#uploads.get(correlationId)?.parts ?? new Map<string, Uint8Array>();
    const others = sumBytes(parts.values()) - (parts.get(partId)?.length ?? 0);
    if (others + bytes.length > FILE_LIMIT_BYTES) return false;
    parts.set(partId, bytes);
    this.#makeRoom();
    return true;
  }

  joinParts(upload: FileUpload, partIds: readonly string[], now: number): boolean {
    const { parts } = this.#uploads.get(upload.correlationId) ?? {};
    const found = partIds.flatMap((id) => parts?.get(id) ?? []);
    if (found.length < partIds.length || sumBytes(found) > FILE_LIMIT_BYTES) return false;
    const bytes = new Uint8Array(sumBytes(found));
    let at = 0;
    for (const part of found) {
      bytes.set(part, at);
      at += part.length;
    }
    parts?.clear();
    this.store(upload, bytes, now);
    return true;
  }

  close(deviceId: string, correlationId: string, notice: UploadNotice): boolean {
    const upload = this.#uploads.get(correlationId);
    if (upload?.deviceId !== deviceId) return false;
    this.#uploads.delete(correlationId);
    this.#files = this.#files.map((file) => (isFile(file, deviceId, upload.name) ? { ...file, notice } : file));
    return true;
  }

  list(deviceId: string): readonly StoredFile[] {
    return this.#files.filter((file) => file.deviceId === deviceId).reverse();
  }

  remove(deviceId: string, name: string): boolean {
    const before = this.#files.length;
    this.#files = this.#files.filter((file) => !isFile(file, deviceId, name));
    return this.#files.length < before;
  }

  forget(deviceId: string): void {
    this.#files = this.#files.filter((file) => file.deviceId !== deviceId);
    for (const upload of this.#uploads.values()) {
      if (upload.deviceId === deviceId) this.#uploads.delete(upload.correlationId);
    }
  }

  /** The newest file stays. Where parts alone are too many, the oldest upload loses its own and cannot be joined. */
  #makeRoom(): void {
    while (this.#files.length > 1 && this.#countBytes() > SHELF_LIMIT_BYTES) this.#files.shift();
    for (const { parts } of this.#uploads.values()) {
      if (this.#countBytes() <= SHELF_LIMIT_BYTES) return;
      parts.clear();
    }
  }

  #countBytes(): number {
    const parts = [...this.#uploads.values()].map((upload) => sumBytes(upload.parts.values()));
    return sumBytes(this.#files.map(({ bytes }) => bytes)) + parts.reduce((sum, count) => sum + count, 0);
  }
}

/** Gives a file's name as it stands in a path, where empty parts count for nothing. */
function normalizeFileName(name: string): string {
  return name
    .split('/')
    .filter((part) => part !== '')
    .join('/');
}

function isFile(file: StoredFile, deviceId: string, name: string): boolean {
  return file.deviceId === deviceId && file.name === name;
}

function sumBytes(pieces: Iterable<Uint8Array>): number {
  let sum = 0;
  for (const { length } of pieces) sum += length;
  return sum;
}

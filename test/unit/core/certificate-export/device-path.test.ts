import { expect, test } from 'vitest';
import { fileUriOn, pathOn } from '#core/certificate-export/device-path';

test.each([
  ['/etc/aziot/certificates', '/etc/aziot/certificates/a.pem'],
  ['/etc/aziot/', '/etc/aziot/a.pem'],
  ['certs', 'certs/a.pem'],
  ['', 'a.pem'],
  ['/', '/a.pem'],
])('a file in %j lies at %j', (directory, path) => {
  expect(pathOn(directory, 'a.pem')).toBe(path);
});

test.each([
  ['/etc/aziot', 'file:///etc/aziot/a.pem'],
  ['/', 'file:///a.pem'],
  ['', 'file:///a.pem'],
  ['certs', 'file:///certs/a.pem'],
  ['/mnt/a b#ü%', 'file:///mnt/a%20b%23%C3%BC%25/a.pem'],
])('RFC 8089: a file in %j has the URI %s, with three slashes', (directory, uri) => {
  expect(fileUriOn(directory, 'a.pem')).toBe(uri);
  expect(decodeURI(new URL(uri).pathname)).toBe(decodeURI(uri.slice('file://'.length)));
});

test.each(['a\nb', 'a\0', '\t'])('the directory %j is refused', (directory) => {
  expect(() => pathOn(directory, 'a.pem')).toThrow(TypeError);
  expect(() => fileUriOn(directory, 'a.pem')).toThrow(TypeError);
});

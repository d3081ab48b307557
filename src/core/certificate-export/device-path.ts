/** Gives where a file lies on a device. Throws a TypeError for a directory with control characters. */
export function pathOn(directory: string, fileName: string): string {
  if (/\p{Cc}/u.test(directory)) throw new TypeError('the directory holds a control character');
  return directory === '' || directory.endsWith('/') ? `${directory}${fileName}` : `${directory}/${fileName}`;
}

/** The same as a URI (RFC 8089), which begins with three slashes: it has no host, and its path is absolute. */
export function fileUriOn(directory: string, fileName: string): string {
  const path = pathOn(directory, fileName).split('/').map(encodeURIComponent).join('/');
  return `file://${path.startsWith('/') ? '' : '/'}${path}`;
}

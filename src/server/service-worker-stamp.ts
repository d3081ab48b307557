import { createHash } from 'node:crypto';
import { makeStaticFile, once, type StaticFile, type StaticFiles } from './static-files.ts';

const SCRIPT_PATH = '/sw.js';

/**
 * Gives the same files, the service worker's script with the digest of the policy in front. The worker keeps files with
 * their headers: a browser that looked in under another policy must find another script, and fetch them all again.
 */
export function stampServiceWorker(files: StaticFiles, policy: string): StaticFiles {
  const digest = createHash('sha256').update(policy).digest('hex').slice(0, 12);
  const stamped = once(async () => {
    const script = await files.find(SCRIPT_PATH);
    return script && stamp(script, digest);
  });
  return { find: (path) => (path === SCRIPT_PATH ? stamped() : files.find(path)) };
}

function stamp(script: StaticFile, digest: string): Promise<StaticFile> {
  const text = `self.SERVED_UNDER=${JSON.stringify(digest)};\n${Buffer.from(script.bytes).toString('utf8')}`;
  return makeStaticFile(script.type, Buffer.from(text), script.immutable);
}

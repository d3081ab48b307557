import { proxy, type Endpoint } from 'comlink';
import type { KeyMaker } from '#core/ports/key-maker';
import { connectFarEnd } from './far-end.ts';

/**
 * Gives the maker of keys in the worker that `start` gives, which is asked for at each call and may give the same one.
 * Errors: those of the port, and `browser/part-missing` when the worker's script does not come.
 */
export function connectKeyMaker(start: () => Endpoint): KeyMaker {
  const ask = connectFarEnd<KeyMaker>(start);
  return {
    read: (source) => ask((far) => far.read(source)),
    list: (source, most) => ask((far) => far.list(source, most)),
    problems: (from, count) => ask((far) => far.problems(from, count)),
    make: (keys, onProgress) => ask((far) => far.make(keys, proxy(onProgress))),
    cancel: () => ask((far) => far.cancel()),
    find: (text, from, count) => ask((far) => far.find(text, from, count)),
    reveal: (index) => ask((far) => far.reveal(index)),
    print: (request, index) => ask((far) => far.print(request, index)),
    export: (request, onProgress) => ask((far) => far.export(request, proxy(onProgress))),
    wasMadeHere: (keyBase64) => ask((far) => far.wasMadeHere(keyBase64)),
    clear: () => ask((far) => far.clear()),
  };
}

import { proxy, type Endpoint } from 'comlink';
import type { CertificateMaker } from '#core/ports/certificate-maker';
import { connectFarEnd } from './far-end.ts';
import { nearStop } from './far-listener.ts';

/**
 * Gives the maker of certificates in the worker that `start` gives, which is asked for at each call and may give the
 * same one. Errors: those of the port, and `browser/part-missing` when the worker's script does not come.
 */
export function connectCertificateMaker(start: () => Endpoint): CertificateMaker {
  const ask = connectFarEnd<CertificateMaker>(start);
  return {
    shelf: () => ask((far) => far.shelf()),
    watch: async (listener) => nearStop(await ask((far) => far.watch(proxy(listener)))),
    makeAuthority: (wish) => ask((far) => far.makeAuthority(wish)),
    importCertificate: (source, keyPlace) => ask((far) => far.importCertificate(source, keyPlace)),
    makeDevice: (wish) => ask((far) => far.makeDevice(wish)),
    makePair: (wish) => ask((far) => far.makePair(wish)),
    prove: (authorityId, code) => ask((far) => far.prove(authorityId, code)),
    makeRequest: (wish) => ask((far) => far.makeRequest(wish)),
    completeRequest: (requestId, source) => ask((far) => far.completeRequest(requestId, source)),
    reviewRequest: (source) => ask((far) => far.reviewRequest(source)),
    signRequest: (wish) => ask((far) => far.signRequest(wish)),
    renew: (renewal) => ask((far) => far.renew(renewal)),
    cancelMaking: () => ask((far) => far.cancelMaking()),
    remove: (id) => ask((far) => far.remove(id)),
    output: (id, output, settings) => ask((far) => far.output(id, output, settings)),
    log: (authorityId) => ask((far) => far.log(authorityId)),
    startGuide: (kind, certificateId) => ask((far) => far.startGuide(kind, certificateId)),
    noteStep: (guideId, step, isDone, replacementId) =>
      ask((far) => far.noteStep(guideId, step, isDone, replacementId)),
    readList: (source) => ask((far) => far.readList(source)),
    problems: (from, count) => ask((far) => far.problems(from, count)),
    prepareBatch: (wish) => ask((far) => far.prepareBatch(wish)),
    runBatch: (id, onProgress) => ask((far) => far.runBatch(id, proxy(onProgress))),
    pauseBatch: () => ask((far) => far.pauseBatch()),
    saveBatch: (id, onProgress) => ask((far) => far.saveBatch(id, proxy(onProgress))),
  };
}

import { reviewRequest } from '../issuing/review-request.ts';
import type { CertificateMaker } from '../ports/certificate-maker.ts';
import { createBatches } from './batches.ts';
import { completeRequest } from './complete-request.ts';
import { findRequest } from './find-request.ts';
import { createGuides } from './guides.ts';
import { importCertificate } from './import-certificate.ts';
import { readLog } from './issuance-log.ts';
import { makeAuthority } from './make-authority.ts';
import { makeDevice } from './make-device.ts';
import { makePair } from './make-pair.ts';
import { makeRequest } from './make-request.ts';
import { outputKept } from './output.ts';
import type { CertificateMakerPorts, MakingPorts } from './ports.ts';
import { prove } from './prove.ts';
import { removeKept } from './remove.ts';
import { renew } from './renew.ts';
import { readShelf, watchShelf } from './shelf.ts';
import { signRequest } from './sign-request.ts';

/** Gives a maker of certificates, for a thread of its own; what it keeps is in the vault, for every tab. */
export function createCertificateMaker(ports: CertificateMakerPorts): CertificateMaker {
  const { crypto, vault } = ports;
  const atWork = new Set<AbortController>();
  const make = async <T>(work: (making: MakingPorts) => Promise<T>): Promise<T> => {
    const controller = new AbortController();
    atWork.add(controller);
    try {
      return await work({ ...ports, signal: controller.signal });
    } finally {
      atWork.delete(controller);
    }
  };

  return {
    shelf: () => readShelf(vault),
    watch: (listener) => watchShelf(vault, listener),
    makeAuthority: (wish) => make((making) => makeAuthority(making, wish)),
    importCertificate: (source, keyPlace) => make((making) => importCertificate(making, source, keyPlace)),
    makeDevice: (wish) => make((making) => makeDevice(making, wish)),
    makePair: (wish) => make((making) => makePair(making, wish)),
    prove: (authorityId, code) => prove(ports, authorityId, code),
    makeRequest: (wish) => make((making) => makeRequest(making, wish)),
    completeRequest: (requestId, source) => make((making) => completeRequest(making, requestId, source)),
    reviewRequest: async (source) => reviewRequest(crypto.subtle, findRequest(source)),
    signRequest: (wish) => make((making) => signRequest(making, wish)),
    renew: (renewal) => make((making) => renew(making, renewal)),
    cancelMaking: async () => atWork.forEach((controller) => controller.abort()),
    remove: (id) => removeKept(ports, id),
    output: (id, output, settings) => outputKept(ports, id, output, settings),
    log: async (authorityId) => (await readLog(vault, authorityId)).toReversed(),
    ...createGuides(ports),
    ...createBatches(ports),
  };
}

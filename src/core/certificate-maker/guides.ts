import type { CertificateMaker, KeptGuide } from '../ports/certificate-maker.ts';
import { KIND, makeRecord, readContent } from './kept-records.ts';
import { changeAlone, type CertificateMakerPorts } from './ports.ts';

/** Keeps which steps of a rolling were done. Throws `certificate/unknown`. */
export function createGuides(ports: CertificateMakerPorts): Pick<CertificateMaker, 'startGuide' | 'noteStep'> {
  const { vault, crypto, clock } = ports;
  const keep = (guide: KeptGuide): Promise<void> => vault.write(makeRecord(KIND.guide, guide.id, guide));
  return {
    startGuide: (kind, certificateId) =>
      changeAlone(ports, async () => {
        await readContent(vault, KIND.certificate, certificateId);
        const id = crypto.randomUUID();
        await keep({ id, kind, certificateId, replacementId: undefined, done: [], startedAt: clock.now() });
        return id;
      }),
    noteStep: (guideId, step, isDone, replacementId) =>
      changeAlone(ports, async () => {
        const guide = await readContent(vault, KIND.guide, guideId);
        const others = guide.done.filter((done) => done !== step);
        await keep({
          ...guide,
          done: isDone ? [...others, step] : others,
          replacementId: replacementId ?? guide.replacementId,
        });
      }),
  };
}

import { settle } from '../errors/settle.ts';
import { WorkbenchError } from '../errors/workbench-error.ts';
import { judgeIssue } from '../issuing/judge-issue.ts';
import type { BatchProgress } from '../ports/certificate-maker.ts';
import { createBatchPace } from './batch-pace.ts';
import {
  type BatchDevice,
  makeBatchRecord,
  makePortionRecord,
  type OpenBatch,
  placeOfList,
  readBatch,
  readBatchList,
} from './batch-records.ts';
import { appendToLog } from './issuance-log.ts';
import { type OpenAuthority, openAuthority } from './kept-key.ts';
import { KIND, readContent } from './kept-records.ts';
import { createDeviceMaker, makePortion, PORTION_LENGTH } from './make-portion.ts';
import { changeAlone, type MakingPorts } from './ports.ts';

/**
 * Makes what is yet to be made of a batch. What is made is kept in portions, each in one change with its lines of the log
 * and how far the batch is: whatever ends this, the next run goes on behind the last portion. Throws
 * `batch/running-elsewhere`, `certificate/…`, what the vault does, and AbortError with all kept that was made.
 */
export async function runBatch(
  ports: MakingPorts,
  id: string,
  onProgress: (progress: BatchProgress) => void,
): Promise<void> {
  const release = await ports.locks.tryHold(`certificate-batch-${id}`);
  if (release === undefined) throw new WorkbenchError('batch/running-elsewhere', {});
  try {
    await runAlone(ports, id, onProgress);
  } finally {
    release();
  }
}

async function runAlone(ports: MakingPorts, id: string, onProgress: (progress: BatchProgress) => void): Promise<void> {
  const { vault, clock, signal } = ports;
  let open = await readBatch(vault, id);
  const { total, authorityId } = open.batch;
  const pace = createBatchPace(clock, open.batch, onProgress);
  if (open.batch.done === total) return;
  const ids = await readBatchList(vault, id);
  const issuer = await openAuthority(ports, authorityId);
  judgeAgain(ports, open, issuer);
  const makeDevice = await createDeviceMaker(ports, open, issuer);
  const watch = { isOver: () => signal.aborted, onMade: pace.step };
  while (open.batch.done < total) {
    signal.throwIfAborted();
    const portion = ids.slice(open.batch.done, open.batch.done + PORTION_LENGTH);
    open = await keepPortion(ports, open, await makePortion(clock, portion, makeDevice, watch));
  }
  pace.finish();
}

/** The authority may have ended since the batch was prepared. */
function judgeAgain({ clock }: MakingPorts, { batch, secret }: OpenBatch, { certificate }: OpenAuthority): void {
  const { firstId: commonName, keyKind } = batch;
  const wish = { role: 'device', commonName, keyKind, validity: secret.validity } as const;
  settle(judgeIssue({ ...wish, authority: certificate, at: clock.now() }));
}

/** The batch may have been removed meanwhile, or the authority. What is done needs neither list nor password. */
function keepPortion(ports: MakingPorts, open: OpenBatch, devices: readonly BatchDevice[]): Promise<OpenBatch> {
  const { vault } = ports;
  const { id, authorityId, total } = open.batch;
  const done = open.batch.done + devices.length;
  const isWhole = done === total;
  return changeAlone(ports, async () => {
    await readContent(vault, KIND.batch, id);
    await readContent(vault, KIND.certificate, authorityId);
    const secret = isWhole ? { ...open.secret, password: undefined } : open.secret;
    const next = { batch: { ...open.batch, done }, portions: open.portions + 1, secret };
    const log = await appendToLog(
      vault,
      authorityId,
      devices.map(({ entry }) => entry),
    );
    await vault.change({
      write: [makePortionRecord(id, open.portions, devices), ...log, makeBatchRecord(next)],
      remove: isWhole ? [placeOfList(id)] : [],
    });
    return next;
  });
}

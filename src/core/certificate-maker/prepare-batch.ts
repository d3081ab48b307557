import { settle } from '../errors/settle.ts';
import { WorkbenchError } from '../errors/workbench-error.ts';
import type { ListedId } from '../id-list/listed-id.ts';
import { judgeIssue } from '../issuing/judge-issue.ts';
import { createTurns } from '../key-maker/pace.ts';
import type { KeptBatch, NewBatch } from '../ports/certificate-maker.ts';
import { makeBatchRecord, makeListRecord } from './batch-records.ts';
import { findIssued } from './issuance-log.ts';
import { type OpenAuthority, openAuthority } from './kept-key.ts';
import { KIND, readContent } from './kept-records.ts';
import { changeAlone, type MakingPorts } from './ports.ts';

/** How many certificates are kept at a time: with their keys they take some hundred megabytes. */
export const BATCH_LIMIT = 100_000;

/**
 * Keeps a list as a batch, of which nothing is made yet. Gives its id. Throws `batch/…`, `certificate/…`, `id/…`.
 */
export async function prepareBatch(ports: MakingPorts, wish: NewBatch, list: readonly ListedId[]): Promise<string> {
  const { crypto, vault, clock } = ports;
  judgeLength(list.length);
  if (wish.form !== 'plain-key' && !wish.password) throw new WorkbenchError('certificate/password-missing', {});
  const { kept: authority, certificate } = await openAuthority(ports, wish.authorityId);
  const ids = list.map(({ id }) => id);
  await judgeAll(ports, wish, ids, certificate);
  const id = crypto.randomUUID();
  const prepared = {
    portions: 0,
    batch: describeBatch(id, wish, ids, clock.now()),
    secret: {
      validity: wish.validity,
      password: wish.form === 'plain-key' ? undefined : wish.password,
      chain: [authority.facts, ...authority.chain].map(({ derBase64 }) => derBase64),
    },
  };
  return changeAlone(ports, async () => {
    await readContent(vault, KIND.certificate, authority.id);
    if (wish.again !== true) await refuseSeconds(ports, authority, ids);
    await vault.change({ write: [makeBatchRecord(prepared), makeListRecord(id, ids)] });
    return id;
  });
}

function judgeLength(count: number): void {
  if (count === 0) throw new WorkbenchError('batch/empty', {});
  if (count > BATCH_LIMIT) throw new WorkbenchError('batch/too-many', { count, limit: BATCH_LIMIT });
}

/** Each ID by itself, for an authority may be limited to some names. */
async function judgeAll(
  { clock, signal }: MakingPorts,
  { keyKind, validity }: NewBatch,
  ids: readonly string[],
  authority: OpenAuthority['certificate'],
): Promise<void> {
  const turns = createTurns(clock, signal);
  for (const commonName of ids) {
    settle(judgeIssue({ role: 'device', commonName, keyKind, validity, authority, at: clock.now() }));
    await turns.take();
  }
}

function describeBatch(
  id: string,
  { authorityId, keyKind, profile, form }: NewBatch,
  ids: readonly string[],
  createdAt: number,
): KeptBatch {
  const ends = { firstId: ids[0] ?? '', lastId: ids.at(-1) ?? '' };
  return { id, authorityId, keyKind, profile, form, total: ids.length, done: 0, ...ends, createdAt };
}

async function refuseSeconds(
  { vault }: MakingPorts,
  { id, facts }: OpenAuthority['kept'],
  ids: readonly string[],
): Promise<void> {
  const { first, count } = await findIssued(vault, id, ids);
  if (first === undefined) return;
  const { commonName } = first;
  throw new WorkbenchError('certificate/many-issued-before', { count, issuer: facts.commonName, name: commonName });
}

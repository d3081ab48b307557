import { beforeAll, describe, expect, test } from 'vitest';
import { makeUsualChains, type UsualChains } from '../../support/tls-chains.ts';
import { authenticatedOf, mutateFlights, runMany, SEED, share, TIME_LIMIT_MS } from '../../support/tls-mutations.ts';
import { isAsRecorded, isFaithful, isRefused, countBehind, recordUsual, replay } from '../../support/tls-recording.ts';

let chains: UsualChains;
beforeAll(async () => {
  chains = await makeUsualChains();
});

describe.each(['1.2', '1.3'] as const)(`what a server of TLS %s sends, with seed ${SEED}`, (version) => {
  const count = share(0.3);

  test(
    `is refused in ${count} records and flights that were changed, or says the same`,
    { timeout: TIME_LIMIT_MS },
    async () => {
      const recording = await recordUsual(version, chains);
      const { flights } = recording;
      // In TLS 1.3 all but ServerHello and change_cipher_spec is sealed, in TLS 1.2 Finished.
      const sealed = version === '1.3' ? flights.flat().length - 2 - countBehind(version) : 1;
      const meant = authenticatedOf(version, flights, sealed);
      let same = 0;

      const wrong = await runMany(`records of TLS ${version}`, count, async (random, number) => {
        const changed = mutateFlights(recording, random);
        const result = await replay(recording, changed, number % 16 === 0 ? 'time' : 'transport');
        const isEnded = isRefused(result) || (result.hasEnded && result.end === undefined && result.opened === 1);
        const mayOpen = authenticatedOf(version, changed, sealed) === meant;
        if (isAsRecorded(result, recording)) same += 1;
        return isEnded && isFaithful(result, recording) && (result.opened === 0 || mayOpen) ? undefined : result;
      });

      expect(wrong).toEqual([]);
      // Some changes are none, and most are.
      expect(same).toBeLessThan(count / 4);
    },
  );
});

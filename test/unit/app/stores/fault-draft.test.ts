import { describe, expect, test } from 'vitest';
import { findWrongInFault } from '#cloud/faults/fault';
import { changeFaultKind, FAULT_KINDS, makeFaultDraft, readFaultDraft, type FaultDraft } from '#app/stores/fault-draft';

const draft = (part: Partial<FaultDraft>): FaultDraft => ({ ...makeFaultDraft('latency'), ...part });

describe('a fault that is being entered', () => {
  test.each(FAULT_KINDS)('of the kind %s is one that the cloud takes, as it stands', (kind) => {
    const fault = readFaultDraft(makeFaultDraft(kind));
    expect(fault).toMatchObject({ kind, deviceId: null, times: null, seconds: 60 });
    const { details, deviceId, times } = fault as Exclude<typeof fault, ReadonlySet<string>>;
    expect(findWrongInFault({ id: 'x', kind, deviceId, times, until: null, ...details })).toBeUndefined();
  });

  test('names every field that is wrong', () => {
    const wrong = readFaultDraft(
      draft({ whom: 'one', deviceId: ' ', seconds: '0', details: { milliseconds: 'soon', jitterMilliseconds: '-1' } }),
    );
    expect([...(wrong as ReadonlySet<string>)]).toEqual(['milliseconds', 'jitterMilliseconds', 'deviceId', 'seconds']);
  });

  test.each([
    [{ length: 'open' }, { seconds: null, times: null }],
    [
      { length: 'times', times: ' 3 ' },
      { seconds: null, times: 3 },
    ],
    [
      { length: 'time', seconds: '86400' },
      { seconds: 86_400, times: null },
    ],
    [{ whom: 'one', deviceId: ' gate ' }, { deviceId: 'gate' }],
  ] as const)('%j becomes %j', (part, expected) => {
    expect(readFaultDraft(draft(part))).toMatchObject(expected);
  });

  test('another kind brings its own details, and no number of times where it can have none', () => {
    const counted = draft({ length: 'times', whom: 'one', deviceId: 'gate' });
    expect(changeFaultKind(counted, 'refuse')).toMatchObject({
      kind: 'refuse',
      length: 'times',
      deviceId: 'gate',
      details: { service: 'hub', returnCode: '5' },
    });
    expect(changeFaultKind(counted, 'half-open')).toMatchObject({ length: 'time', details: {} });
  });
});

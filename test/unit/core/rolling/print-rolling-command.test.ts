import { describe, expect, test } from 'vitest';
import { printRollingCommand, type RollingSubject } from '#core/rolling/print-rolling-command';
import { ROLLING_KINDS, stepsOf, type RollingStep } from '#core/rolling/rolling-steps';

const LEAF: RollingSubject = {
  kind: 'leaf-end',
  role: 'self-signed',
  commonName: 'pump-17',
  oldPlace: 'primary',
  oldFile: 'pump-17.pem',
  newFile: 'pump-17-new.pem',
};
const ROOT: RollingSubject = { ...LEAF, kind: 'authority-end', role: 'root', commonName: 'Contoso Root CA' };

/** What a person does, at a device or here. */
const BY_HAND: readonly RollingStep[] = ['make-new', 'issue-leaves', 'deploy', 'watch-devices'];

describe('the command for a step of a rolling', () => {
  test.each<[RollingStep, RollingSubject, string]>([
    [
      'add-new',
      LEAF,
      'az iot dps enrollment update --dps-name "$DPS_NAME" --enrollment-id pump-17 --secondary-certificate-path pump-17-new.pem',
    ],
    [
      'add-new',
      { ...LEAF, oldPlace: 'secondary' },
      'az iot dps enrollment update --dps-name "$DPS_NAME" --enrollment-id pump-17 --certificate-path pump-17-new.pem',
    ],
    [
      'replace-old',
      { ...LEAF, kind: 'leaf-breach' },
      'az iot dps enrollment update --dps-name "$DPS_NAME" --enrollment-id pump-17 --certificate-path pump-17-new.pem',
    ],
    [
      'remove-old',
      LEAF,
      'az iot dps enrollment update --dps-name "$DPS_NAME" --enrollment-id pump-17 --remove-certificate true',
    ],
    [
      'disable',
      { ...LEAF, kind: 'group-leaf-breach', role: 'device' },
      'az iot dps enrollment create --dps-name "$DPS_NAME" --enrollment-id pump-17 --attestation-type x509 --certificate-path pump-17.pem --provisioning-status disabled',
    ],
    [
      'enable',
      { ...LEAF, kind: 'group-leaf-breach', role: 'device' },
      'az iot dps enrollment update --dps-name "$DPS_NAME" --enrollment-id pump-17 --certificate-path pump-17-new.pem --provisioning-status enabled',
    ],
    ['remove-from-hub', LEAF, 'az iot hub device-identity delete --hub-name "$HUB_NAME" --device-id pump-17'],
    [
      'add-new',
      ROOT,
      'az iot dps enrollment-group update --dps-name "$DPS_NAME" --enrollment-id "$ENROLLMENT_GROUP" --secondary-root-ca-name "$NEW_CA_NAME"',
    ],
    [
      'replace-old',
      { ...ROOT, kind: 'authority-breach', role: 'intermediate' },
      'az iot dps enrollment-group update --dps-name "$DPS_NAME" --enrollment-id "$ENROLLMENT_GROUP" --certificate-path pump-17-new.pem',
    ],
    [
      'remove-old',
      { ...ROOT, role: 'intermediate', oldPlace: 'secondary' },
      'az iot dps enrollment-group update --dps-name "$DPS_NAME" --enrollment-id "$ENROLLMENT_GROUP" --remove-secondary-certificate true',
    ],
    [
      'prove',
      ROOT,
      'az iot dps certificate create --dps-name "$DPS_NAME" --certificate-name "$NEW_CA_NAME" --path pump-17-new.pem --verified true',
    ],
  ])('%s of %o', (step, subject, command) => {
    expect(printRollingCommand(step, subject)).toBe(command);
  });

  test('a root is deleted by its name, with the tag that the service asks for', () => {
    const lines = printRollingCommand('remove-old', ROOT)?.split('\n');
    expect(lines).toEqual([
      'ETAG=$(az iot dps certificate show --dps-name "$DPS_NAME" --certificate-name "$CA_NAME" --query etag --output tsv)',
      'az iot dps certificate delete --dps-name "$DPS_NAME" --certificate-name "$CA_NAME" --etag "$ETAG"',
    ]);
  });

  test('after a breach of an authority, every device of the group leaves the hub', () => {
    const command = printRollingCommand('remove-from-hub', { ...ROOT, kind: 'authority-breach' });
    expect(command).toContain('az iot dps enrollment-group registration list');
    expect(command).toContain('az iot hub device-identity delete --hub-name "$HUB_NAME" --device-id="$id"');
  });

  test('there is one for every step but those that are done by hand', () => {
    for (const kind of ROLLING_KINDS) {
      for (const role of ['root', 'intermediate'] as const) {
        for (const step of stepsOf(kind, role)) {
          const command = printRollingCommand(step, { ...LEAF, kind, role });
          expect(command === undefined, `${kind} ${step}`).toBe(BY_HAND.includes(step));
        }
      }
    }
  });

  test('a name that a shell would read otherwise is quoted', () => {
    const odd = { ...LEAF, commonName: "-it's", newFile: 'a b.pem' };
    expect(printRollingCommand('add-new', odd)).toContain(
      "--enrollment-id='-it'\\''s' --secondary-certificate-path 'a b.pem'",
    );
  });
});

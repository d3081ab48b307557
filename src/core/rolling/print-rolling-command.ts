import { printOption } from '../export/print-option.ts';
import type { PairSlot } from '../ports/certificate-maker.ts';
import type { RollingFacts } from '../words/en/rolling.ts';
import type { RollingStep } from './rolling-steps.ts';

/** What is rolled, as a command needs to know it. The common name of a leaf is its registration ID. */
export interface RollingSubject extends RollingFacts {
  /** Names of the files that the certificate that goes, and the one that comes, are saved as. */
  readonly oldFile: string;
  readonly newFile: string;
}

const DPS = '--dps-name "$DPS_NAME"';
const HUB = '--hub-name "$HUB_NAME"';
const GROUP = '--enrollment-id "$ENROLLMENT_GROUP"';

/**
 * Gives what does a step with the Azure CLI (its extension azure-iot), for a POSIX shell; undefined for a step that the
 * service has no part in. It reads `DPS_NAME`, `HUB_NAME`, `ENROLLMENT_GROUP`, `CA_NAME` and `NEW_CA_NAME`, as far as
 * it needs them.
 */
export function printRollingCommand(step: RollingStep, subject: RollingSubject): string | undefined {
  const { kind, commonName, newFile } = subject;
  const isAuthority = kind === 'authority-end' || kind === 'authority-breach';
  switch (step) {
    case 'add-new':
      return isAuthority
        ? updateGroup(subject, otherSlot(subject.oldPlace))
        : updateOne(subject, printFile(otherSlot(subject.oldPlace), newFile));
    case 'replace-old':
      return isAuthority
        ? updateGroup(subject, subject.oldPlace)
        : updateOne(subject, printFile(subject.oldPlace, newFile));
    case 'remove-old':
      return isAuthority ? removeAuthority(subject) : updateOne(subject, REMOVALS[subject.oldPlace]);
    case 'disable':
      return `az iot dps enrollment create ${DPS} ${idOf(subject)} --attestation-type x509 ${printFile('primary', subject.oldFile)} --provisioning-status disabled`;
    case 'enable':
      return updateOne(subject, `${printFile('primary', newFile)} --provisioning-status enabled`);
    case 'remove-from-hub':
      return isAuthority
        ? removeAllOfGroup()
        : `az iot hub device-identity delete ${HUB} ${printOption('device-id', commonName)}`;
    case 'prove':
      return `az iot dps certificate create ${DPS} --certificate-name "$NEW_CA_NAME" ${printOption('path', newFile)} --verified true`;
    case 'make-new':
    case 'issue-leaves':
    case 'deploy':
    case 'watch-devices':
      return undefined;
  }
}

/** Gives the other place of an enrollment. */
export function otherSlot(slot: PairSlot): PairSlot {
  return slot === 'primary' ? 'secondary' : 'primary';
}

const FILES: Readonly<Record<PairSlot, string>> = {
  primary: 'certificate-path',
  secondary: 'secondary-certificate-path',
};
const NAMES: Readonly<Record<PairSlot, string>> = { primary: 'root-ca-name', secondary: 'secondary-root-ca-name' };
const REMOVALS: Readonly<Record<PairSlot, string>> = {
  primary: '--remove-certificate true',
  secondary: '--remove-secondary-certificate true',
};

function printFile(slot: PairSlot, file: string): string {
  return printOption(FILES[slot], file);
}

function idOf({ commonName }: RollingSubject): string {
  return printOption('enrollment-id', commonName);
}

function updateOne(subject: RollingSubject, change: string): string {
  return `az iot dps enrollment update ${DPS} ${idOf(subject)} ${change}`;
}

/** A group refers to a root by its name in DPS, and holds an intermediate itself. */
function updateGroup({ role, newFile }: RollingSubject, slot: PairSlot): string {
  const change = role === 'root' ? `--${NAMES[slot]} "$NEW_CA_NAME"` : printFile(slot, newFile);
  return `az iot dps enrollment-group update ${DPS} ${GROUP} ${change}`;
}

function removeAuthority({ role, oldPlace }: RollingSubject): string {
  if (role !== 'root') return `az iot dps enrollment-group update ${DPS} ${GROUP} ${REMOVALS[oldPlace]}`;
  const which = `${DPS} --certificate-name "$CA_NAME"`;
  return [
    `ETAG=$(az iot dps certificate show ${which} --query etag --output tsv)`,
    `az iot dps certificate delete ${which} --etag "$ETAG"`,
  ].join('\n');
}

function removeAllOfGroup(): string {
  return [
    `az iot dps enrollment-group registration list ${DPS} ${GROUP} --query "[].deviceId" --output tsv |`,
    `  while read -r id; do az iot hub device-identity delete ${HUB} --device-id="$id"; done`,
  ].join('\n');
}

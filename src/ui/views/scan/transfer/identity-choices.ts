import { hasExportableKey } from '#core/certificate-export/outputs-of';
import { deviceName, type DeviceRecord } from '#core/identity/device-record';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import type { DeviceSummary } from '#core/ports/device-host';
import { uiTransferWords } from '#core/words/en/ui-transfer';
import type { IdentitySubject } from '#app/use-cases/bundle-identity';
import type { FieldNote } from '../../../elements/field/field.ts';
import type { SelectOption } from '../../../elements/field/select-input.ts';

const words = uiTransferWords.send;

/** An identity that is kept here and may be sent. */
export interface IdentityChoice {
  readonly subject: IdentitySubject;
  readonly name: string;
  readonly notes: readonly FieldNote[];
  readonly option: SelectOption<string>;
}

/** Lists the devices, and the certificates whose keys are here by their names; those whose keys stay are named as such. */
export function listIdentities(
  devices: readonly DeviceSummary[],
  certificates: readonly KeptCertificate[],
): readonly IdentityChoice[] {
  return [
    ...devices.map(choiceOfDevice),
    ...certificates
      .filter(({ key }) => key.kind !== 'elsewhere')
      .map(choiceOfCertificate)
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en')),
  ];
}

/** Gives what a choice is called in a list. */
export function valueOfSubject({ kind, id }: IdentitySubject): string {
  return `${kind} ${id}`;
}

function choiceOfDevice({ record }: DeviceSummary): IdentityChoice {
  const { id, route, keyKind } = record;
  const subject = { kind: 'device', id } as const;
  const name = deviceName(route);
  const label = keyKind === 'browser-certificate' ? words.keyStays(name) : name;
  const notes = notesOfDevice(record);
  return { subject, name, notes, option: { value: valueOfSubject(subject), label, group: words.groups.device } };
}

function notesOfDevice({ keyKind, wantsCertificate }: DeviceRecord): readonly FieldNote[] {
  const { group, certificates, issued } = words.notes;
  return [
    ...(keyKind === 'group-key' ? [{ tone: 'warn', text: group } as const] : []),
    ...(keyKind === 'certificate' ? [{ tone: 'info', text: certificates } as const] : []),
    ...(wantsCertificate === true ? [{ tone: 'info', text: issued } as const] : []),
  ];
}

function choiceOfCertificate({ id, facts, key }: KeptCertificate): IdentityChoice {
  const subject = { kind: 'certificate', id } as const;
  const name = facts.commonName;
  const label = hasExportableKey({ key }) ? name : words.keyStays(name);
  const notes: readonly FieldNote[] = facts.isAuthority ? [{ tone: 'warn', text: words.notes.authority }] : [];
  return { subject, name, notes, option: { value: valueOfSubject(subject), label, group: words.groups.certificate } };
}

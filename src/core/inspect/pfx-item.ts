import { readPfx } from '../pkcs/read-pfx.ts';
import { inspectValues as words } from '../words/en/inspect-values.ts';
import { makeCertificateItem } from './certificate-item.ts';
import type { FoundItem } from './found-item.ts';
import { makeFact } from './item-facts.ts';
import { makeKeyItem } from './key-item.ts';
import type { Reading } from './reading.ts';

/** Tells what is in a PFX that the password opens, or none; of one that stays closed that it asks for one. */
export async function makePfxItem(reading: Reading, der: Uint8Array, form: string): Promise<FoundItem> {
  const read = await readPfx(reading.subtle, der, reading.password);
  if (!read.ok) {
    const isClosed = read.findings.some(({ code }) => code.startsWith('pkcs/password'));
    return {
      kind: 'pfx',
      title: '',
      facts: [makeFact('form', form)],
      findings: read.findings,
      ...(isClosed && { material: { kind: 'locked-key' } }),
    };
  }
  const { certificates, keys } = read.value;
  const contents: FoundItem[] = [];
  for (const { der: content, friendlyName } of certificates) {
    if (!reading.room.take()) break;
    contents.push(withName(await makeCertificateItem(reading.subtle, content, words.forms.pfx), friendlyName));
  }
  for (const { pkcs8, friendlyName } of keys) {
    if (!reading.room.take()) break;
    const source = { content: pkcs8, form: words.forms.pfx, isEncrypted: false };
    contents.push(withName(await makeKeyItem(reading, source), friendlyName));
  }
  return {
    kind: 'pfx',
    title: [...keys, ...certificates].find(({ friendlyName }) => friendlyName)?.friendlyName ?? '',
    facts: [
      makeFact('certificates', words.count(certificates.length)),
      makeFact('keys', words.count(keys.length)),
      makeFact('form', form),
    ],
    findings: read.notes,
    contents,
    isUnordered: true,
  };
}

function withName(item: FoundItem, friendlyName: string | undefined): FoundItem {
  if (friendlyName === undefined || friendlyName === '') return item;
  return { ...item, facts: [...item.facts, makeFact('friendly-name', friendlyName)] };
}

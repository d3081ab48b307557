import { decodeBase64 } from '../bytes/base64.ts';
import type { OutputFile } from '../certificate-export/certificate-output.ts';
import { printCsvRow } from '../csv/print-csv.ts';
import { settle } from '../errors/settle.ts';
import { WorkbenchError } from '../errors/workbench-error.ts';
import { fileNameFor } from '../export/file-name.ts';
import { fileNamesOf } from '../issuing/file-names.ts';
import { createTurns } from '../key-maker/pace.ts';
import type { ArchiveWriter } from '../ports/archive-writer.ts';
import type { BatchProgress, KeptBatch } from '../ports/certificate-maker.ts';
import { commonNameOf, readCertificate } from '../x509/certificate.ts';
import { printPem } from '../x509/pem.ts';
import { createBatchPace } from './batch-pace.ts';
import { type BatchDevice, type OpenBatch, readBatch, readPortion } from './batch-records.ts';
import type { MakingPorts } from './ports.ts';

/** Stands beside the files, and lists them. */
const MANIFEST_NAME = 'certificates.csv';

/**
 * Makes an archive of what was made of a batch until now, with a list of what is in it. Throws `batch/nothing-made`,
 * `certificate/unknown`, and what the vault does.
 */
export async function saveBatch(
  { vault, clock, openArchive, signal }: MakingPorts,
  id: string,
  onProgress: (progress: BatchProgress) => void,
): Promise<OutputFile> {
  const open = await readBatch(vault, id);
  const { done: total } = open.batch;
  if (total === 0) throw new WorkbenchError('batch/nothing-made', {});
  const pace = createBatchPace(clock, { done: 0, total }, onProgress);
  const turns = createTurns(clock, signal);
  const archive = openArchive(clock.now());
  const add = createDeviceFiles(archive, open);
  const rows = [printCsvRow(HEADING).text];
  let lastId = '';
  for (let index = 0; index < open.portions; index += 1) {
    for (const device of await readPortion(vault, id, index)) {
      rows.push(printRow(device, add(device)));
      lastId = device.entry.commonName;
      pace.step();
      await turns.take();
    }
  }
  archive.add(MANIFEST_NAME, rows.join(''));
  pace.finish();
  return { name: nameArchive(open, lastId), mediaType: 'application/zip', content: archive.finish() };
}

/** After the authority and the devices that are in it, which of a batch that is not done are the first of its list. */
function nameArchive({ batch: { firstId }, secret }: OpenBatch, lastId: string): string {
  const [authority = ''] = secret.chain;
  const { subject } = settle(readCertificate(decodeBase64(authority) ?? new Uint8Array())).value;
  const devices = firstId === lastId ? [firstId] : [firstId, 'to', lastId];
  return fileNameFor([commonNameOf(subject) ?? 'devices', ...devices].join('-'), '.zip', new Set());
}

/** Adds the files of a device, and gives the names that they have in the archive. */
type AddDevice = (device: BatchDevice) => readonly string[];

function createDeviceFiles(archive: ArchiveWriter, { batch, secret }: OpenBatch): AddDevice {
  const issuers = secret.chain.map(printBase64).join('');
  const placeFor = createPlaces(batch);
  return ({ entry, certificate, key }) => {
    const place = placeFor(entry.commonName);
    const keyBytes = decodeBase64(key) ?? new Uint8Array();
    if (batch.form === 'pfx') {
      archive.add(place.pfx, keyBytes);
      return [place.pfx];
    }
    const [name, label] =
      batch.form === 'encrypted-key' ? [place.encryptedKey, 'ENCRYPTED PRIVATE KEY'] : [place.key, 'PRIVATE KEY'];
    archive.add(place.fullChain, printBase64(certificate) + issuers);
    archive.add(name, printPem(label, keyBytes));
    return [place.fullChain, name];
  };
}

const printBase64 = (base64: string): string => printPem('CERTIFICATE', decodeBase64(base64) ?? new Uint8Array());

type FilePlaces = Pick<ReturnType<typeof fileNamesOf>, 'fullChain' | 'key' | 'encryptedKey' | 'pfx'>;

/**
 * Gives files names that no two devices share. By `azure` they are named after the device, and lie side by side; the
 * scripts have names that several devices come to, so each device gets a folder.
 */
function createPlaces({ profile }: KeptBatch): (commonName: string) => FilePlaces {
  const taken = new Set<string>([MANIFEST_NAME]);
  return (commonName) => {
    const base = fileNameFor(commonName, '', taken);
    if (profile === 'azure') return fileNamesOf({ profile, role: 'device', name: base });
    const { fullChain, key, encryptedKey, pfx } = fileNamesOf({ profile, role: 'device', name: commonName });
    const within = (name: string): string => `${base}/${name}`;
    return { fullChain: within(fullChain), key: within(key), encryptedKey: within(encryptedKey), pfx: within(pfx) };
  };
}

const HEADING = ['deviceId', 'serialNumber', 'sha1Thumbprint', 'sha256Thumbprint', 'notBefore', 'notAfter', 'files'];

function printRow({ entry }: BatchDevice, files: readonly string[]): string {
  const { commonName, serialNumber, sha1Thumbprint, sha256Thumbprint, notBefore, notAfter } = entry;
  const dates = [notBefore, notAfter].map((at) => new Date(at).toISOString().replace(/\.\d+/, ''));
  return printCsvRow([commonName, serialNumber, sha1Thumbprint, sha256Thumbprint, ...dates, files.join(' ')]).text;
}

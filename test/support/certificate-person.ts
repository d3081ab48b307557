import type { KeyKind } from '#core/issuing/key-kind';
import { printPem } from '#core/x509/pem';
import type { Person } from './person.ts';

/** Somebody who makes certificates in the app at `origin`, and devices of them. */
export interface CertificatePerson extends Person {
  readonly origin: string;
}

const DIALOG = 'dialog[open]';
const submit = ({ click }: Person): Promise<void> => click(`${DIALOG} [type=submit]`);
const card = (name: string, value: string): string => `label:has(> input[name="${name}"][value="${value}"])`;

/** Makes a root; its page is open then. */
export async function makeRoot(person: CertificatePerson, name: string): Promise<void> {
  await person.go(`${person.origin}/#/certificates`);
  await person.press('Make a root');
  await person.fill('#authority-name', name);
  await submit(person);
  await person.see('Prove possession to Azure');
}

/** Makes a certificate of a device, signed by the root that there is, with a key that is sealed and never leaves. */
export async function makeDeviceCertificate(person: CertificatePerson, name: string, kind: KeyKind): Promise<void> {
  await openDeviceDialog(person);
  await fillDeviceDialog(person, name, kind);
}

/** Makes the pair of an enrollment of its own, and enrolls it in the local cloud. */
export async function makeEnrolledPair(person: CertificatePerson, name: string, kind: KeyKind): Promise<void> {
  await openDeviceDialog(person);
  await person.click(card('device-certificate-kind', 'pair'));
  await fillDeviceDialog(person, name, kind);
  await person.press('Enroll in the local cloud');
  await person.see(`${name} is enrolled`);
}

async function openDeviceDialog(person: CertificatePerson): Promise<void> {
  await person.go(`${person.origin}/#/certificates/devices`);
  await person.press('Make a certificate');
}

async function fillDeviceDialog(person: CertificatePerson, name: string, kind: KeyKind): Promise<void> {
  await person.fill('#device-certificate-name', name);
  await person.click(card('device-certificate-key-place', 'vault'));
  await person.click(`${DIALOG} details summary`);
  await person.select('#device-certificate-key-kind', kind);
  await submit(person);
  await person.see('Start as virtual device');
}

/** Starts the device of the certificate whose page is open; where no cloud knows it yet, makes it known by its root. */
export async function startAsDevice(person: CertificatePerson, isKnown: boolean): Promise<void> {
  await person.press('Start as virtual device');
  if (!isKnown) await person.press('Add and start');
}

/** Adds a device with the key of its group that asks DPS for a certificate, and starts it. */
export async function startWithIssuance(person: CertificatePerson, name: string, groupKey: string): Promise<void> {
  await person.go(`${person.origin}/#/devices`);
  await person.press('New device');
  await person.see('Ask DPS for a certificate');
  await person.select('#new-endpoint', 'server');
  await person.fill('#new-deviceId', name);
  await person.fill('#new-primaryKey', groupKey);
  await person.click('label:has(> #new-issuance)');
  await submit(person);
}

/** Trusts the authority of a server of one's own. */
export async function trustRoot(person: CertificatePerson, name: string, pem: string): Promise<void> {
  await person.go(`${person.origin}/#/connections`);
  await person.press('Add a root');
  await person.fill('#root-source', pem);
  await person.see('This is what you are about to trust');
  await submit(person);
  await person.see(`${name} is trusted from now on`);
}

/** Adds the device of a hub that has this name in its certificate, by a connection string, and starts it. */
export async function startAtHub(person: CertificatePerson, name: string, hub: string): Promise<void> {
  await person.go(`${person.origin}/#/devices`);
  await person.press('New device');
  await person.click(card('new-way', 'connection-string'));
  await person.fill('#new-connectionString', `HostName=${hub};DeviceId=${name};x509=true`);
  await person.selectNamed('#new-certificateId', `${name}, `);
  await submit(person);
}

/** Waits until the device whose page is open has sent telemetry, over TLS of this version that ends in the tab. */
export async function seeItStream(person: Person, version: string, hub = 'localhost'): Promise<void> {
  await person.see(`Connected to ${hub}`);
  await person.press('Telemetry', 'tab');
  await person.see('temperature: now');
  await person.press('Trace', 'tab');
  await person.see(`${version} stands`);
}

/** Gives the keys that scripts of this origin can reach in its databases: how many, and how many of them could be taken away. */
export function countReachableKeys(person: Person): Promise<{ readonly keys: number; readonly extractable: number }> {
  return person.run(async () => {
    const asPromise = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('refused'));
      });
    const found: CryptoKey[] = [];
    const visit = (value: unknown): void => {
      if (value instanceof CryptoKey) found.push(value);
      else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
        Object.values(value).forEach(visit);
      }
    };
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await asPromise(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        visit(await asPromise(database.transaction(store).objectStore(store).getAll()));
      }
      database.close();
    }
    let extractable = 0;
    for (const key of found) {
      const format = key.type === 'secret' ? 'raw' : 'pkcs8';
      if (key.type === 'public') continue;
      await crypto.subtle.exportKey(format, key).then(
        () => (extractable += 1),
        () => undefined,
      );
    }
    return { keys: found.length, extractable };
  });
}

/** Gives the certificate of the root that somebody made there, as PEM: whoever is to trust it gets that. */
export async function readMadeRoot(person: Person): Promise<string> {
  const base64 = await person.run(async () => {
    const asPromise = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('refused'));
      });
    type Found = { public?: { certificate?: { role: string; facts: { derBase64: string } } } };
    const database = await asPromise(indexedDB.open('device-workbench-vault'));
    const records = await asPromise<Found[]>(database.transaction('records').objectStore('records').getAll());
    database.close();
    const root = records.find(({ public: shown }) => shown?.certificate?.role === 'root');
    return root?.public?.certificate?.facts.derBase64 ?? '';
  });
  return printPem('CERTIFICATE', Buffer.from(base64, 'base64'));
}

import { createSystemClock } from '#adapters/clock/system-clock';
import { parseCsv } from '#adapters/csv/parse-csv';
import { createWebLocks } from '#adapters/locks/web-locks';
import { exposeCertificateMaker } from '#adapters/threads/expose-certificate-maker';
import { raiseRejections } from '#adapters/threads/raise-rejections';
import { createIdbVault } from '#adapters/vault/idb-vault';
import { VAULT_NAME } from '#adapters/vault/vault-name';
import { openZip } from '#adapters/zip/open-zip';
import { createCertificateMaker } from '#core/certificate-maker/create-certificate-maker';

raiseRejections(globalThis);
const { crypto } = globalThis;
const locks = createWebLocks(navigator.locks);
const vault = createIdbVault({ name: VAULT_NAME, crypto, locks });
const ports = { crypto, vault, clock: createSystemClock(), locks, openArchive: openZip, parseCsv };
exposeCertificateMaker(createCertificateMaker(ports));

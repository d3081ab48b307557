import { createSystemClock } from '#adapters/clock/system-clock';
import { parseCsv } from '#adapters/csv/parse-csv';
import { exposeKeyMaker } from '#adapters/threads/expose-key-maker';
import { raiseRejections } from '#adapters/threads/raise-rejections';
import { openZip } from '#adapters/zip/open-zip';
import { createKeyMaker } from '#core/key-maker/create-key-maker';

raiseRejections(globalThis);
const { subtle } = globalThis.crypto;
exposeKeyMaker(createKeyMaker({ subtle, parseCsv, openArchive: openZip, clock: createSystemClock() }));

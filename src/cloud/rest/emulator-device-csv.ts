import { printCsvRow } from '#core/csv/print-csv';
import type { Finding } from '#core/errors/workbench-error';
import { CENTRAL_HEADING, printCentralRow } from '#core/export/central-csv';
import { judgeIdList } from '#core/id-list/judge-id-list';
import type { ListedId } from '#core/id-list/listed-id';
import { readIdTable } from '#core/id-list/read-id-table';
import type { CsvRow } from '#core/ports/csv-parser';
import type { IdProblem } from '#core/ports/key-maker';
import type { RestResponse } from '#core/ports/rest';
import { describeFinding } from '#core/words/words';
import type { CloudContext } from '../cloud-context.ts';
import { addRegisteredDevice } from '../services/device-control.ts';
import { makeCredentials } from '../services/device-credentials.ts';
import { touchIdentity } from '../services/device-state.ts';
import { answerError, answerJson } from './rest-response.ts';
import type { Route, RouteRequest } from './route.ts';

/** Devices as IoT Central's own CSV files have them: its export with keys, and its import of IDs and names. */
export const emulatorDeviceCsvRoutes: readonly Route[] = [
  { method: 'GET', path: '/_emu/devices.csv', handle: exportDevices },
  { method: 'POST', path: '/_emu/devices.csv', takes: 'text', handle: importDevices },
];

async function exportDevices(context: CloudContext): Promise<RestResponse> {
  const devices = context.registry.list().filter(({ state }) => state.moduleId === undefined);
  let body = printCsvRow(CENTRAL_HEADING).text;
  for (const { state } of devices) {
    const credentials = await makeCredentials(context, state);
    body += printCentralRow({ deviceId: state.deviceId, name: state.displayName, ...credentials }).text;
  }
  const headers = {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="devices.csv"',
  };
  return { status: 200, headers, body };
}

/**
 * Registers the devices of a file before they connect for the first time. What cannot be taken is told line by line and
 * stops nothing else; devices that are here already stay as they are.
 */
async function importDevices(context: CloudContext, { body }: RouteRequest): Promise<RestResponse> {
  const table = context.parseCsv(typeof body === 'string' ? body : '');
  const read = readIdTable(table);
  if (!read.ok) return answerError(context, 400, 'InvalidBody', sayWhy(read.findings[0]));
  const { good, problems } = judgeIdList(read.value.ids, read.value.problems);
  // A first line that was taken for a heading might be a device, so what was guessed is told, too.
  const notes = read.notes.map((finding) => describeGuess(table.rows[0], finding));
  let added = 0;
  for (const listed of good) if (await register(context, listed)) added += 1;
  return answerJson(200, { added, known: good.length - added, problems: [...notes, ...problems].map(describeProblem) });
}

/** Gives false for a device that is here, also under an ID that DPS takes for the same. */
async function register(context: CloudContext, { id, name }: ListedId): Promise<boolean> {
  if (context.registry.find(id) !== undefined || context.registry.findRegistration(id) !== undefined) return false;
  const { state } = await addRegisteredDevice(context, id);
  if (name !== undefined) state.displayName = name;
  touchIdentity(context, state);
  return true;
}

function describeGuess(first: CsvRow | undefined, finding: Finding): IdProblem {
  const line = first?.line ?? 1;
  if (finding.code !== 'list/heading-skipped') return { line, found: '', leftOut: false, finding };
  return { line, found: finding.facts.heading, leftOut: true, finding };
}

function describeProblem({ line, found, leftOut, finding }: IdProblem): object {
  return { line, found, leftOut, code: finding.code, message: sayWhy(finding) };
}

function sayWhy(finding: Finding): string {
  const { explanation, remedy } = describeFinding(finding);
  return `${explanation} ${remedy}`.trim();
}

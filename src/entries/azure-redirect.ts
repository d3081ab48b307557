// Loaded before an unmodified program: node --import ./dist/server/azure-redirect.js your-device.js
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';
import tls from 'node:tls';
import { findingOf } from '#core/errors/workbench-error';
import { readRedirectPlan, redirectConnect } from '#server/azure-redirect';
import { makeTerminal } from '#server/terminal';

try {
  tls.connect = redirectConnect(tls.connect, readRedirectPlan(process.env), (reason) => process.emitWarning(reason));
  syncBuiltinESMExports();
} catch (error) {
  const finding = findingOf(error);
  if (finding === undefined) throw error;
  makeTerminal(process.stdout, process.stderr).explain(finding);
  process.exit(2);
}

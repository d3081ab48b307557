import { batch } from './batch.ts';
import { certificates } from './certificates.ts';
import { chart } from './chart.ts';
import { cloudThroughput } from './cloud-throughput.ts';
import { dps } from './dps.ts';
import { firstLoad } from './first-load.ts';
import { keys } from './keys.ts';
import { load } from './load.ts';
import type { Bench } from './measure.ts';
import { mqttBuild } from './mqtt-build.ts';
import { pfx } from './pfx.ts';
import { qr } from './qr.ts';
import { telemetry } from './telemetry.ts';
import { tls } from './tls.ts';
import { trace } from './trace.ts';
import { transfer } from './transfer.ts';

const BENCHES: readonly Bench[] = [
  firstLoad,
  mqttBuild,
  trace,
  chart,
  telemetry,
  tls,
  dps,
  keys,
  certificates,
  pfx,
  batch,
  transfer,
  cloudThroughput,
  load,
  qr,
];

/** Runs the benches that are named, by their name or a part of it, or all that are not long. */
export async function main(argv: readonly string[]): Promise<void> {
  const paths: Record<string, string> = {};
  const rest = argv.filter((word, index) => {
    const path = argv[index + 1];
    if (word.startsWith('--') && path !== undefined) paths[word.slice(2)] = path;
    return !word.startsWith('--') && argv[index - 1]?.startsWith('--') !== true;
  });
  const options = new Map(rest.filter((word) => word.includes('=')).map(readOption));
  const words = rest.filter((word) => !word.includes('='));
  for (const bench of BENCHES.filter((one) => isChosen(one, words))) {
    process.stdout.write(`\n## ${bench.name}\n${bench.question}\n\n`);
    for (const line of await bench.run(options, paths)) process.stdout.write(`${line}\n`);
  }
}

function readOption(word: string): [name: string, value: number] {
  const [name = '', value = ''] = word.split('=');
  if (!/^\d+$/.test(value)) throw new Error(`${name} takes a number`);
  return [name, Number(value)];
}

/** A word that is a whole name means that bench alone. */
function isChosen({ name, isLong = false }: Bench, words: readonly string[]): boolean {
  if (words.length === 0) return !isLong;
  return words.some((word) => word === name || (!BENCHES.some((one) => one.name === word) && name.includes(word)));
}

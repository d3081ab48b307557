import { chart } from './chart.ts';
import { cloudThroughput } from './cloud-throughput.ts';
import { dps } from './dps.ts';
import { firstLoad } from './first-load.ts';
import { keys } from './keys.ts';
import type { Bench } from './measure.ts';
import { mqttBuild } from './mqtt-build.ts';
import { telemetry } from './telemetry.ts';
import { trace } from './trace.ts';

const BENCHES: readonly Bench[] = [firstLoad, mqttBuild, trace, chart, telemetry, dps, keys, cloudThroughput];

/** Runs the benches whose name contains one of the words given, or all. */
export async function main(words: readonly string[]): Promise<void> {
  const chosen = BENCHES.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  for (const bench of chosen) {
    process.stdout.write(`\n## ${bench.name}\n${bench.question}\n\n`);
    for (const line of await bench.run()) process.stdout.write(`${line}\n`);
  }
}

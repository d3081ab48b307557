import type { Cloud } from '#cloud/cloud';
import { createWebhookQueue, type PostWebhook } from '#cloud/export/webhook-queue';
import type { Clock } from '#core/ports/clock';
import { TELEMETRY_NOTES } from '#core/words/en/server-banner';
import { openLineFile } from './telemetry-file.ts';
import type { Terminal } from './terminal.ts';

/** Where telemetry goes on to. */
export interface SinkOptions {
  readonly telemetryFile: string | undefined;
  readonly telemetryWebhook: string | undefined;
}

/** Telemetry on its way out of a cloud. */
export interface TelemetrySinks {
  /** Writes what is left to the file; what waits for the webhook is let go. */
  dispose(): Promise<void>;
}

/** Something that takes telemetry as lines of JSON. */
interface Sink {
  add(line: string): void;
  dispose(): void | Promise<void>;
}

const HEADERS = { 'content-type': 'application/json; charset=utf-8' };

/**
 * Hands the telemetry of a cloud on, in the form of IoT Central's data export. No device waits for it. Throws
 * `terminal/output-file` when the file cannot be had.
 */
export async function openTelemetrySinks(
  { telemetryFile, telemetryWebhook }: SinkOptions,
  { cloud, clock, terminal, post }: { cloud: Cloud; clock: Clock; terminal: Terminal; post: PostWebhook },
): Promise<TelemetrySinks> {
  const sinks: Sink[] = [];
  if (telemetryFile !== undefined) {
    const notes = {
      failed: (reason: string) => terminal.say(TELEMETRY_NOTES.notWritten(telemetryFile, reason)),
      recovered: (lost: number) => terminal.say(TELEMETRY_NOTES.writtenAgain(telemetryFile, lost)),
    };
    sinks.push(await openLineFile(telemetryFile, clock, notes));
  }
  if (telemetryWebhook !== undefined) sinks.push(openWebhook(telemetryWebhook, clock, terminal, post));
  if (sinks.length === 0) return { dispose: () => Promise.resolve() };
  const unfollow = cloud.follow((event) => {
    const line = cloud.printExportLine(event);
    if (line !== undefined) for (const sink of sinks) sink.add(line);
  });
  return {
    async dispose() {
      unfollow();
      for (const sink of sinks) await sink.dispose();
    },
  };
}

/** The address may hold a secret in its path or query, so its host alone is said; once, until it answers well again. */
function openWebhook(url: string, clock: Clock, terminal: Terminal, post: PostWebhook): Sink {
  const { host } = new URL(url);
  let fails = false;
  const tell = (failed: boolean, text: string): void => {
    if (fails !== failed) terminal.say(text);
    fails = failed;
  };
  return createWebhookQueue(
    clock,
    async (...request) => {
      try {
        const status = await post(...request);
        if (status >= 200 && status < 300) tell(false, TELEMETRY_NOTES.webhookBack(host));
        else tell(true, TELEMETRY_NOTES.webhookAnswer(host, status));
        return status;
      } catch (error) {
        tell(true, TELEMETRY_NOTES.webhookSilent(host));
        throw error;
      }
    },
    () => ({ url, headers: HEADERS }),
  );
}

import { CONTROL_CHANNEL, type ControlMessage } from './tab-cloud-messages.ts';

/**
 * Runs `start` when a device or a page of any tab looks for the cloud in this browser: a worker cannot start another
 * one under this policy, so pages do. Only one of the started workers hosts; the others stand by. Returns a function
 * that stops listening.
 */
export function startCloudWhenSought(start: () => void): () => void {
  const channel = new BroadcastChannel(CONTROL_CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<ControlMessage>) => {
    if (data.kind === 'seek') start();
  };
  return () => channel.close();
}

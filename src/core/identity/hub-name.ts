import type { Verdict } from '../errors/workbench-error.ts';
import { accept } from '../errors/workbench-error.ts';
import { judgeHostName } from './host-name.ts';

const AZURE_HUBS = 'azure-devices.net';

/**
 * Gives the host of a hub that is called by its host or, as `az` takes it too, by its name alone: a name without a dot
 * is one of Azure's public cloud. `localhost` is itself, since a local cloud is called so.
 */
export function judgeHubName(text: string): Verdict<string> {
  const verdict = judgeHostName(text);
  if (!verdict.ok || verdict.value.includes('.') || verdict.value.toLowerCase() === 'localhost') return verdict;
  return accept(`${verdict.value}.${AZURE_HUBS}`);
}

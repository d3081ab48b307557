import type { Verdict } from '../errors/workbench-error.ts';
import { accept, makeFinding, reject } from '../errors/workbench-error.ts';
import { quoteInput } from './quote-input.ts';

/** DTDL: the ID of an Interface has at most 128 characters. */
const LENGTH_LIMIT = 128;
/** DTDL v2 asks for a version; v3 lets it have a minor part or be left out. */
const MODEL_ID =
  /^dtmi:[a-z](?:[a-z0-9_]*[a-z0-9])?(?::[a-z](?:[a-z0-9_]*[a-z0-9])?)*(?:;[1-9][0-9]{0,8}(?:\.[1-9][0-9]{0,5})?)?$/i;

/** Judges a digital twin model identifier (DTMI) such as `dtmi:com:example:Thermostat;1`; blanks around it go. */
export function judgeModelId(text: string): Verdict<string> {
  const trimmed = text.trim();
  const isModelId = trimmed.startsWith('dtmi:') && trimmed.length <= LENGTH_LIMIT && MODEL_ID.test(trimmed);
  return isModelId ? accept(trimmed) : reject(makeFinding('model-id/form', { found: quoteInput(trimmed) }));
}

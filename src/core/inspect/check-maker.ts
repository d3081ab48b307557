import type { AzureCheckFacts, AzureCheckReason } from './azure-check-facts.ts';
import type { AzureCheck, AzureCheckName } from './inspection.ts';

/** Gives a check with its cause; the cause begins with the name of the check. */
export function makeCheck<Reason extends AzureCheckReason>(
  result: AzureCheck['result'],
  reason: Reason,
  facts: AzureCheckFacts[Reason],
  itemId: string | undefined,
): AzureCheck {
  return { check: reason.slice(0, reason.indexOf('/')) as AzureCheckName, result, itemId, reason, facts: { ...facts } };
}

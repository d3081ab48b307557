import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';
import type { CloudContext } from '../cloud-context.ts';
import type { PropertyChange } from '../state/template-state.ts';
import type { Identity } from './identity.ts';
import { readAcknowledgement } from './property-acknowledgement.ts';
import { isComponent } from './template-capabilities.ts';

/** Changes that are remembered per device, the newest ones. */
const PROPERTY_HISTORY = 50;
/** Characters of JSON that are remembered of a value. */
const VALUE_KEPT = 1024;

/** Who changed which section, and which version that made; null for cloud properties, which have none. */
export type PropertyWrite = Pick<PropertyChange, 'section' | 'by' | 'version'>;

/** Remembers what a patch changed, property by property. Whoever calls says that the identity was changed. */
export function rememberProperties(
  context: CloudContext,
  identity: Identity,
  patch: JsonObject,
  write: PropertyWrite,
): void {
  const head = { at: context.now(), ...write };
  const changes = Object.entries(patch).flatMap(([name, value]): readonly PropertyChange[] => {
    const inComponent = isJsonObject(value) && (memberOf(value, '__t') === 'c' || isComponent(context, identity, name));
    if (!inComponent) return [makeChange(head, null, name, value)];
    return Object.entries(value)
      .filter(([inner]) => inner !== '__t')
      .map(([inner, one]) => makeChange(head, name, inner, one));
  });
  const { state } = identity;
  state.propertyHistory = [...changes.toReversed(), ...state.propertyHistory].slice(0, PROPERTY_HISTORY);
}

function makeChange(
  head: PropertyWrite & { readonly at: number },
  component: string | null,
  name: string,
  found: Json,
): PropertyChange {
  const answer = head.section === 'reported' ? readAcknowledgement(found) : undefined;
  const value = answer === undefined ? found : (memberOf(answer, 'value') ?? null);
  const text = JSON.stringify(value);
  const cut = text.length > VALUE_KEPT;
  const acknowledgement = answer === undefined ? null : describeAnswer(answer);
  return { ...head, component, name, value: cut ? text.slice(0, VALUE_KEPT) : value, cut, acknowledgement };
}

function describeAnswer({ ac, av, ad }: JsonObject): PropertyChange['acknowledgement'] {
  return {
    code: typeof ac === 'number' ? ac : 0,
    version: typeof av === 'number' ? av : null,
    description: typeof ad === 'string' ? ad.slice(0, VALUE_KEPT) : null,
  };
}

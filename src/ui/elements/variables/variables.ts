import { noChange } from 'lit';
import { Directive, directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';

/** Custom properties by name, `--…`. */
export type Variables = Readonly<Record<`--${string}`, string>>;

class VariablesDirective extends Directive {
  #set = new Map<string, string>();

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new TypeError('variables() stands on an element');
  }

  override render(_variables: Variables): unknown {
    return noChange;
  }

  override update(part: ElementPart, [variables]: [Variables]): unknown {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(variables)) {
      if (this.#set.get(name) === value) continue;
      style.setProperty(name, value);
      this.#set.set(name, value);
    }
    return noChange;
  }
}

/**
 * Sets custom properties of an element: `<div ${variables({ '--columns': '1fr 2fr' })}>`. It goes through the
 * CSSOM, which the content security policy allows; a style attribute in a template is refused by it.
 */
export const variables = directive(VariablesDirective);

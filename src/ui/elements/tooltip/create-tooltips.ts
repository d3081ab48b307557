import './tooltip.css';

const HOVER_DELAY_MS = 400;
const ANCHOR = 'tip-anchor';

/**
 * One tooltip for the whole page: shows the `data-tip` of whatever is hovered or reached by keyboard; Escape hides it.
 * It repeats or adds to the accessible name and never is it, so screen readers do not get it twice.
 */
export function createTooltips(): { dispose(): void } {
  const stop = new AbortController();
  const { signal } = stop;
  const bubble = document.createElement('div');
  bubble.className = 'tip';
  bubble.popover = 'manual';
  bubble.setAttribute('aria-hidden', 'true');
  document.body.append(bubble);

  let target: HTMLElement | undefined;
  let timer = 0;

  const hide = (): void => {
    window.clearTimeout(timer);
    target?.classList.remove(ANCHOR);
    target = undefined;
    if (bubble.isConnected) bubble.hidePopover();
  };

  const show = (owner: HTMLElement): void => {
    const text = owner.dataset['tip'] ?? '';
    if (!owner.isConnected || text === '') return;
    target = owner;
    owner.classList.add(ANCHOR);
    bubble.textContent = text;
    bubble.showPopover();
  };

  const plan = (event: Event, delayMs: number): void => {
    const owner = (event.target as Element).closest<HTMLElement>('[data-tip]');
    if (owner !== null && owner === target) return;
    hide();
    if (owner !== null) timer = window.setTimeout(() => show(owner), delayMs);
  };

  const listen = <Type extends keyof WindowEventMap>(type: Type, run: (event: WindowEventMap[Type]) => void): void =>
    window.addEventListener(type, run, { signal, capture: true, passive: true });

  listen('pointerover', (event) => event.pointerType === 'mouse' && plan(event, HOVER_DELAY_MS));
  listen('focusin', (event) => (event.target as Element).matches(':focus-visible') && plan(event, 0));
  listen('focusout', hide);
  listen('pointerdown', hide);
  listen('scroll', hide);
  listen('keydown', (event) => event.key === 'Escape' && hide());

  return {
    dispose() {
      stop.abort();
      hide();
      bubble.remove();
    },
  };
}

/** What may take the focus for something that stood in it: all of these have a name that is read out. */
const PLACES = '[role=group][aria-label], [role=tabpanel], main';

/** Ends the wait for the opener of the dialog that was closed last. */
let stop = (): void => undefined;

/**
 * A closed dialog gives the focus back to what had opened it. Where the work of the dialog does away with that, as with
 * the button that makes the first entry of a list, the focus would be lost: then the place where it stood takes it.
 * Call it when the dialog opens; gives what to call when it closes.
 */
export function keepFocus(page: Document): () => void {
  const opener = page.activeElement;
  const places = placesAround(opener);
  return () => {
    stop();
    if (opener === null || opener === page.body) return;
    const observer = new MutationObserver(() => look());
    stop = () => {
      observer.disconnect();
      page.removeEventListener('focusin', stop);
    };
    const look = (): void => {
      const { activeElement } = page;
      if (activeElement === opener) return;
      stop();
      if (!opener.isConnected && activeElement === page.body) focusPlace(places);
    };
    page.addEventListener('focusin', stop);
    observer.observe(page.body, { childList: true, subtree: true });
    look();
  };
}

function placesAround(opener: Element | null): readonly HTMLElement[] {
  const place = opener?.parentElement?.closest<HTMLElement>(PLACES) ?? null;
  return place === null ? [] : [place, ...placesAround(place)];
}

/** Without a scroll: the reader stands there already. */
function focusPlace(places: readonly HTMLElement[]): void {
  const place = places.find(({ isConnected }) => isConnected);
  if (place === undefined) return;
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

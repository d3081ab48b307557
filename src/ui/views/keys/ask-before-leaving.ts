import type { KeyRoom } from '#app/stores/key-room';

const watched = new WeakSet<KeyRoom>();

/** Asks, from now on, before the page is left with group keys that were made here and are nowhere else. */
export function askBeforeLeaving(room: KeyRoom): void {
  if (watched.has(room)) return;
  watched.add(room);
  const ask = (event: Event): void => event.preventDefault();
  const note = (): void => {
    // A page that listens for this is not kept for the way back, so it listens only while there is something to lose.
    if (room.typed.get().draft.origin === 'new') window.addEventListener('beforeunload', ask);
    else window.removeEventListener('beforeunload', ask);
  };
  room.typed.subscribe(note);
  note();
}

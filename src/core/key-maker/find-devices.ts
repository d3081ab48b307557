import type { ListedId } from '../id-list/listed-id.ts';
import type { KeyedDevice } from '../ports/key-maker.ts';

/** A part of what was found, and how much was found in all. */
export interface FoundDevices {
  readonly total: number;
  readonly devices: readonly KeyedDevice[];
}

/** Finds the devices whose ID or name holds the text, in any case; with an empty text all. */
export type FindDevices = (text: string, from: number, count: number) => FoundDevices;

/** Searches one list. What was found last is kept, for its parts are asked for one after the other. */
export function createFinder(list: readonly ListedId[]): FindDevices {
  let last: { readonly wanted: string; readonly places: readonly number[] } | undefined;
  return (text, from, count) => {
    const wanted = text.trim().toLowerCase();
    if (wanted === '') return { total: list.length, devices: showPart(list, from, from + count) };
    if (last?.wanted !== wanted) last = { wanted, places: findPlaces(list, wanted) };
    const { places } = last;
    const devices = places.slice(from, from + count).flatMap((place) => showPart(list, place, place + 1));
    return { total: places.length, devices };
  };
}

function findPlaces(list: readonly ListedId[], wanted: string): readonly number[] {
  const places: number[] = [];
  list.forEach(({ id, name }, index) => {
    if (id.toLowerCase().includes(wanted) || name?.toLowerCase().includes(wanted) === true) places.push(index);
  });
  return places;
}

function showPart(list: readonly ListedId[], from: number, to: number): KeyedDevice[] {
  return list.slice(from, to).map(({ id, name }, at) => ({
    index: from + at,
    deviceId: id,
    ...(name !== undefined && { name }),
  }));
}

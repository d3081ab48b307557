import type { WordsOf } from '../described.ts';
import { describeCount } from '../duration.ts';

const MILLIMETRES = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** Says a length as it stands on a ruler: `38.1 mm`. */
export function describeMillimetres(millimetres: number): string {
  return `${MILLIMETRES.format(millimetres)} mm`;
}

const labels = (count: number): string => describeCount(count, 'label', 'labels');

/** Words for labels and the sheets they are printed on. */
export const labelWords: WordsOf<'label'> = {
  'label/measure': {
    title: 'This number does not fit here',
    explanation: ({ least, most, unit }) =>
      unit === 'mm'
        ? `A length between ${describeMillimetres(least)} and ${describeMillimetres(most)} is needed.`
        : `A whole number between ${least} and ${most} is needed.`,
    remedy: ({ unit }) =>
      unit === 'mm'
        ? 'Measure it with a ruler, or take it from the package of the labels, and type it in millimetres.'
        : 'Count them on the sheet, and type that number.',
  },
  'label/grid': {
    title: 'The labels need more than the page has',
    explanation: ({ direction, neededMm, pageMm }) =>
      `With what stands before and between them they need ${describeMillimetres(neededMm)} ${direction}, and the page has ${describeMillimetres(pageMm)}.`,
    remedy: ({ direction }) =>
      `Check how many labels there are ${direction}, their size, and the distance from each one to the next.`,
  },
  'label/too-small': {
    title: 'The codes become too small',
    explanation: ({ sideMm, neededMm }) =>
      `On the fullest label the code gets ${describeMillimetres(sideMm)}. Printers and phones need ${describeMillimetres(neededMm)} for it.`,
    remedy: 'Take a larger label, print fewer words on it, or put less into the code.',
  },
  'label/words-cut': {
    title: 'The longest device ID does not fit',
    explanation: ({ deviceId }) =>
      `There is less room than “${deviceId}” needs in words, even in the smallest type. Its code holds all of it.`,
    remedy: 'Take a larger label, or print fewer words beside the ID.',
  },
  'label/too-many': {
    title: 'These are too many labels at once',
    explanation: ({ count, limit }) =>
      `There are ${labels(count)}, and ${limit.toLocaleString('en')} are printed at a time.`,
    remedy: 'Cut the list into parts, and print one after the other.',
  },
  'label/key-missing': {
    title: 'A device has no key to print',
    explanation: ({ deviceId, count }) =>
      `Of these devices ${count.toLocaleString('en')} ${count === 1 ? 'has' : 'have'} no key of ${count === 1 ? 'its' : 'their'} own here: “${deviceId}” for one. Devices with certificates have none, and a list that was pasted holds none.`,
    remedy: 'Choose a code without a key, or print the devices that have one by themselves.',
  },
  'label/scope-missing': {
    title: 'The ID scope is missing',
    explanation: 'A connect code says where its device registers, and that place is known by its ID scope.',
    remedy: 'Type the ID scope, such as 0ne00A1B2C3, or put the device ID alone into the code.',
  },
};

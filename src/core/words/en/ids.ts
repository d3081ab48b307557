import type { FactsByCode, IdTarget } from '../../errors/facts.ts';
import type { WordsOf } from '../described.ts';

const PLACES: Readonly<Record<IdTarget, string>> = {
  central: 'IoT Central',
  dps: 'DPS',
  hub: 'IoT Hub',
  x509: 'a certificate',
};

const ALPHABETS: Readonly<Record<IdTarget, string>> = {
  central: 'the letters a to z and A to Z, digits, hyphens, dots, underscores and colons',
  dps: 'the letters a to z and A to Z, digits, hyphens, dots, underscores and colons',
  hub: "the letters a to z and A to Z, digits and the signs - . + % _ # * ? ! ( ) , : = @ $ '",
  x509: 'the letters a to z and A to Z, digits, hyphens, dots, underscores and colons',
};

const LATIN = /^\p{Script=Latin}$/u;
const LETTER = /^\p{L}$/u;
const DASH = /^[\p{Pd}\u2212]$/u;
const ACCENT = /^\p{M}$/u;

/** Names a character so that it can be seen: `“ä”`, `a space`, `a character that cannot be seen (U+0007)`. */
function nameCharacter(character: string): string {
  const point = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  if (character === ' ') return 'a space';
  if (character === '\t') return 'a tab';
  if (/^\s$/.test(character)) return `a space of another kind (${point})`;
  if (ACCENT.test(character)) return `an accent (${point})`;
  if (!/^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character)) return `a character that cannot be seen (${point})`;
  const looksAlike = (LETTER.test(character) && !LATIN.test(character)) || (DASH.test(character) && character !== '-');
  return looksAlike ? `“${character}” (${point})` : `“${character}”`;
}

/** How letters are written that lose more than an accent. */
const SPELLINGS: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  å: 'aa',
  æ: 'ae',
  ø: 'oe',
  œ: 'oe',
  đ: 'd',
  ł: 'l',
};

/** Gives a letter as it can stand in an ID: `ue` for `ü`, `E` for `É`; undefined where that is not plain. */
function spellPlainly(letter: string): string | undefined {
  const lower = letter.toLowerCase();
  const plain = SPELLINGS[lower] ?? lower.normalize('NFKD').replace(/\p{M}/gu, '');
  if (!/^[a-z]{1,2}$/.test(plain)) return undefined;
  return lower === letter ? plain : plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** Gives the next step for a character that an ID cannot have. */
export function mendCharacter({ character }: FactsByCode['id/character']): string {
  if (/[,;|\t]/.test(character)) {
    return 'If several IDs or columns stand here, give each ID alone. Otherwise put a hyphen in its place.';
  }
  if (/\s/.test(character)) return 'Take it out, or put a hyphen in its place.';
  if (/[{}]/.test(character)) return 'Write the ID in full, without braces.';
  if (/["'`\u2018-\u201f\u00ab\u00bb]/.test(character)) return 'Take the quotation marks away.';
  if (DASH.test(character)) return 'Type the plain hyphen of the keyboard in its place. The two only look alike.';
  if (ACCENT.test(character)) return 'Write the letter before it without its accent.';
  if (LETTER.test(character)) return mendLetter(character);
  if (/[\p{N}\p{P}\p{S}]/u.test(character)) return 'Replace that character, for example with a hyphen.';
  return 'Type the ID by hand. Such a character comes along unseen when text is copied.';
}

function mendLetter(letter: string): string {
  const plain = spellPlainly(letter);
  if (plain !== undefined) return `Write “${plain}” in its place, here and in the device.`;
  return LATIN.test(letter)
    ? 'Write it with the letters a to z, here and in the device.'
    : 'Type it again with the letters a to z. Letters of other alphabets can look the same and are not.';
}

/** Words for IDs and names as they are typed. */
export const idWords: WordsOf<'id' | 'id-scope' | 'host' | 'model-id' | 'payload'> = {
  'id/empty': {
    title: 'The ID is missing',
    explanation: 'The service tells devices apart by their IDs, and there is none here.',
    remedy: 'Type the ID that the device is enrolled with, or a new one such as “workbench-01”.',
  },
  'id/too-long': {
    title: 'The ID is too long',
    explanation: ({ target, length, limit }) =>
      `An ID has at most ${limit} characters in ${PLACES[target]}, and this one has ${length}.`,
    remedy: ({ limit }) => `Shorten the ID to ${limit} characters or fewer.`,
  },
  'id/character': {
    title: 'One character does not fit in an ID',
    explanation: ({ target, character, position }) =>
      `Character ${position + 1} is ${nameCharacter(character)}, and ${PLACES[target]} takes only ${ALPHABETS[target]}.`,
    remedy: mendCharacter,
  },
  'id/ending': {
    title: 'The ID ends with a sign',
    explanation: ({ target, character }) =>
      `The last character is ${nameCharacter(character)}, and ${PLACES[target]} asks for a letter, a digit or a hyphen there.`,
    remedy: 'Take the last character away, or add a letter or a digit after it.',
  },
  'id/upper-case': {
    title: 'The ID has capital letters',
    explanation:
      'DPS compares IDs without case, but a key is derived from the exact spelling, and a hub tells capitals from small letters.',
    remedy: ({ lower }) => `Use “${lower}”, unless the device itself is set to the capital letters.`,
  },
  'id/mqtt-character': {
    title: 'The ID has a sign of MQTT',
    explanation: ({ character }) =>
      `IoT Hub takes ${nameCharacter(character)} in an ID, but MQTT topics give it a meaning of its own, so it travels encoded and some programs do not expect that.`,
    remedy: 'Use an ID of letters, digits and hyphens if the device has none yet.',
  },
  'id-scope/form': {
    title: 'This does not look like an ID scope',
    explanation: 'An ID scope has 11 characters and begins with 0ne, such as 0ne00ABCDEF.',
    remedy:
      'Copy the ID scope from the overview of the DPS instance, or from the device’s “Connect” panel in IoT Central.',
  },
  'host/form': {
    title: 'This is not a host name',
    explanation: 'A host name is made of letters, digits, hyphens and dots, such as my-hub.azure-devices.net.',
    remedy: 'Copy the host name from the overview of the hub or of the DPS instance, without a port or a path.',
  },
  'host/with-scheme': {
    title: 'Only the host name is needed',
    explanation: 'The text is a whole address, and the protocol and the path are added here by themselves.',
    remedy: ({ host }) => `Use “${host}”, without anything before or after it.`,
  },
  'model-id/form': {
    title: 'This is not a model ID',
    explanation:
      'A model ID begins with dtmi:, has names separated by colons, and ends with a semicolon and a version, such as dtmi:com:example:Thermostat;1.',
    remedy: 'Copy the @id of the model, or leave the field empty if the device has none.',
  },
  'payload/not-json': {
    title: 'The payload is not JSON',
    explanation: ({ position }) =>
      position === undefined
        ? 'The text cannot be read as JSON, and the service takes nothing else.'
        : `The text stops being JSON at character ${position + 1}, and the service takes nothing else.`,
    remedy: 'Check the quotes, commas and brackets around that place.',
  },
};

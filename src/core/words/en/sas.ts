import type { FactsByCode } from '../../errors/facts.ts';
import type { WordsOf } from '../described.ts';
import { describeLongDuration } from '../duration.ts';

const PARTS: Readonly<Record<string, string>> = {
  prefix: 'It does not begin with the word “SharedAccessSignature” and one space.',
  sr: 'Its “sr”, the resource it opens, is missing or cannot be read.',
  sig: 'Its “sig”, the signature, is missing or cannot be read.',
  se: 'Its “se”, the time it ends, is missing or is not a number of seconds.',
  skn: 'Its “skn”, the policy, cannot be read.',
};

/** Words for what a token is judged by, at the device and in the log of the local cloud. */
export const sasWords: WordsOf<'sas'> = {
  'sas/form': {
    title: 'This is not a whole token',
    explanation: ({ part }) => PARTS[part] ?? 'One of its parts stands there twice, is empty, or has a blank in it.',
    remedy: 'Make a new token, or copy this one again as a whole.',
  },
  'sas/expired': {
    title: 'The token has ended',
    explanation: ({ secondsAgo }) =>
      `It was good until ${describeLongDuration(secondsAgo)} ago by the clock that judges it.`,
    remedy: 'Make a new token, and set the device’s clock if the old one was new.',
  },
  'sas/resource': {
    title: 'The token is for something else',
    explanation: ({ found, expected }) => `It opens “${found}”, and “${expected}” was to be opened.`,
    remedy: 'Make the token for this host and this device, spelled the same.',
  },
  'sas/policy': {
    title: 'The token names another policy',
    explanation: describePolicy,
    remedy: 'Make the token again with that policy name, or without any where none is expected.',
  },
  'sas/signature': {
    title: 'The signature does not fit the key',
    explanation: 'The token was signed with another key than the one this device is registered with.',
    remedy: 'Sign with the device’s primary or secondary key; with a group key, derive the device’s key from it first.',
  },
};

function describePolicy({ found, expected }: FactsByCode['sas/policy']): string {
  const has = found === '' ? 'names no policy' : `names the policy “${found}”`;
  return expected === ''
    ? `It ${has}, and a device’s own token has none.`
    : `It ${has}, and “${expected}” is expected here.`;
}

/** How often the password of a file is hashed where a person chose it: guessing is cheap, and this makes it dear. */
export const TYPED_PASSWORD_ITERATIONS = 100_000;

/** The same for a password of `makePassword`, which nobody guesses in any number of tries: what openssl does. */
export const MADE_PASSWORD_ITERATIONS = 2_048;

/** What is told apart in every type and said in few words: without 0, 1, i, l and o. */
const CHARACTERS = '23456789abcdefghjkmnpqrstuvwxyz';
const GROUPS = 7;
const GROUP_LENGTH = 4;

/**
 * Makes a password for files, of about 138 random bits, in groups that are easily read and typed: `k7mq-2xwt-…`. Where
 * each guess is dear, fewer groups of nearly 20 bits will do.
 */
export function makePassword(crypto: Pick<Crypto, 'getRandomValues'>, groups = GROUPS): string {
  return Array.from({ length: groups }, () => makeGroup(crypto)).join('-');
}

function makeGroup(crypto: Pick<Crypto, 'getRandomValues'>): string {
  let group = '';
  while (group.length < GROUP_LENGTH) {
    const [octet = 0] = crypto.getRandomValues(new Uint8Array(1));
    // There are 31 characters: the last of 32 values is thrown away, so that none of them is more likely than others.
    group += CHARACTERS.charAt(octet % 32);
  }
  return group;
}

/** What connection strings and tokens say in front of their secrets, and base64 that ends as keys of all usual lengths do. */
const SECRET = /SharedAccess|\bsig=|[A-Za-z0-9+/]{22}={1,2}(?!=)/i;

/** Letters of the base64 of 16 bytes, the fewest that a key has. */
const SHORTEST_KEY = 22;

/** Says whether a text may hold a key, wherever somebody has put it. */
export function mayHoldSecret(text: string): boolean {
  return SECRET.test(text);
}

/** The same for what stands in front of an equals sign, which cuts off by what base64 ends: names are not so mixed. */
export function mayBeSecretName(text: string): boolean {
  const word = text.replace(/[^A-Za-z\d]/g, '');
  return word.length >= SHORTEST_KEY && [/[A-Z]/, /[a-z]/, /\d/].every((kind) => kind.test(word));
}

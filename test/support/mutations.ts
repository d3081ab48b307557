/** Gives numbers from 0 to just below the one told, the same in every run with a seed. */
export function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Changes, removes, doubles or cuts off some bytes. */
export function mutate(der: Uint8Array, random: (below: number) => number): Uint8Array<ArrayBuffer> {
  const bytes = [...der];
  for (let changes = 1 + random(3); changes > 0; changes -= 1) {
    const at = random(bytes.length);
    const kind = random(8);
    if (kind < 3) bytes[at] = random(256);
    else if (kind < 5) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
    else if (kind === 5) bytes.splice(at, 1 + random(4));
    else if (kind === 6) bytes.splice(at, 0, ...bytes.slice(at, at + 1 + random(20)));
    else bytes.length = Math.max(1, at);
  }
  return Uint8Array.from(bytes);
}

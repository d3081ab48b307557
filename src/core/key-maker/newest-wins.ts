/** Work of which only the newest counts. */
export interface NewestWins {
  /** Ends what is at work, and gives the signal that ends what begins now. */
  begin(): AbortSignal;
  /** Ends what is at work. */
  end(): void;
}

export function createNewestWins(): NewestWins {
  let current: AbortController | undefined;
  const end = (): void => current?.abort();
  return {
    begin() {
      end();
      current = new AbortController();
      return current.signal;
    },
    end,
  };
}

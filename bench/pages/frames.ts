/** How a page fared while something was drawn into it again and again. */
export interface FrameFigures {
  readonly framesPerSecond: number;
  readonly longestGapMs: number;
}

/** Calls `each` before every frame for so long, and counts the frames. */
export function countFrames(forMs: number, each?: () => void): Promise<FrameFigures> {
  const startedAt = performance.now();
  let frames = 0;
  let last = startedAt;
  let longestGapMs = 0;
  return new Promise((resolve) => {
    const frame = (): void => {
      const now = performance.now();
      longestGapMs = Math.max(longestGapMs, now - last);
      last = now;
      frames += 1;
      each?.();
      if (now - startedAt < forMs) requestAnimationFrame(frame);
      else resolve({ framesPerSecond: (frames * 1000) / (now - startedAt), longestGapMs });
    };
    requestAnimationFrame(frame);
  });
}

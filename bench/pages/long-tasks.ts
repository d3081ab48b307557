/** Watches the thread of the page; `end` gives how long its longest task was, 0 when none was long. */
export function watchLongTasks(): { end(): number } {
  // Tasks of 50 ms and more are told by the platform ("Long Tasks API").
  let longest = 0;
  const note = (entries: PerformanceEntryList): void => {
    longest = Math.max(longest, ...entries.map(({ duration }) => duration));
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: 'longtask' });
  return {
    end() {
      note(observer.takeRecords());
      observer.disconnect();
      return longest;
    },
  };
}

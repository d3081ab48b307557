import type { CodeReader, FoundCode } from '#core/ports/code-reader';

type Method = keyof CodeReader;

/** A code reader that sees what a test tells it to, whatever it is given. */
export interface FakeCodeReader extends CodeReader {
  /** The names of the calls, in order. */
  readonly calls: Method[];
  /** What each frame has in it from now on; until then nothing. */
  setFrame(...texts: readonly string[]): void;
  /** What each picture has in it from now on, or why it cannot be read; until then nothing. */
  setPicture(...texts: readonly (string | Error)[]): void;
  /** Holds back the answers on pictures until the returned function is called. */
  holdPictures(): () => void;
}

/** Gives a reader that finds nothing. */
export function createFakeCodeReader(): FakeCodeReader {
  const calls: Method[] = [];
  let inFrames: readonly FoundCode[] = [];
  let inPictures: readonly (string | Error)[] = [];
  let gate: Promise<void> | undefined;
  let endCurrent: (() => void) | undefined;
  const codeOf = (text: string): FoundCode => ({ text, corners: undefined });
  const endReading = (): void => {
    endCurrent?.();
    endCurrent = undefined;
  };
  return {
    calls,
    setFrame: (...texts) => void (inFrames = texts.map(codeOf)),
    setPicture: (...texts) => void (inPictures = texts),
    holdPictures() {
      let open = (): void => undefined;
      gate = new Promise((resolve) => (open = resolve));
      return () => {
        gate = undefined;
        open();
      };
    },
    async readFrame(frame) {
      calls.push('readFrame');
      frame.close();
      return inFrames;
    },
    async readPicture() {
      calls.push('readPicture');
      endReading();
      const ended = new Promise<never>((_resolve, reject) => {
        endCurrent = () => reject(new DOMException('Another picture, or none.', 'AbortError'));
      });
      const given = inPictures;
      await Promise.race([ended, gate]);
      return given.map((each) => {
        if (each instanceof Error) throw each;
        return codeOf(each);
      });
    },
    async cancel() {
      calls.push('cancel');
      endReading();
    },
  };
}

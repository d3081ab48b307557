/** Puts text where the user can paste it. Errors: `clipboard/denied`. */
export interface Clipboard {
  write(text: string): Promise<void>;
}

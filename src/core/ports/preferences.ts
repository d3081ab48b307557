/** Small choices of the user that hold no secret, such as the theme. Lost choices are no error. */
export interface Preferences {
  read(name: string): string | undefined;
  write(name: string, value: string): void;
}

/** Reaches the app's other tabs in this browser. */
export interface OtherTabs {
  /** Asks the tab that runs the device of this name to make itself seen. */
  callOut(deviceName: string): void;
  /** Called with the device's name when another tab asks. Returns a function that stops it. */
  onCall(listener: (deviceName: string) => void): () => void;
}

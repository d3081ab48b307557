/**
 * Keeps the screen from going dark while somebody looks at it without touching it. Where the system does not do that, or
 * saves its battery, it goes dark as always. Returns a function that lets it.
 */
export type KeepScreenAwake = () => () => void;

/** Stands for the package `process`, whose `nextTick` is a timer: `readable-stream` takes it from there. */
const { nextTick } = process;
export { nextTick };
export default process;

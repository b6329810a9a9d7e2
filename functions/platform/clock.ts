/** Says what time it is. Injected, so tests and fault runs replay exactly. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/** Milliseconds from some moment on. For how long something takes: no setting of the clock moves it. */
export type Stopwatch = () => number;

export const systemStopwatch: Stopwatch = () => performance.now();

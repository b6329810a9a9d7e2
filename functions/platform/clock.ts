/** Injected, so that tests and fault runs replay exactly. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/** Milliseconds from some moment on, for how long something takes: no setting of the clock moves it. */
export type Stopwatch = () => number;

export const systemStopwatch: Stopwatch = () => performance.now();

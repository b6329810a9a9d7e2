/** Says what time it is. Injected, so tests and fault runs replay exactly. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

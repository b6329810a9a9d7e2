/** Full jitter: up to 20, 40, 80 … milliseconds, at most 1,600, so that rivals do not meet again. */
export function backoffMillis(attempt: number): number {
  return Math.random() * Math.min(1_600, 10 * 2 ** attempt);
}

export const sleep = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis));

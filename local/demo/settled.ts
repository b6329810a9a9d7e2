import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

const CATCH_UP_MILLIS = 60_000;
const LOOK_AGAIN_MILLIS = 100;

/** The stream runs behind: asks again until the answer is what it must be, or the time is up. */
export async function settled<T>(
  ask: () => Promise<T>,
  wanted: T,
  patienceMillis = CATCH_UP_MILLIS,
): Promise<T> {
  const deadline = Date.now() + patienceMillis;
  for (;;) {
    const answer = await ask();
    if (isDeepStrictEqual(answer, wanted) || Date.now() > deadline) return answer;
    await delay(LOOK_AGAIN_MILLIS);
  }
}

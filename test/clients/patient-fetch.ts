const ATTEMPTS = 4;
/** A longer wait is for the person to decide on. */
const LONGEST_SECONDS = 15;

const sleep = (seconds: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, seconds * 1000);
  });

/**
 * A `fetch` for any client. What the API refuses for the moment (THROTTLED, ISSUER_UNAVAILABLE) is sent again after
 * `retryAfterSeconds`, and what a gateway refuses by 429 after a second; later each time.
 */
export function patientFetch(wait: (seconds: number) => Promise<void> = sleep): typeof fetch {
  return async (input, init) => {
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(input, init);
      const seconds = (await secondsToWait(response)) * 2 ** (attempt - 1);
      if (seconds > LONGEST_SECONDS || attempt === ATTEMPTS) return response;
      await wait(seconds);
    }
  };
}

/** Infinity for an answer with data, which is to be shown, and for a refusal that waiting does not change. */
async function secondsToWait(response: Response): Promise<number> {
  // A gateway's own 429 does not say how long.
  const unsaid = response.status === 429 ? 1 : Infinity;
  try {
    const { data, errors = [] } = (await response.clone().json()) as Answer;
    return data ? Infinity : (errors[0]?.extensions?.retryAfterSeconds ?? unsaid);
  } catch {
    // No JSON, or cut off: the client finds out when it reads the answer itself.
    return unsaid;
  }
}

type Answer = { data?: object | null; errors?: { extensions?: { retryAfterSeconds?: number } }[] };

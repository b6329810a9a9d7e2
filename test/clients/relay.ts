import { parse } from 'graphql';
import {
  Environment,
  type FetchFunction,
  type GraphQLSingularResponse,
  Network,
  RecordSource,
  Store,
} from 'relay-runtime';
import { patientFetch } from './patient-fetch.ts';
import { mayBeSentAgain } from './sent-again.ts';
import type { Session } from './session.ts';

export type RelaySettings = {
  /** `https://api.example.com/demo/graphql` */
  url: string;
  session: Session;
  fetch?: typeof fetch;
  /** Before the first retry, at most; each next one may be twice as long. */
  retryDelayMillis?: number;
};

/** Says that no answer of the API came; `status` is that of a gateway's own. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
  readonly status: number | undefined;

  constructor(status: number | undefined, options?: ErrorOptions) {
    super(status === undefined ? 'No answer came.' : `No answer of the API came, but a ${status}.`, options);
    this.status = status;
  }
}

const ATTEMPTS = 5;

export function createRelayEnvironment({
  url,
  session,
  fetch = patientFetch(),
  retryDelayMillis = 300,
}: RelaySettings): Environment {
  async function post(body: string, signIn: Record<string, string>) {
    const headers = {
      accept: 'application/graphql-response+json',
      'content-type': 'application/json',
      ...signIn,
    };
    let status: number | undefined;
    try {
      const response = await fetch(url, { method: 'POST', headers, body });
      status = response.status;
      const answer = await response.json();
      // A gateway has pages and objects of its own.
      if ('data' in answer || 'errors' in answer)
        return { status, answer: answer as GraphQLSingularResponse };
    } catch (cause) {
      throw new NoAnswer(status, { cause });
    }
    throw new NoAnswer(status);
  }

  const send: FetchFunction = async ({ text, name }, variables) => {
    if (text === null || text === undefined) throw new Error(`${name} has no text.`);
    const query = parse(text);
    const body = JSON.stringify({ query: text, variables });

    /** Sends a request again whose token had ended. What is refused then too is shown. */
    async function signedIn(): Promise<GraphQLSingularResponse> {
      const { authorization } = session.headers(query);
      const first = await post(body, session.headers(query));
      if (first.status !== 401 || authorization === undefined) return first.answer;
      await session.renewed(authorization);
      return (await post(body, session.headers(query))).answer;
    }

    /** Sends again what no answer of the API came for. */
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await signedIn();
      } catch (error) {
        const isFinal =
          !(error instanceof NoAnswer) ||
          (error.status !== undefined && error.status >= 400 && error.status < 500);
        if (isFinal || attempt === ATTEMPTS || !mayBeSentAgain(query, variables)) throw error;
        await sleep(Math.random() * retryDelayMillis * 2 ** attempt);
      }
    }
  };

  return new Environment({
    network: Network.create(send),
    store: new Store(new RecordSource()),
  });
}

const sleep = (millis: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, millis);
  });

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

  /** Sends again what no answer of the API came for, of the person who was signed in then. */
  async function patientPost(body: string, signIn: Record<string, string>, attempts: number) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await post(body, signIn);
      } catch (error) {
        if (attempt >= attempts || (error instanceof NoAnswer && isFinal(error))) throw error;
        await sleep(Math.random() * retryDelayMillis * 2 ** attempt);
      }
    }
  }

  /** Sends a request again whose token had ended. What is refused then too is shown. */
  const send: FetchFunction = async ({ text, name }, variables) => {
    if (text === null || text === undefined) throw new Error(`${name} has no text.`);
    const query = parse(text);
    const body = JSON.stringify({ query: text, variables });
    const attempts = mayBeSentAgain(query, variables) ? ATTEMPTS : 1;
    const signIn = session.headers(query);
    const { status, answer } = await patientPost(body, signIn, attempts);
    if (status !== 401 || signIn.authorization === undefined) return answer;
    await session.renewed(signIn.authorization);
    return (await patientPost(body, session.headers(query), attempts)).answer;
  };

  return new Environment({
    network: Network.create(send),
    store: new Store(new RecordSource()),
  });
}

/** Of what comes from before the API, a 5xx may be another answer the next time; after a 429 `patientFetch` has waited. */
const isFinal = ({ status = 0 }: NoAnswer): boolean => status >= 400 && status < 500;

const sleep = (millis: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, millis);
  });

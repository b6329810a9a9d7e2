import { setTimeout as delay } from 'node:timers/promises';
import { LocalError, reasonOf } from '../../tools/terminal/errors.ts';

type Answer = {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: string; retryAfterSeconds?: number } }[];
};
type Payload = { userErrors: { code: string; message: string }[] };

/** Somebody with a credential, over HTTP: an app with its member's token, a back end with its key. */
export type Caller = {
  /** The data of a query, which must have no errors. */
  ask<T>(query: string, variables?: object): Promise<T>;
  /** The payload of a mutation, which must not be refused. `fields` are the payload's. */
  run<T>(mutation: string, input: object, fields: string): Promise<T>;
  /** The code that a mutation is refused with, or 'ACCEPTED'. */
  attempt(mutation: string, input: object): Promise<string>;
};

const MAX_ATTEMPTS = 20;

/** Throws LocalError ANSWER_UNEXPECTED, on whatever call, when the server's answer is not what its schema promises. */
export function createCaller(url: string, program: string, headers: Record<string, string>): Caller {
  async function ask<T>(query: string, variables: object = {}): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const { data, errors } = await post(query, variables);
      const [error] = errors ?? [];
      if (error === undefined) return data as T;
      // The schema says of this code: nothing was written, send the request again.
      const isPassing = error.extensions?.code === 'THROTTLED';
      if (!isPassing || attempt === MAX_ATTEMPTS) throw unexpected(`${query}\n${error.message}`);
      // Others were told the same: whoever comes back with them at one moment only meets them again.
      const wait = (error.extensions?.retryAfterSeconds ?? 1) * 1_000;
      await delay(wait * (1 + Math.random()));
    }
  }

  async function post(query: string, variables: object): Promise<Answer> {
    try {
      const response = await fetch(`${url}/${program}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as Answer;
    } catch (error) {
      throw unexpected(reasonOf(error), error);
    }
  }

  async function mutate<T>(mutation: string, input: object, fields: string): Promise<T & Payload> {
    const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${fields} userErrors { code message } } }`;
    const data = await ask<Record<string, T & Payload>>(query, { input });
    return data[mutation] as T & Payload;
  }

  return {
    ask,
    run: async <T>(mutation: string, input: object, fields: string) => {
      const payload = await mutate<T>(mutation, input, fields);
      const [refusal] = payload.userErrors;
      if (refusal !== undefined)
        throw unexpected(`${mutation} was refused: ${refusal.code} ${refusal.message}`);
      return payload;
    },
    attempt: async (mutation, input) => {
      const { userErrors } = await mutate(mutation, input, '');
      return userErrors[0]?.code ?? 'ACCEPTED';
    },
  };
}

function unexpected(what: string, cause?: unknown): LocalError {
  return new LocalError('ANSWER_UNEXPECTED', `The server did not answer as it should: ${what}`, { cause });
}

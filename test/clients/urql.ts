import {
  Client,
  type CombinedError,
  fetchExchange,
  makeOperation,
  mapExchange,
  type Operation,
} from '@urql/core';
import { authExchange } from '@urql/exchange-auth';
import { cacheExchange } from '@urql/exchange-graphcache';
import { retryExchange } from '@urql/exchange-retry';
import { CONNECTIONS, NODES, PARTS, VALUES } from './objects.ts';
import { patientFetch } from './patient-fetch.ts';
import { mayBeSentAgain } from './sent-again.ts';
import { isPublic, type Session } from './session.ts';
import { dropLaterPages, pages } from './urql-pages.ts';
import { showWhatIsNew } from './urql-updates.ts';

export type UrqlSettings = {
  /** `https://api.example.com/demo/graphql` */
  url: string;
  session: Session;
  fetch?: typeof fetch;
  /** Before the first retry; each next one is about twice as long. */
  retryDelayMillis?: number;
  /** Of urql itself: `within-url-limit`. What is asked then stands in addresses, which are kept in logs and histories. */
  preferGetMethod?: false | 'within-url-limit';
};

export function createUrqlClient({
  url,
  session,
  fetch = patientFetch(),
  retryDelayMillis = 300,
  preferGetMethod = false,
}: UrqlSettings): Client {
  /** Sends again what no answer of the API came for. */
  const retry = retryExchange({
    initialDelayMs: retryDelayMillis,
    maxNumberAttempts: 5,
    retryIf: (error, { query, variables }) =>
      error.networkError !== undefined && mayBeSentAgain(query, variables) && !isFinal(error),
  });

  /** Sends a request again whose token had ended. What is refused then too is shown. */
  const renewal = authExchange(async ({ appendHeaders }) => {
    let refused = '';
    return {
      addAuthToOperation: (operation) => appendHeaders(operation, session.headers(operation.query)),
      didAuthError: (error, operation) => {
        const sent = authorizationOf(operation);
        if (sent === undefined || !hasCode(error, 'UNAUTHENTICATED')) return false;
        refused = sent;
        return true;
      },
      refreshAuth: () => session.renewed(refused),
    };
  });

  /** Takes past a renewal what needs no sign-in, as `authExchange` does with what it sends a second time. */
  const withoutSignIn = mapExchange({
    onOperation: (operation) =>
      isPublic(operation.query)
        ? makeOperation(operation.kind, operation, { ...operation.context, authAttempt: true })
        : operation,
  });

  return new Client({
    url,
    fetch,
    preferGetMethod,
    // What goes wrong in a renewal is no reason to send the request again, so retries come after it.
    exchanges: [createCache(), withoutSignIn, renewal, retry, fetchExchange],
  });
}

export const hasCode = ({ graphQLErrors }: CombinedError, code: string): boolean =>
  graphQLErrors.some(({ extensions }) => extensions.code === code);

function authorizationOf({ context: { fetchOptions } }: Operation): string | undefined {
  const { headers } = (typeof fetchOptions === 'function' ? fetchOptions() : fetchOptions) ?? {};
  return new Headers(headers).get('authorization') ?? undefined;
}

/** Of what comes from before the API, a 5xx may be another answer the next time; after a 429 `patientFetch` has waited. */
const isFinal = ({ response }: CombinedError): boolean =>
  response !== undefined && response.status >= 400 && response.status < 500;

function createCache() {
  const forEachList = <T>(make: () => T) =>
    Object.fromEntries(
      Object.entries(CONNECTIONS).map(([typeName, fields]) => [
        typeName,
        Object.fromEntries(fields.map((field) => [field, make()])),
      ]),
    );
  const keys = Object.fromEntries([...PARTS, ...VALUES].map((typeName) => [typeName, () => null]));
  return cacheExchange({
    keys,
    resolvers: forEachList(pages),
    updates: { ...forEachList(dropLaterPages), Mutation: showWhatIsNew },
    possibleTypes: { Node: NODES },
    optimistic: {
      updateProfile: ({ input }, cache) => ({
        __typename: 'UpdateProfilePayload',
        userErrors: [],
        member: {
          ...(input as object),
          __typename: 'Member',
          id: cache.resolve(cache.resolve('Query', 'me') as string, 'id'),
        },
      }),
    },
  });
}

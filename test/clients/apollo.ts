import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  HttpLink,
  InMemoryCache,
  ServerError,
  type TypePolicies,
} from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import { RemoveTypenameFromVariablesLink } from '@apollo/client/link/remove-typename';
import { RetryLink } from '@apollo/client/link/retry';
import { relayStylePagination } from '@apollo/client/utilities';
import { from, switchMap } from 'rxjs';
import { showWhatIsNew } from './apollo-updates.ts';
import { CONNECTIONS, NODES, PARTS } from './objects.ts';
import { patientFetch } from './patient-fetch.ts';
import { mayBeSentAgain } from './sent-again.ts';
import type { Session } from './session.ts';

export type ApolloSettings = {
  /** `https://api.example.com/demo/graphql` */
  url: string;
  session: Session;
  fetch?: typeof fetch;
  /** Before the first retry, at most; each next one may be twice as long. */
  retryDelayMillis?: number;
};

export function createApolloClient({
  url,
  session,
  fetch = patientFetch(),
  retryDelayMillis = 300,
}: ApolloSettings): ApolloClient {
  const signIn = new SetContextLink(
    ({ headers: { authorization: _earlier, ...headers } = {} }, { query }) => ({
      headers: { ...headers, ...session.headers(query) },
    }),
  );

  /** Sends a request again whose token had ended. What is refused then too is shown. */
  const renewal = new ErrorLink(({ error, operation, forward }) => {
    const { authorization } = operation.getContext().headers ?? {};
    if (authorization === undefined || !hasCode(error, 'UNAUTHENTICATED')) return;
    return from(session.renewed(authorization)).pipe(switchMap(() => forward(operation)));
  });

  /** Sends again what no answer of the API came for. */
  const retry = new RetryLink({
    delay: { initial: retryDelayMillis },
    attempts: {
      max: 5,
      retryIf: (error, { query, variables }) =>
        mayBeSentAgain(query, variables) && !(ServerError.is(error) && isFinal(error)),
    },
  });

  return new ApolloClient({
    cache: createCache(),
    // A mutation with an `update` of its own calls it there.
    defaultOptions: { mutate: { update: showWhatIsNew } },
    link: ApolloLink.from([
      // Its objects have a `__typename`, which no input has.
      new RemoveTypenameFromVariablesLink(),
      renewal,
      // Before retries: what is sent again is of the person who was signed in then.
      signIn,
      retry,
      new HttpLink({ uri: url, fetch }),
    ]),
  });
}

export const hasCode = (error: unknown, code: string): boolean =>
  CombinedGraphQLErrors.is(error) && error.errors.some(({ extensions }) => extensions?.code === code);

/** Of what comes from before the API, a 5xx may be another answer the next time; after a 429 `patientFetch` has waited. */
const isFinal = ({ statusCode }: ServerError): boolean => statusCode < 500;

/** What a list is asked for besides its pages: for each of it there is another list. */
function filtersOf(args: Record<string, unknown> | null): string[] | false {
  const filters = Object.keys(args ?? {}).filter((name) => name !== 'first' && name !== 'after');
  return filters.length > 0 && filters.sort();
}

function createCache(): InMemoryCache {
  const typePolicies: TypePolicies = {};
  for (const [typeName, fields] of Object.entries(CONNECTIONS))
    typePolicies[typeName] = {
      fields: Object.fromEntries(fields.map((field) => [field, relayStylePagination(filtersOf)])),
    };
  for (const typeName of PARTS) typePolicies[typeName] = { merge: true };
  return new InMemoryCache({ typePolicies, possibleTypes: { Node: NODES } });
}

import { gql } from '@apollo/client';
import { afterEach, expect, vi } from 'vitest';
import { createApolloClient } from '../clients/apollo.ts';
import type { Session } from '../clients/session.ts';
import { createUrqlClient } from '../clients/urql.ts';
import type { Data, GraphqlError } from './api.ts';

// One way to drive both clients, each by its own means.

export type Shown = { data?: Data; error?: unknown };
/** The codes of what was refused. */
export function codesOf({ error }: Shown): unknown[] {
  const { errors, graphQLErrors } = Object(error);
  return (errors ?? graphQLErrors ?? []).map((one: GraphqlError) => one.extensions.code);
}

export type Screen = {
  /** What is shown now. */
  latest(): Shown;
  close(): void;
};
export type Driver = {
  /** Reads from the cache, or from the API when that has not everything. */
  ask(document: string, variables?: object): Promise<Shown>;
  /** Reads from the API, into the cache. */
  refresh(document: string, variables?: object): Promise<Shown>;
  /** Reads another page of a list, that after the cursor `$after`. */
  more(document: string, variables: { after: string }): Promise<Shown>;
  /** `expected` is shown until the answer comes; urql makes it by its settings. */
  change(document: string, variables: object, expected?: Data): Promise<Shown>;
  /** A screen that shows what is known until it is closed. */
  open(document: string, variables?: object): Screen;
};

export type Settings = {
  url: string;
  session: Session;
  fetch?: typeof fetch;
  retryDelayMillis?: number;
};

export const DRIVERS: Record<string, (settings: Settings) => Driver> = {
  'Apollo Client': apolloDriver,
  urql: urqlDriver,
};

function apolloDriver(settings: Settings): Driver {
  const client = createApolloClient(settings);
  const read = async (document: string, variables: object, fetchPolicy: 'cache-first' | 'network-only') => {
    const { data, error } = await client.query({
      query: gql(document),
      variables,
      fetchPolicy,
      errorPolicy: 'all',
    });
    return { data, error };
  };
  return {
    ask: (document, variables = {}) => read(document, variables, 'cache-first'),
    refresh: (document, variables = {}) => read(document, variables, 'network-only'),
    // As `fetchMore` does, which is this on a query that is open.
    more: (document, variables) => read(document, variables, 'network-only'),
    async change(document, variables, expected) {
      const { data, error } = await client.mutate({
        mutation: gql(document),
        variables,
        errorPolicy: 'all',
        ...(expected !== undefined && { optimisticResponse: expected }),
      });
      return { data, error };
    },
    open(document, variables = {}) {
      let shown: Shown = {};
      const subscription = client
        .watchQuery({ query: gql(document), variables, errorPolicy: 'all' })
        .subscribe(({ data, error }) => {
          shown = { data, error };
        });
      return { latest: () => shown, close: () => subscription.unsubscribe() };
    },
  };
}

function urqlDriver(settings: Settings): Driver {
  const client = createUrqlClient(settings);
  const read = (document: string, variables: object, requestPolicy: 'cache-first' | 'network-only') =>
    client.query(document, variables, { requestPolicy }).toPromise();
  return {
    ask: (document, variables = {}) => read(document, variables, 'cache-first'),
    refresh: (document, variables = {}) => read(document, variables, 'network-only'),
    more: (document, variables) => read(document, variables, 'cache-first'),
    change: (document, variables) => client.mutation(document, variables).toPromise(),
    open(document, variables = {}) {
      let shown: Shown = {};
      const { unsubscribe } = client.query(document, variables).subscribe(({ data, error }) => {
        shown = { data, error };
      });
      return { latest: () => shown, close: unsubscribe };
    },
  };
}

/** Fails a test in which a client warned of something. Call it in a `describe`. */
export function expectNoWarnings(): void {
  const spies = (['warn', 'error'] as const).map((method) => vi.spyOn(console, method));
  afterEach(() => {
    for (const { mock } of spies) expect(mock.calls.splice(0)).toEqual([]);
  });
}

import { type ApolloClient, gql } from '@apollo/client';

const MEMBER = gql`query Me { me { id displayName publicName } }`;
const RENAME = gql`
  mutation Rename($input: UpdateProfileInput!) {
    updateProfile(input: $input) {
      member { id displayName publicName }
      userErrors { code message field }
    }
  }
`;

type Me = { me: { id: string; displayName: string | null; publicName: string | null } | null };

/** Renames a member, and shows the name at once; without an answer, or refused, it is the old one again. */
export function rename(client: ApolloClient, displayName: string) {
  const { me } = client.readQuery<Me>({ query: MEMBER }) ?? {};
  return client.mutate({
    mutation: RENAME,
    variables: { input: { displayName } },
    // Nothing is shown before the answer as long as the cache does not know the member.
    ...(me && {
      optimisticResponse: {
        updateProfile: {
          __typename: 'UpdateProfilePayload',
          member: { ...me, __typename: 'Member', displayName },
          userErrors: [],
        },
      },
    }),
  });
}

import { type Surface, ZEROS } from '../../support/surface.ts';

export const surface: Surface = {
  access: {
    Query: [['owner', 'apiKeys']],
    Mutation: [['owner', 'createApiKey revokeApiKey']],
    ApiKey: [['owner', 'id name client scopes sources createdAt lastUsedAt revokedAt']],
    ApiKeyEdge: [['owner', 'cursor node']],
    ApiKeyConnection: [['owner', 'edges pageInfo']],
    CreateApiKeyPayload: [['owner', 'apiKey secret userErrors']],
    RevokeApiKeyPayload: [['owner', 'apiKey userErrors']],
  },

  mutations: {
    createApiKey: {
      least: { name: 'test', scopes: ['POINTS_READ'] },
      as: 'owner',
      input: () => ({ name: 'new', scopes: ['POINTS_READ'] }),
      fields: 'apiKey { name }',
      firstIs: null,
      isNotRepeated: true,
    },
    revokeApiKey: {
      least: { apiKeyId: `key_${ZEROS}` },
      ids: { apiKeyId: { code: 'NOT_FOUND' } },
      as: 'owner',
      input: ({ made }) => ({ apiKeyId: made.key }),
      fields: 'apiKey { id revokedAt }',
      firstIs: null,
    },
  },
  world: async ({ slug, owner }, api) => {
    const input = { name: 'old', scopes: ['POINTS_READ'] };
    const { apiKey } = await api.mutate(slug, 'createApiKey', input, 'apiKey { id }', owner);
    return { key: apiKey.id };
  },

  lists: { 'Query.apiKeys': { fill: ({ api, slug }) => api.apiKey(slug, ['POINTS_READ']) } },

  things: {
    apiKey: {
      type: 'ApiKey',
      by: ['OWNER'],
      id: async ({ api, slug, owner }) => {
        const input = { name: 'k', scopes: ['POINTS_READ'] };
        return (await api.mutate(slug, 'createApiKey', input, 'apiKey { id }', owner)).apiKey.id;
      },
    },
  },
};

import type { CodegenConfig } from '@graphql-codegen/cli';

// A mapper names the row or model that a resolver is given as its parent; `Complete` in
// functions/graphql/complete.ts makes a field that the model does not have a compile error until it is resolved.
const config: CodegenConfig = {
  schema: 'schema/*.graphql',
  generates: {
    'functions/graphql/generated/schema.ts': { plugins: ['./codegen-schema-plugin.ts'] },
    'functions/platform/generated/enums.ts': { plugins: ['./codegen-enums-plugin.ts'] },
    'functions/platform/generated/refusals.ts': { plugins: ['./codegen-refusals-plugin.ts'] },
    'functions/graphql/generated/facts.ts': { plugins: ['./codegen-facts-plugin.ts'] },
    'docs/schema.graphql': { plugins: ['./codegen-sdl-plugin.ts'] },
    'functions/graphql/generated/types.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        contextType: '../../features/programs/context.ts#Context',
        useTypeImports: true,
        enumsAsTypes: true,
        avoidOptionals: { field: true, inputValue: false },
        maybeValue: 'T | null | undefined',
        inputMaybeValue: 'T | null | undefined',
        resolverTypeWrapperSignature: 'Promise<T> | T',
        makeResolverTypeCallable: true,
        scalars: {
          ID: 'string',
          DateTime: { input: 'Date', output: 'string' },
          Date: { input: 'string', output: 'string' },
          PositiveInt: 'number',
          SafeInt: 'number',
          Url: 'string',
          CurrencyCode: 'string',
        },
        // A model often has its type's own name.
        mapperTypeSuffix: 'Model',
        mappers: {
          Program: '../../features/programs/rules.ts#Program',
          Member: '../../features/members/rules.ts#Member',
          ApiKey: '../../features/keys/rules.ts#ApiKey',
          PointAccount: '../../features/points/rules.ts#AccountView',
          PointEntry: '../../features/points/rules.ts#PointEntry',
          Referral: '../../features/referrals/rules.ts#Referral',
          ReferralCode: '../../features/codes/rules.ts#ReferralCode',
          Invitation: '../../features/codes/invitation.ts#Invitation',
          InvitationAdvocate: '../../features/codes/invitation.ts#Invitation',
          Leaderboard: '../../features/leaderboards/boards/rules.ts#Board',
          LeaderboardSeason: '../../features/leaderboards/boards/seasons.ts#SeasonView',
          LeaderboardRecord: '../../features/leaderboards/records/views.ts#RecordView',
          RankedSubject: '../../features/leaderboards/records/views.ts#SubjectView',
          ReferralPerson: '../../features/referrals/rules.ts#ReferralPerson',
        },
      },
    },
  },
};

export default config;

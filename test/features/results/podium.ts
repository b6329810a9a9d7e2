import { ENTITY } from '../../../functions/table/entities.ts';
import type { Api, Credential, Data } from '../../support/api.ts';
import { codes, openGround, type Person } from '../votes/ground.ts';

// A contest with prizes, from its vote to what the winners have.

const MINUTE = 60_000;
export type Podium = Awaited<ReturnType<typeof openPodium>>;

export const points = (fromRank: number, toRank: number, amount: number, title = `${amount} points`) => ({
  ...{ fromRank, toRank, kind: 'POINTS', points: amount, title },
});
export const manual = (fromRank: number, toRank: number, title = 'A tea set') => ({
  ...{ fromRank, toRank, kind: 'MANUAL', title },
});

/** The vote is open, and entries are given as many votes as `votes` says, in their order. */
export async function openPodium(api: Api, prizes: object[], votes: number[], settings: object = {}) {
  const ground = await openGround(api, {
    votes: { votesPerVoter: 20, votesPerEntry: 9 },
    prizes,
    ...settings,
  });
  const { stage, ids, vote, goTo } = ground;
  const { contestId } = stage;
  goTo(19);
  for (const [place, count] of votes.entries()) await vote(ids[place] ?? '', count);

  /** The vote is over, and it is counted. */
  async function count(): Promise<void> {
    await api.drain();
    goTo(20, MINUTE);
    await api.tick(ENTITY.roundCount);
  }
  const publish = async (version = 1): Promise<string[]> =>
    codes(await stage.mutate('publishResult', { contestId, version }, 'result { id }', stage.organizer));
  const pay = () => api.tick(ENTITY.prizePayment);
  /** Payments that are due. */
  const waiting = async () =>
    (await api.scanAll()).filter(({ et, GSI2PK }) => et === ENTITY.prizePayment && GSI2PK !== undefined);

  const AWARDS = 'number rank awards { index state prize { title points } }';
  async function lines(field: 'result' | 'countedResult', who?: Credential): Promise<Data[]> {
    const query = `query ($id: ID!) { contest(id: $id) { ${field} { entries(first: 100) { edges { node { ${AWARDS} } } } } } }`;
    const { contest } = await stage.ask(query, { id: contestId }, who);
    return contest[field].entries.edges.map(({ node }: Data) => node);
  }
  /** By the number of the entry, each prize with what became of it: '0 PAID'. */
  async function states(field: 'result' | 'countedResult' = 'result'): Promise<Record<number, string[]>> {
    const all = await lines(field, stage.organizer);
    return Object.fromEntries(
      all.map(({ number, awards }) => [number, awards.map(({ index, state }: Data) => `${index} ${state}`)]),
    );
  }
  async function account({ token }: Person): Promise<Data> {
    const query = `{ me { points { available availableByExpiry { points expiresAt }
      entries(first: 100) { edges { node { id kind points reason cause { kind causeId } } } } } } }`;
    const { available, availableByExpiry, entries } = (await stage.ask(query, {}, { token })).me.points;
    return { available, availableByExpiry, entries: entries.edges.map(({ node }: Data) => node) };
  }
  const balances = (people: readonly Person[] = ground.authors): Promise<number[]> =>
    Promise.all(people.map(async (person) => (await account(person)).available));
  const mark = (name: 'offerPrize' | 'handOverPrize', input: object, who: Credential = stage.organizer) =>
    stage.mutate(name, input, 'award { index state offered { at note } handedOver { at note } }', who);

  return { ...ground, count, publish, pay, waiting, lines, states, account, balances, mark };
}

import { expect } from 'vitest';
import type { Item } from '../../../functions/table/client.ts';
import { contestCountKey, contestKey } from '../../../functions/table/keys.ts';
import type { Api, Credential, Data } from '../../support/api.ts';
import { FILLED, TEXTS } from './samples.ts';

// A program with an organizer, who makes contests through the API.

export const CONTEST =
  'id title brief access status phase timeZone languages resultsAt publishedAt submission { opensAt closesAt } rounds { number attempt voting { opensAt closesAt } finalists { count chosenBy } } changes { kind date from to round reason decidedAt holdsFrom }';

/** The payload of a change that is refused. */
export const refused = (code: string, ...field: string[]) => ({
  contest: null,
  userErrors: [expect.objectContaining({ code, field: field.length === 0 ? null : field })],
});

export type Office = Awaited<ReturnType<typeof openOffice>>;

let programs = 0;

/** A program of its own, in which no other test has anything. */
export async function openOffice(api: Api) {
  programs += 1;
  const slug = await api.createProgram({ slug: `contests-${programs}` });
  const organizer: Credential = { token: await api.as(slug, 'ORGANIZER') };
  const { token } = await api.join(slug, 'ann');
  let keys = 0;

  /** The payload of a mutation of a contest, refused or not. */
  const change = (name: string, input: object, fields = CONTEST): Promise<Data> =>
    api.attempt(slug, name, input, `contest { ${fields} }`, organizer);

  async function done(name: string, input: object, fields = CONTEST): Promise<Data> {
    const { contest, userErrors } = await change(name, input, fields);
    expect(userErrors, name).toEqual([]);
    return contest;
  }

  async function draft(input: object = {}): Promise<string> {
    keys += 1;
    const { id } = await done('createContest', { title: 'Tea', idempotencyKey: `key-${keys}` });
    if (Object.keys(input).length > 0) await done('updateContest', { contestId: id, ...input });
    return id;
  }
  const setTerms = (contestId: string, language = 'ko', texts: object = TEXTS) =>
    change('setContestTerms', { contestId, language, ...texts });
  async function ready(input: object = {}): Promise<string> {
    const id = await draft({ ...FILLED, ...input });
    await setTerms(id);
    return id;
  }
  async function published(input: object = {}): Promise<string> {
    const contestId = await ready(input);
    await done('publishContest', { contestId });
    return contestId;
  }

  return {
    slug,
    organizer,
    member: { token },
    change,
    done,
    draft,
    setTerms,
    ready,
    published,
    see: async (id: string, fields = CONTEST, who: Credential = organizer): Promise<Data> =>
      (await api.ok(slug, `query($id: ID!) { contest(id: $id) { ${fields} } }`, { id }, who)).contest,
    stored: (id: string): Promise<Item | undefined> =>
      api.deps.table.get(contestKey(slug, id), { consistent: true }),
    /** How many drafts and open contests the program counts. */
    count: (): Promise<Item | undefined> => api.deps.table.get(contestCountKey(slug), { consistent: true }),
    setCount: (count: { drafts?: number; open?: number }) =>
      Promise.all(
        Object.entries(count).map(([name, value]) =>
          api.deps.table.write({
            update: contestCountKey(slug),
            set: 'SET #name = :value',
            names: { '#name': name },
            values: { ':value': value },
          }),
        ),
      ),
    /** What is stored in the table of this program. */
    all: (): Promise<Item[]> => api.scanAll(`P#${slug}#`),
  };
}

import { codeKeyOf } from '../../../functions/features/codes/rules.ts';
import type { Item } from '../../../functions/table/client.ts';
import type { PlainInit } from '../../../local/plain-request.ts';
import type { Api } from '../../support/api.ts';

export const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari/604.1';
/** Where links of the program `demo` land. */
export const LANDING = 'https://shop.example.com/welcome?from=friend#top';

export const clickOf = (location: string) => new URL(location).searchParams.get('fanfare_click');

/** Makes codes of an advocate of `demo`, follows their links as a phone does, and finds the clicks that were counted. */
export async function openFollower(api: Api) {
  await api.createProgram();
  const advocate = await api.join('demo', 'advocate');
  return {
    advocate,
    async codeOf(settings: object = {}): Promise<string> {
      return (await api.mutate('demo', 'createReferralCode', settings, 'referralCode { code }', advocate))
        .referralCode.code;
    },
    async follow(path: string, userAgent = IPHONE, init: PlainInit = {}) {
      const answer = await api.get(path, { ...init, headers: { 'user-agent': userAgent, ...init.headers } });
      return {
        status: answer.status,
        location: answer.headers.get('location') ?? '',
        headers: answer.headers,
        body: await answer.text(),
      };
    },
    async clicks(code: string): Promise<Item[]> {
      return (await api.scanAll()).filter((item) => item.et === 'CLICK' && item.codeKey === codeKeyOf(code));
    },
  };
}

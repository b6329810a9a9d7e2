import { managers } from '../../support/callers.ts';
import { KRW, NOBODY, type Surface } from '../../support/surface.ts';

export const surface: Surface = {
  access: {
    Mutation: [[`${managers} EVENTS_WRITE`, 'recordEvents']],
    RecordEventResult: [
      [`${managers} EVENTS_WRITE`, 'externalEventId status referralId referralState error'],
    ],
    RecordEventsPayload: [[`${managers} EVENTS_WRITE`, 'results userErrors']],
  },

  mutations: {
    recordEvents: {
      least: {
        events: [
          {
            source: 'shop',
            externalEventId: 'order-1',
            type: 'REFUND',
            memberId: NOBODY,
            amount: KRW(1),
            refundOf: 'order-0',
          },
        ],
      },
      select: 'results { status error { code field message } }',
      as: 'partner',
      input: ({ friend: { memberId } }) => ({
        events: [{ source: 'shop', externalEventId: 'lost', type: 'PURCHASE', memberId, amount: KRW(1_000) }],
      }),
      fields: 'results { status error { code } }',
      firstIs: null,
      isNotRepeated: true,
    },
  },
};

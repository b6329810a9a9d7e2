import type { Projection } from '../../projection/fold.ts';
import { waitingCountKey } from '../../table/keys.ts';
import { moderationModel } from './rules.ts';

export const moderationProjections: Record<'MODERATION_ITEM', Projection> = {
  MODERATION_ITEM: {
    contributions: (item) => {
      const { programId, groupId } = moderationModel.parse(item);
      return [{ key: waitingCountKey(programId, groupId), add: { waiting: 1 } }];
    },
  },
};

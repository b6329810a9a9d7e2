import {
  decideSetMemberStatus,
  decideUpdateMember,
  type Member,
} from '../../../../functions/features/members/rules.ts';
import { addCalendarDays, dayOf, startOfDay } from '../../../../functions/platform/time.ts';
import { newMember, type Setting } from './program.ts';
import type { ClockStep, MemberStep } from './story.ts';

// What a step makes of a member and of the clock.

const WHY = { by: 'test', reason: 'test' };

/** The member after a step: the same object when nothing changes, undefined for one who is not there. */
export function changedMember(
  { program, members }: Setting,
  id: string,
  change: MemberStep['change'],
  now: Date,
): Member | undefined {
  const member = members.get(id);
  if (member === undefined) {
    if (change === 'JOIN') return newMember(program, id, 'FULL', now);
    return change === 'JOIN_HIDDEN' ? newMember(program, id, 'HIDDEN', now) : undefined;
  }
  switch (change) {
    case 'TURN':
      return decideUpdateMember(
        member,
        { visibility: member.visibility === 'HIDDEN' ? 'FULL' : 'HIDDEN' },
        now,
      );
    case 'SUSPEND':
      return decideSetMemberStatus(member, { ...WHY, status: 'SUSPENDED' }, now);
    case 'REINSTATE':
      return decideSetMemberStatus(member, { ...WHY, status: 'ACTIVE' }, now);
    case 'RENAME':
      return decideUpdateMember(member, { displayName: `Name ${member.version}` }, now);
    case 'LEAVE':
      return undefined;
    default:
      return member;
  }
}

/** The clock never goes back. */
export function movedClock({ to, minutes }: ClockStep, now: Date, zone: string): Date {
  const today = dayOf(now, zone);
  const later = (start: Date) => new Date(start.getTime() + minutes * 60_000);
  const day = (days: number) => startOfDay(addCalendarDays(today, days), zone);
  switch (to) {
    case 'LATER':
      return later(now);
    case 'LAST_MOMENT':
      return new Date(day(1).getTime() - 1);
    case 'NEXT_DAY':
      return later(day(1));
    case 'NEXT_WEEK':
      return later(day(8 - (new Date(`${today}T00:00:00Z`).getUTCDay() || 7)));
    case 'NEXT_MONTH':
      return later(startOfDay(`${addCalendarDays(`${today.slice(0, 7)}-01`, 31).slice(0, 7)}-01`, zone));
  }
}

import { WAITLIST_STATUSES } from '@slotkeeper/domain';
import { Type } from 'typebox';
import { pageOf } from './page.js';
import { Attendees, InstantText, Revision, UuidText } from './scalars.js';
import { EXACTLY_ONE_TARGET } from './target.js';
import { WANTED_TIME, WITHOUT_AN_END } from './wanted-time.js';

export const WaitlistStatusSchema = Type.Enum(WAITLIST_STATUSES, {
  description:
    '`waiting`: for the time to become free. `offered`: it became free and is held for the party; what came of that ' +
    'the booking `offerId` says. `left`: given up.',
});

export const WaitlistRequest = Type.Object(WANTED_TIME, {
  title: 'WaitlistRequest',
  additionalProperties: false,
  description: `${EXACTLY_ONE_TARGET} ${WITHOUT_AN_END}`,
});

export const WaitlistEntrySchema = Type.Object(
  {
    id: UuidText,
    hostId: UuidText,
    eventTypeId: Type.Optional(
      Type.String({ ...UuidText, description: 'Left out where it is the host’s availability itself.' }),
    ),
    bookerId: UuidText,
    startTime: InstantText,
    endTime: InstantText,
    attendees: Attendees,
    status: WaitlistStatusSchema,
    offerId: Type.Optional(
      Type.String({ ...UuidText, description: 'The hold that was made for the party: a booking.' }),
    ),
    revision: Type.Integer({ ...Revision, description: '1 at first, one more at each change.' }),
    createdAt: InstantText,
    updatedAt: InstantText,
  },
  { title: 'WaitlistEntry', description: 'A party that waits for a time which others have.' },
);

export const WaitlistPage = pageOf('WaitlistPage', WaitlistEntrySchema);

import {
  formatInstant,
  isPolicyRefusal,
  type BookingRefusal,
  type Forbidden,
  type PolicyRefusal,
} from '@slotkeeper/domain';
import { wireSlot } from '../schemas/wire.js';
import { about, type Particulars } from './particulars.js';
import { policyParticulars } from './policy-particulars.js';
import { PROBLEM_FORMS } from './problem-forms.js';
import type { Problem } from './problem.js';

/** A problem as it goes over the wire (RFC 9457). */
export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';
const MAX_FIELD_ERRORS = 100;
const REALM = 'Bearer realm="slotkeeper"';

export const problemAnswer = (problem: Problem): ProblemAnswer => {
  const { status, title } = PROBLEM_FORMS[problem.kind];
  const { code = problem.kind, detail, errors, figures, headers } = particularsOf(problem);
  return {
    status,
    headers: headers ?? {},
    body: {
      type: `urn:slotkeeper:problem:${problem.kind}`,
      title,
      status,
      detail,
      code,
      ...(errors === undefined ? {} : { errors: errors.slice(0, MAX_FIELD_ERRORS) }),
      ...figures,
    },
  };
};

/** `code`: where it is not the kind. */
const particularsOf = (problem: Problem): Particulars & { readonly code?: string } =>
  isPolicyRefusal(problem) ? bookingParticulars(problem) : otherParticulars(problem);

const bookingParticulars = (refusal: BookingRefusal): Particulars & { readonly code: string } => {
  const { figures, ...particulars } = policyParticulars(refusal);
  const { alternatives } = refusal;
  return {
    ...particulars,
    figures: alternatives === undefined ? figures : { ...figures, alternatives: alternatives.map(wireSlot) },
  };
};

const FORBIDDEN_FIELDS: Readonly<Record<NonNullable<Forbidden['field']>, string>> = {
  hostId: 'must be yourself, as a HOST',
  bookerId: 'must be yourself, or be left out',
  overrides: 'must be left out by all but the host',
  eventTypeId: 'must be one of your own, as a HOST',
};

const otherParticulars = (problem: Exclude<Problem, PolicyRefusal>): Particulars => {
  switch (problem.kind) {
    case 'invalid_input':
      return {
        detail: problem.errors
          .map(({ field, message }) => `${field} ${message}`)
          .slice(0, 3)
          .join('; '),
        errors: problem.errors,
      };
    case 'malformed_json':
      return {
        detail: 'The body is not JSON, or has a member named __proto__ or constructor.prototype.',
        ...about('body', 'malformed_json', 'must be JSON'),
      };
    case 'malformed_request':
      return { detail: 'The request can’t be read.' };
    case 'unauthenticated':
      return unauthenticated(problem.error);
    case 'invalid_credentials':
      return { detail: 'No account has this address and password.', headers: { 'www-authenticate': REALM } };
    case 'forbidden':
      return {
        detail: 'Your role, or whose this is, does not allow it.',
        ...(problem.field === undefined
          ? {}
          : about(problem.field, 'forbidden', FORBIDDEN_FIELDS[problem.field])),
      };
    case 'not_found':
      return { detail: 'Nothing has this path; /openapi.json lists what there is.' };
    case 'host_not_found':
      return {
        detail: `No host has the id ${problem.hostId}.`,
        ...about('hostId', 'host_not_found', 'must be the id of a host'),
      };
    case 'booking_not_found':
      return {
        detail: 'There is no such booking among those that you may see.',
        ...about('id', 'booking_not_found', 'must be the id of a booking'),
      };
    case 'availability_not_found':
      return {
        detail: 'There is no such availability among those that you may see.',
        ...about('id', 'availability_not_found', 'must be the id of an availability'),
      };
    case 'schedule_not_found':
      return {
        detail: 'There is no such schedule among those that you may see.',
        ...about('id', 'schedule_not_found', 'must be the id of a schedule'),
      };
    case 'time_off_not_found':
      return {
        detail: 'There is no such time off among those that you may see.',
        ...about('id', 'time_off_not_found', 'must be the id of a time off'),
      };
    case 'event_type_not_found':
      return {
        detail: 'There is no such event type, or it was withdrawn.',
        ...about('eventTypeId', 'event_type_not_found', 'must be the id of an event type'),
      };
    case 'booker_not_found':
      return {
        detail: 'No user who can be booked for has this id.',
        ...about('bookerId', 'booker_not_found', 'must be the id of a user who is no host'),
      };
    case 'waitlist_entry_not_found':
      return {
        detail: 'There is no such waitlist entry among those that you may see.',
        ...about('id', 'waitlist_entry_not_found', 'must be the id of a waitlist entry'),
      };
    case 'method_not_allowed': {
      const allow = problem.allow.join(', ');
      return { detail: `This path has ${allow}.`, headers: { allow } };
    }
    case 'request_timeout':
      return { detail: 'The request took too long to arrive.' };
    case 'illegal_transition':
      return {
        detail: `A booking that is ${problem.from} can’t be changed by ${problem.attempted}.`,
        figures: { from: problem.from, attempted: problem.attempted },
      };
    case 'hold_expired': {
      const deadline = formatInstant(problem.deadline);
      return { detail: `Its time ran out at ${deadline}.`, figures: { deadline } };
    }
    case 'slot_available':
      return { detail: 'The time can be booked: there is nothing to wait for.' };
    case 'waitlist_offered':
      return {
        detail: 'The time is held for you already: confirm or release the hold.',
        figures: { offerId: problem.offerId },
      };
    case 'schedule_in_use':
      return {
        detail: 'Event types use the schedule. Change or withdraw them first.',
        figures: { eventTypeIds: [...problem.eventTypeIds] },
      };
    case 'schedule_is_default':
      return {
        detail: 'It is the default schedule, and there are others. Make another one the default first.',
        ...about('isDefault', 'schedule_is_default', 'must be true of one schedule'),
      };
    case 'email_taken':
      return {
        detail: 'Another account has this address.',
        ...about('email', 'email_taken', 'must be an address that no account has'),
      };
    case 'concurrency_conflict':
      return {
        detail: 'Other requests were faster. Nothing was changed; try again.',
        headers: { 'retry-after': '1' },
      };
    case 'revision_stale':
      return {
        detail: `It was changed meanwhile; its revision is ${problem.revision}.`,
        ...about('If-Match', 'revision_stale', 'must be the present ETag'),
        figures: { revision: problem.revision },
      };
    case 'body_too_large':
      return {
        detail: 'The body has more than 64 KiB.',
        ...about('body', 'body_too_large', 'must have at most 64 KiB'),
      };
    case 'uri_too_long':
      return { detail: 'A part of the path is too long.' };
    case 'unsupported_media_type':
      return {
        detail: 'The body must be application/json.',
        ...about('Content-Type', 'unsupported_media_type', 'must be application/json'),
      };
    case 'expectation_failed':
      return {
        detail: 'Nothing but 100-continue can be expected.',
        ...about('Expect', 'expectation_failed', 'must be 100-continue'),
      };
    case 'cutoff_passed': {
      const cutoff = formatInstant(problem.cutoff);
      return {
        detail: `Its booker could do this until ${cutoff}.`,
        figures: { attempted: problem.attempted, cutoff },
      };
    }
    case 'too_early': {
      const earliest = formatInstant(problem.earliest);
      return {
        detail: `It has not begun yet: this can be done from ${earliest} on.`,
        figures: { attempted: problem.attempted, earliest },
      };
    }
    case 'too_many_holds':
      return {
        detail: `The limit of live holds is ${problem.limit}. Confirm or release one of yours.`,
        figures: { limit: problem.limit },
      };
    case 'hold_at_limit': {
      const latest = formatInstant(problem.latest);
      return { detail: `It can’t be held longer than until ${latest}.`, figures: { latest } };
    }
    case 'waitlist_full':
      return {
        detail: `The limit of parties that wait for one host is ${problem.limit}.`,
        figures: { limit: problem.limit },
      };
    case 'duration_ambiguous':
      return {
        detail: `Slots of ${problem.slotDurations.join(' and ')} minutes start then.`,
        ...about('endTime', 'duration_ambiguous', 'must say which of the slots is meant'),
        figures: { slotDurations: problem.slotDurations },
      };
    case 'key_reused':
      return {
        detail: 'This idempotency key was used before, for another request.',
        ...about('Idempotency-Key', 'key_reused', 'must be new for each request that differs'),
      };
    case 'headers_too_large':
      return { detail: 'The headers are too large.' };
    case 'internal_error':
      return { detail: 'Something went wrong on the server. Nothing is known of what was changed.' };
    case 'store_unavailable':
      return {
        detail:
          problem.outcome === 'unchanged'
            ? 'The store can’t be reached at the moment. Nothing was changed; try again.'
            : 'The store was lost on the way: only with an Idempotency-Key is it safe to try again.',
        figures: { outcome: problem.outcome },
        headers: { 'retry-after': '1' },
      };
    case 'not_ready':
      return { detail: 'The server can’t serve at the moment; try again.', headers: { 'retry-after': '1' } };
  }
};

const unauthenticated = (error: 'invalid_request' | 'invalid_token' | undefined): Particulars => {
  if (error === undefined) {
    return {
      detail: 'Send an access token: Authorization: Bearer ….',
      headers: { 'www-authenticate': REALM },
    };
  }
  const detail =
    error === 'invalid_token'
      ? 'The access token is expired, revoked or not one of ours.'
      : 'The Authorization header is not of the form Bearer ….';
  return {
    detail,
    headers: {
      'www-authenticate': `${REALM}, error="${error}", error_description="${detail.replaceAll('…', '<token>')}"`,
    },
  };
};

import {
  formatInstant,
  isPolicyRefusal,
  type AccessRule,
  type BookingRefusal,
  type Forbidden,
  type PolicyRefusal,
} from '@slotkeeper/domain';
import { wireSlot } from '../schemas/wire.js';
import { MAX_JSON_DEPTH } from '../requests/json-depth.js';
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
  guest: 'must be left out by all but the host and who sends no token',
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
    case 'json_too_deep':
      return {
        detail: `The body nests deeper than ${MAX_JSON_DEPTH} levels.`,
        ...about('body', 'json_too_deep', `must nest at most ${MAX_JSON_DEPTH} levels deep`),
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
    case 'account_not_found':
      return unauthenticated('invalid_token');
    case 'refresh_token_refused':
      return {
        detail: 'The refresh token is not good, or not any longer: log in again.',
        headers: { 'www-authenticate': REALM },
      };
    case 'insufficient_scope':
      return insufficientScope(problem.scope);
    case 'registration_closed':
      return {
        detail:
          problem.mode === 'invitation'
            ? 'Accounts of this role are opened by invitation: send its code.'
            : 'Accounts of this role are not opened here.',
        ...(problem.mode === 'invitation'
          ? about('invitation', problem.kind, 'must be the code of an invitation')
          : about('role', problem.kind, 'must be one whose accounts are opened')),
        figures: { mode: problem.mode },
      };
    case 'guests_not_allowed':
      return {
        detail: 'This is not booked without an account: log in.',
        ...about('guest', 'guests_not_allowed', 'must be left out'),
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
    case 'api_key_not_found':
      return {
        detail: 'You have no such API key.',
        ...about('id', 'api_key_not_found', 'must be the id of an API key of yours'),
      };
    case 'organisation_not_found':
      return {
        detail: 'There is no such organisation.',
        ...about('organisationId', 'organisation_not_found', 'must be the id of an organisation'),
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
    case 'unsupported_content_encoding':
      return {
        detail: 'The body must be sent as it is, without a content coding.',
        ...about('Content-Encoding', 'unsupported_content_encoding', 'must be identity, or be left out'),
        headers: { 'accept-encoding': 'identity' },
      };
    case 'precondition_required':
      return {
        detail: 'Send the ETag that the change rests on as If-Match, or * for whatever there is.',
        ...about('If-Match', 'precondition_required', 'must be the present ETag, or *'),
      };
    case 'key_in_flight':
      return {
        detail: 'The first request with this key is not answered yet.',
        ...about('Idempotency-Key', 'key_in_flight', 'must not be that of a request which is in flight'),
        headers: { 'retry-after': '1' },
      };
    case 'rate_limited':
      return {
        detail: `The limit ${problem.policy} is reached; try again in ${problem.retryAfterSeconds} s.`,
        figures: { policy: problem.policy },
        headers: { 'retry-after': String(problem.retryAfterSeconds) },
      };
    case 'overloaded':
      return {
        detail: 'The server has more to do than it can. Nothing was done; try again.',
        headers: { 'retry-after': '1' },
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
    case 'too_many_guest_bookings':
      return {
        detail: `A guest can have ${problem.limit} bookings to come. Cancel one, or open an account.`,
        figures: { limit: problem.limit },
      };
    case 'too_many_api_keys':
      return {
        detail: `The limit of API keys is ${problem.limit}. Revoke one of yours.`,
        figures: { limit: problem.limit },
      };
    case 'invitation_refused':
      return {
        detail: 'The invitation is not good for this account.',
        ...about('invitation', 'invitation_refused', 'must be one that is good for this account'),
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
      detail: 'Send an access token or an API key: Authorization: Bearer ….',
      headers: { 'www-authenticate': REALM },
    };
  }
  const detail =
    error === 'invalid_token'
      ? 'The token or key is expired, revoked or not one of ours.'
      : 'The Authorization header is not of the form Bearer ….';
  return {
    detail,
    headers: {
      'www-authenticate': `${REALM}, error="${error}", error_description="${detail.replaceAll('…', '<token>')}"`,
    },
  };
};

/** RFC 6750 section 3.1. A login is no scope, so that none can be named. */
const insufficientScope = (scope: AccessRule['scope']): Particulars => {
  const detail =
    scope === 'login'
      ? 'An API key can’t do this: log in.'
      : `The API key is not made for this: it needs the scope ${scope}.`;
  const named = scope === 'login' ? '' : `, scope="${scope}"`;
  return {
    detail,
    figures: { scope },
    headers: { 'www-authenticate': `${REALM}, error="insufficient_scope"${named}` },
  };
};

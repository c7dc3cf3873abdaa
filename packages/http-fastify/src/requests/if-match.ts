import { err, ok, type FieldError, type Result } from '@slotkeeper/domain';

const ENTITY_TAG = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/;
const REVISION = /^[1-9]\d{0,8}$/;
/** Revisions begin at 1: this one never matches. */
const NO_REVISION = 0;

/** The ETag of a revision (RFC 9110 section 8.8.3). */
export const entityTag = (revision: number): string => `"${revision}"`;

/** Refuses an `If-Match` where nothing would look at it: whoever sends one relies on it. `*` asks for nothing. */
export const ifMatchNotTaken = (header: string | undefined): Result<undefined, FieldError> =>
  header === undefined || header.trim() === '*'
    ? ok(undefined)
    : err({ field: 'If-Match', code: 'if_match_not_taken', message: 'must be left out, or *' });

/**
 * The revision that an `If-Match` asks for (RFC 9110 section 13.1.1); undefined where any will do. A weak tag matches
 * nothing, nor does one that is no revision. Lists of several tags are not taken.
 */
export const revisionOfIfMatch = (header: string | undefined): Result<number | undefined, FieldError> => {
  const text = header?.trim();
  if (text === undefined || text === '*') return ok(undefined);
  const tag = ENTITY_TAG.exec(text);
  if (tag === null) {
    return err({
      field: 'If-Match',
      code: 'invalid_if_match',
      message: 'must be * or one entity tag, such as "3"',
    });
  }
  const [, weak, opaque = ''] = tag;
  return ok(weak === undefined && REVISION.test(opaque) ? Number(opaque) : NO_REVISION);
};

import { createHash } from 'node:crypto';

const LIST_ITEM = /(?:^|,)[ \t]*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)")?[ \t]*(?=,|$)/y;

/** A strong tag of the very bytes of an answer (RFC 9110 section 8.8.3); it never looks like a revision. */
export const tagOfBytes = (bytes: string | Buffer): string =>
  `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`;

/**
 * Whether the client has what `tag` stands for already, by its `If-None-Match` (RFC 9110 section 13.1.2): a list of
 * tags, of which one is the same but for weakness, or `*`. A field that is no such list says nothing.
 */
export const isKnown = (ifNoneMatch: string | undefined, tag: string): boolean => {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const wanted = opaque(tag);
  let found = false;
  let end = 0;
  for (const item of itemsOf(ifNoneMatch)) {
    end = item.end;
    if (item.opaque === wanted) found = true;
  }
  return found && end === ifNoneMatch.length;
};

const opaque = (tag: string): string => tag.slice(tag.indexOf('"') + 1, -1);

/** The items of a list one after the other, as long as it is one. An item may be empty (section 5.6.1). */
function* itemsOf(list: string): Generator<{ readonly opaque: string | undefined; readonly end: number }> {
  LIST_ITEM.lastIndex = 0;
  for (let from = 0; from < list.length; from = LIST_ITEM.lastIndex) {
    LIST_ITEM.lastIndex = from;
    const item = LIST_ITEM.exec(list);
    if (item === null || item[0] === '') return;
    yield { opaque: item[2], end: LIST_ITEM.lastIndex };
  }
}

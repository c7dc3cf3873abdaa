import { hash } from 'node:crypto';

/** A tag or nothing, up to the comma that follows or the end (RFC 9110 section 5.6.1): no text is looked at twice. */
const LIST_ITEM = /[ \t]*(?:(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[ \t]*)?(,|$)/y;

/** A strong tag (RFC 9110 section 8.8.3) of an answer's bytes, or of what tells all of them; it never looks like a revision. */
export const tagOfBytes = (bytes: string | Buffer): string =>
  `"${hash('sha256', bytes, 'base64url').slice(0, 27)}"`;

/**
 * Whether the client has what `tag` stands for already, by its `If-None-Match` (RFC 9110 section 13.1.2): a list of
 * tags, of which one is the same but for weakness, or `*`. A field that is no such list says nothing.
 */
export const isKnown = (ifNoneMatch: string | undefined, tag: string): boolean => {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const wanted = tag.slice(tag.indexOf('"') + 1, -1);
  let found = false;
  for (let from = 0; ; from = LIST_ITEM.lastIndex) {
    LIST_ITEM.lastIndex = from;
    const item = LIST_ITEM.exec(ifNoneMatch);
    if (item === null) return false;
    if (item[1] === wanted) found = true;
    if (item[2] === '') return found;
  }
};

import { describe, expect, it } from 'vitest';
import { answerChecker, type ObservedAnswer } from '../../test/documented-answers.js';
import { openApiDocument } from './open-api-document.js';

const differences = answerChecker(openApiDocument());
const slots: ObservedAnswer = {
  method: 'GET',
  url: '/slots?hostId=x',
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  text: JSON.stringify({
    items: [{ startTime: '2030-01-02T10:00:00Z', endTime: '2030-01-02T10:30:00Z' }],
    nextCursor: null,
  }),
};
const problem = (code: string, status: number): Partial<ObservedAnswer> => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  text: JSON.stringify({ type: `urn:slotkeeper:problem:${code}`, title: 'T', status, detail: 'D', code }),
});

describe('the check of answers against the document', () => {
  it('finds nothing wrong with an answer that is as documented', () => {
    expect(differences(slots)).toEqual([]);
    expect(differences({ ...slots, ...problem('host_not_found', 404) })).toEqual([]);
  });

  it.each<[string, Partial<ObservedAnswer>]>([
    ['a status', { status: 418 }],
    ['a media type', { headers: { 'content-type': 'text/plain' } }],
    ['a header', { headers: { ...slots.headers, location: '/slots/1' } }],
    ['a member of the body', { text: '{"items":[],"nextCursor":null,"total":0}' }],
    [
      'a member of an item',
      {
        text: '{"items":[{"startTime":"2030-01-02T10:00:00Z","endTime":"2030-01-02T10:30:00Z","x":1}],"nextCursor":null}',
      },
    ],
    ['a type', { text: '{"items":[],"nextCursor":7}' }],
    ['a missing member', { text: '{"items":[]}' }],
    [
      'a time in another form',
      { text: '{"items":[{"startTime":"soon","endTime":"2030-01-02T10:30:00Z"}],"nextCursor":null}' },
    ],
    ['an operation', { method: 'DELETE' }],
    ['a code', problem('booking_not_found', 404)],
    [
      'a problem whose status is another',
      { ...problem('host_not_found', 404), text: problem('host_not_found', 410).text ?? '' },
    ],
  ])('catches %s that is not documented', (_, change) => {
    expect(differences({ ...slots, ...change })).toHaveLength(1);
  });
});

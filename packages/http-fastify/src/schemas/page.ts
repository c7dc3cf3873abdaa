import { MAX_PAGE_LIMIT } from '@slotkeeper/domain';
import { Type, type TSchema } from 'typebox';

export const DEFAULT_PAGE_LIMIT = 100;

const limit = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: MAX_PAGE_LIMIT,
    default: DEFAULT_PAGE_LIMIT,
    description: 'How many items at most.',
    'x-invalid': {
      code: 'limit_out_of_range',
      message: `must be a whole number from 1 to ${MAX_PAGE_LIMIT}`,
    },
  }),
);
const cursor = Type.Optional(
  Type.String({ minLength: 1, maxLength: 200, description: 'The `nextCursor` of the page before.' }),
);

/** The query parameters that every list takes. */
export const PAGE_QUERY = { limit, cursor } as const;

/** The answer of a list. */
export const pageOf = <const Item extends TSchema>(title: string, item: Item) =>
  Type.Object(
    {
      items: Type.Array(item),
      nextCursor: Type.Unsafe<string | null>({
        type: ['string', 'null'],
        description: 'Give it as `cursor` to get the next page; null on the last one.',
      }),
    },
    { title },
  );

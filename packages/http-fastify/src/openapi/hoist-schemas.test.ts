import { describe, expect, it } from 'vitest';
import { hoistSchemas } from './hoist-schemas.js';

const slot = { title: 'Slot', type: 'object' };

describe('hoisting', () => {
  it('makes each titled schema one component, those within others too', () => {
    const page = { title: 'Page', type: 'array', items: slot };
    expect(
      hoistSchemas({ a: page, b: [slot], info: { title: 'not a schema' }, c: { title: 'T', type: 'urn:x' } }),
    ).toEqual({
      value: {
        a: { $ref: '#/components/schemas/Page' },
        b: [{ $ref: '#/components/schemas/Slot' }],
        info: { title: 'not a schema' },
        c: { title: 'T', type: 'urn:x' },
      },
      schemas: {
        Slot: slot,
        Page: { title: 'Page', type: 'array', items: { $ref: '#/components/schemas/Slot' } },
      },
    });
  });

  it('refuses two schemas of one title that differ', () => {
    expect(() => hoistSchemas([slot, { ...slot, type: 'array' }])).toThrow(
      'two schemas that differ are both called Slot',
    );
  });
});

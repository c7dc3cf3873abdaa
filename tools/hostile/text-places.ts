import type { ApiDescription, Schema } from '../fuzz/api-description.js';
import type { SentRequest } from '../fuzz/fuzz.js';
import type { GoodRequest } from './good-requests.js';

/** One place of a request that takes a text, and the request with another text in it. */
export interface TextPlace {
  /** Such as `book body startTime`. */
  readonly name: string;
  /** The last member of its path: what it is called in answers. */
  readonly member: string;
  readonly withText: (text: string) => SentRequest;
}

/** Every place of a request that takes a text: in its path, its query, its headers and all through its body. */
export const textPlacesOf = (
  { operation, request, body }: GoodRequest,
  { resolve }: ApiDescription,
): readonly TextPlace[] => {
  const [path = '', query = ''] = request.url.split('?', 2);
  const segments = path.split('/');
  const template = operation.path.split('/');
  const places: TextPlace[] = [];
  for (const { name, in: where } of operation.parameters) {
    if (where === 'path') {
      const at = template.findIndex((segment) => segment.startsWith(`{${name}}`));
      const rest = template[at]?.slice(name.length + 2) ?? '';
      places.push({
        name: `${operation.id} path ${name}`,
        member: name,
        withText: (text) => {
          const filled = [...segments];
          filled[at] = encodeURIComponent(text) + rest;
          return { ...request, url: query === '' ? filled.join('/') : `${filled.join('/')}?${query}` };
        },
      });
    } else if (where === 'query') {
      places.push({
        name: `${operation.id} query ${name}`,
        member: name,
        withText: (text) => {
          const changed = new URLSearchParams(query);
          changed.set(name, text);
          return { ...request, url: `${path}?${changed.toString()}` };
        },
      });
    }
  }
  if (operation.body !== undefined) {
    for (const path of textPaths(operation.body.schema, resolve)) {
      places.push({
        name: `${operation.id} body ${path.join('.')}`,
        member: String(path.at(-1)),
        withText: (text) => ({
          ...request,
          headers: { ...request.headers, 'content-type': 'application/json' },
          payload: JSON.stringify(putAt(withFreshEmail(body ?? {}), path, text)),
        }),
      });
    }
  }
  const documented = operation.parameters
    .filter((one) => one.in === 'header')
    .map(({ name }) => name.toLowerCase());
  for (const header of operation.knowsCaller ? [...documented, 'authorization'] : documented) {
    places.push({
      name: `${operation.id} header ${header}`,
      member: header,
      withText: (text) => ({
        ...request,
        headers: { ...request.headers, [header]: text.replaceAll(/[^\t\u0020-\u007e\u00a0-\u00ff]/g, '') },
      }),
    });
  }
  return places;
};

let emails = 0;

/** An address can be taken but once. */
const withFreshEmail = (body: unknown): unknown => {
  if (typeof body !== 'object' || body === null || !('email' in body) || !('name' in body)) return body;
  emails += 1;
  return { ...body, email: `injected-${emails}@example.com` };
};

type Step = string | number;

/** The paths of all texts within a schema; of a list, of its first entry. */
const textPaths = (
  written: Schema,
  resolve: ApiDescription['resolve'],
  path: readonly Step[] = [],
): readonly (readonly Step[])[] => {
  const schema = resolve(written);
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  const within = [
    ...choices.flatMap((choice) => textPaths(choice, resolve, path)),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
      textPaths(inner, resolve, [...path, name]),
    ),
    ...(schema.items === undefined ? [] : textPaths(schema.items, resolve, [...path, 0])),
  ];
  const isText =
    [schema.type ?? []].flat().includes('string') ||
    (schema.enum ?? [schema.const]).some((value) => typeof value === 'string');
  const found = isText ? [path, ...within] : within;
  return [...new Map(found.map((one) => [one.join('.'), one])).values()];
};

const putAt = (value: unknown, [step, ...rest]: readonly Step[], text: string): unknown => {
  if (step === undefined) return text;
  if (typeof step === 'number') {
    const list: unknown[] = Array.isArray(value) ? [...(value as unknown[])] : [];
    list[step] = putAt(list[step], rest, text);
    return list;
  }
  const members = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return { ...members, [step]: putAt(members[step], rest, text) };
};

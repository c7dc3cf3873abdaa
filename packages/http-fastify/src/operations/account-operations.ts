import { Type } from 'typebox';
import { PAGE_QUERY } from '../schemas/page.js';
import { UuidText } from '../schemas/scalars.js';
import {
  AccessTokenAnswer,
  HostProfilePage,
  HostProfileSchema,
  LoginRequest,
  Registration,
  UserSchema,
} from '../schemas/user.js';
import { defineOperation } from './operation.js';

export const registerUserOperation = defineOperation({
  method: 'POST',
  path: '/users',
  id: 'registerUser',
  tag: 'Accounts',
  summary: 'Open an account',
  description: 'A HOST gets a calendar with it. No two accounts have addresses that differ only in case.',
  authenticated: false,
  idempotent: false,
  conditional: false,
  body: Registration,
  answer: { status: 201, description: 'The account.', schema: UserSchema, headers: ['Location'] },
  problems: ['invalid_input', 'email_taken'],
});

export const showOwnUserOperation = defineOperation({
  method: 'GET',
  path: '/users/me',
  id: 'showOwnUser',
  tag: 'Accounts',
  summary: 'Show the caller’s account',
  authenticated: true,
  idempotent: false,
  conditional: false,
  answer: { status: 200, description: 'The account.', schema: UserSchema },
  problems: ['unauthenticated'],
});

export const logInOperation = defineOperation({
  method: 'POST',
  path: '/auth/login',
  id: 'logIn',
  tag: 'Accounts',
  summary: 'Get an access token',
  authenticated: false,
  idempotent: false,
  conditional: false,
  body: LoginRequest,
  answer: { status: 200, description: 'The token.', schema: AccessTokenAnswer },
  problems: ['invalid_credentials'],
});

export const listHostsOperation = defineOperation({
  method: 'GET',
  path: '/hosts',
  id: 'listHosts',
  tag: 'Accounts',
  summary: 'List the hosts',
  authenticated: true,
  idempotent: false,
  conditional: false,
  query: Type.Object(PAGE_QUERY, { additionalProperties: false }),
  answer: { status: 200, description: 'Hosts, in order of id.', schema: HostProfilePage, headers: ['Link'] },
  problems: ['invalid_input'],
});

export const showHostOperation = defineOperation({
  method: 'GET',
  path: '/hosts/{hostId}',
  id: 'showHost',
  tag: 'Accounts',
  summary: 'Show a host',
  authenticated: true,
  idempotent: false,
  conditional: false,
  params: Type.Object({ hostId: UuidText }, { additionalProperties: false }),
  answer: { status: 200, description: 'The host.', schema: HostProfileSchema },
  problems: ['host_not_found'],
});

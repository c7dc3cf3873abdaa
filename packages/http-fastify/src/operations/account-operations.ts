import { Type } from 'typebox';
import { AccountExportAnswer } from '../schemas/account-export.js';
import { PAGE_QUERY } from '../schemas/page.js';
import { UuidText } from '../schemas/scalars.js';
import {
  AccountChangeRequest,
  ErasedAnswer,
  HostProfilePage,
  HostProfileSchema,
  PasswordChangeRequest,
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
  description:
    'A HOST gets a calendar with it. No two accounts of an organisation have addresses that differ only in case. ' +
    'Servers can open accounts to everybody, by invitation or to nobody, for each role.',
  access: 'open',
  idempotent: true,
  conditional: false,
  body: Registration,
  hasPassword: true,
  answer: { status: 201, description: 'The account.', schema: UserSchema, headers: ['Location'] },
  problems: [
    'invalid_input',
    'email_taken',
    'registration_closed',
    'invitation_refused',
    'organisation_not_found',
    'key_reused',
  ],
});

export const showOwnUserOperation = defineOperation({
  method: 'GET',
  path: '/users/me',
  id: 'showOwnUser',
  tag: 'Accounts',
  summary: 'Show the caller’s account',
  access: 'account.show',
  idempotent: false,
  conditional: false,
  answer: { status: 200, description: 'The account.', schema: UserSchema },
  problems: ['account_not_found'],
});

export const changeAccountOperation = defineOperation({
  method: 'PATCH',
  path: '/users/me',
  id: 'changeAccount',
  tag: 'Accounts',
  summary: 'Change the caller’s account',
  access: 'account.change',
  idempotent: false,
  conditional: false,
  body: AccountChangeRequest,
  answer: { status: 200, description: 'The account as it is now.', schema: UserSchema },
  problems: ['invalid_input', 'account_not_found'],
});

export const eraseAccountOperation = defineOperation({
  method: 'DELETE',
  path: '/users/me',
  id: 'eraseAccount',
  tag: 'Accounts',
  summary: 'Erase the caller',
  description:
    'Takes away, everywhere and at once, whatever tells who the caller was. Bookings keep their time and the bare id. ' +
    'There is no way back.',
  access: 'account.erase',
  idempotent: false,
  conditional: false,
  answer: { status: 200, description: 'All that is left.', schema: ErasedAnswer },
  problems: ['account_not_found'],
});

export const exportAccountOperation = defineOperation({
  method: 'GET',
  path: '/users/me/export',
  id: 'exportAccount',
  tag: 'Accounts',
  summary: 'Get everything that is kept of the caller',
  access: 'account.export',
  idempotent: false,
  conditional: false,
  kept: false,
  answer: { status: 200, description: 'Everything.', schema: AccountExportAnswer },
  problems: ['account_not_found'],
});

export const changePasswordOperation = defineOperation({
  method: 'POST',
  path: '/users/me/password',
  id: 'changePassword',
  tag: 'Accounts',
  summary: 'Take another password',
  description:
    'All logins of the account end: access tokens run out by themselves, and refresh tokens are good for nothing.',
  access: 'account.change',
  idempotent: true,
  conditional: false,
  body: PasswordChangeRequest,
  hasPassword: true,
  answer: { status: 200, description: 'The account.', schema: UserSchema },
  problems: ['invalid_input', 'account_not_found', 'invalid_credentials', 'key_reused'],
});

export const listHostsOperation = defineOperation({
  method: 'GET',
  path: '/hosts',
  id: 'listHosts',
  tag: 'Accounts',
  summary: 'List the hosts',
  access: 'host.list',
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
  access: 'host.show',
  idempotent: false,
  conditional: false,
  params: Type.Object({ hostId: UuidText }, { additionalProperties: false }),
  answer: { status: 200, description: 'The host.', schema: HostProfileSchema },
  problems: ['host_not_found'],
});

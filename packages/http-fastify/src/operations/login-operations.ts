import { LoggedInAnswer, LoggedOutAnswer, LoginRequest, RefreshRequest } from '../schemas/login.js';
import { defineOperation } from './operation.js';

export const logInOperation = defineOperation({
  method: 'POST',
  path: '/auth/login',
  id: 'logIn',
  tag: 'Accounts',
  summary: 'Log in',
  description: 'An unknown address is refused as a wrong password is.',
  access: 'open',
  idempotent: true,
  conditional: false,
  body: LoginRequest,
  hasPassword: true,
  answer: { status: 200, description: 'The tokens.', schema: LoggedInAnswer },
  problems: ['invalid_credentials', 'key_reused'],
});

export const refreshLoginOperation = defineOperation({
  method: 'POST',
  path: '/auth/refresh',
  id: 'refreshLogin',
  tag: 'Accounts',
  summary: 'Get the next tokens',
  description:
    'A refresh token is good once. One that is sent a second time has been copied, and ends its whole login. With an ' +
    '`Idempotency-Key` a client that got no answer can safely send it again.',
  access: 'open',
  idempotent: true,
  conditional: false,
  body: RefreshRequest,
  answer: { status: 200, description: 'The tokens.', schema: LoggedInAnswer },
  problems: ['refresh_token_refused', 'key_reused'],
});

export const logOutOperation = defineOperation({
  method: 'POST',
  path: '/auth/logout',
  id: 'logOut',
  tag: 'Accounts',
  summary: 'Log out',
  description:
    'Ends the login of a refresh token; access tokens run out by themselves. Ending what has ended, or never was, ' +
    'succeeds and does nothing.',
  access: 'open',
  idempotent: true,
  conditional: false,
  body: RefreshRequest,
  answer: { status: 200, description: 'It is over.', schema: LoggedOutAnswer },
  problems: [],
});

export const logOutEverywhereOperation = defineOperation({
  method: 'DELETE',
  path: '/users/me/logins',
  id: 'logOutEverywhere',
  tag: 'Accounts',
  summary: 'Log out everywhere',
  description: 'Ends all logins of the caller; access tokens run out by themselves.',
  access: 'account.change',
  idempotent: false,
  conditional: false,
  answer: { status: 200, description: 'They are over.', schema: LoggedOutAnswer },
  problems: [],
});

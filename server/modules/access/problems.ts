import { defineProblems } from '#platform/problem.ts'

export const AccessProblem = defineProblems({
  invalid_credentials: [401, 'The e-mail address or the password is not right.'],
  totp_required: [401, 'Enter the six digits that your authenticator shows, or a recovery code.'],
  totp_wrong: [401, 'That code is not right, or it was used before.'],
  totp_already_on: [
    409,
    'Two-step sign-in is on already. Turn it off first to use another device.',
  ],
  totp_not_started: [409, 'Start two-step sign-in first.'],
  session_ended: [401, 'The session has ended. Sign in again.'],
  too_many_attempts: [429, 'Too many attempts. Wait a while before the next one.'],
  sign_in_busy: [503, 'Very many people sign in just now. Try again in a moment.'],
  person_required: [403, 'This belongs to a person who is signed in; an API key cannot do it.'],
  password_wrong: [403, 'The password is not right.'],
  password_is_email: [422, 'The password must not be the e-mail address.'],
  reset_link_invalid: [410, 'The link is not valid any more. Ask for a new one.'],
  email_taken: [
    409,
    'There is an account with this e-mail address. Sign in, or reset its password.',
  ],
  already_member: [409, 'This person belongs to the org already.'],
  user_not_found: [404, 'There is no such person here.'],
  org_not_found: [404, 'There is no such org, or you do not belong to it.'],
  org_taken: [409, 'There is an org with this name.'],
  session_not_found: [404, 'There is no such session.'],
  last_owner: [409, 'An org needs an owner: make somebody else owner first.'],
  role_not_found: [404, 'There is no such role here.'],
  role_is_preset: [
    409,
    'This role comes with the product and cannot be changed. Make one of your own.',
  ],
  role_in_use: [409, 'Somebody still has this role. Give them another one first.'],
  role_taken: [409, 'There is a role with this name.'],
  too_many: [409, 'There are as many of these as there can be. Remove one first.'],
  permission_unknown: [422, 'There is no such permission.'],
  grant_exceeds_own: [
    403,
    'Nobody can give, or take from others, what they do not have themselves.',
  ],
  key_not_found: [404, 'There is no such key here.'],
  key_not_active: [409, 'This key has been revoked, replaced, or has expired.'],
})

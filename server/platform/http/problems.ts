import { defineProblems } from '../problem.ts'

/** The refusals that are made before or around the handler of a route. */
export const HttpProblem = defineProblems({
  malformed_json: [400, 'The body is not valid JSON in UTF-8.'],
  invalid_request: [400, 'The request is not as it must be; `errors` says where.'],
  idempotency_key_missing: [400, 'Send a key of your own choice in the header Idempotency-Key.'],
  unauthenticated: [401, 'Sign in, or send a valid token.'],
  forbidden: [403, 'You do not have the permission that this needs.'],
  csrf: [403, 'A change made with the session cookie must come from a page of this site.'],
  not_found: [404, 'There is nothing at this address.'],
  method_not_allowed: [405, 'This address does not know this method; see the header Allow.'],
  idempotency_running: [409, 'The first request with this key is still being worked on.'],
  precondition_failed: [412, 'Somebody else has changed it in between. Read it again.'],
  body_too_large: [413, 'The body is larger than this server accepts.'],
  uri_too_long: [414, 'The address is longer than this server accepts.'],
  unsupported_media_type: [
    415,
    'Send the body as application/json, or as the kind of file that this address takes; not compressed.',
  ],
  idempotency_mismatch: [422, 'The same key was used before for another request.'],
  precondition_required: [428, 'Send the ETag that you have read in the header If-Match.'],
  rate_limited: [429, 'These were too many requests. Wait a while before the next one.'],
  internal: [500, 'Something went wrong on our side. It has been logged under the request id.'],
  overloaded: [503, 'There is more to do just now than can be done. Try again shortly.'],
  took_too_long: [
    503,
    'This took too long, and it is not certain whether it was done. Look it up.',
  ],
  not_ready: [503, 'This process does not take requests just now.'],
})

import { defineProblems } from '#platform/problem.ts'

export const IntakeProblem = defineProblems({
  not_authentic: [401, 'The signature does not belong to a store that is known here.'],
  may_not_import: [403, 'This key may not bring in orders; it needs messages.import.'],
  key_of_another_store: [403, 'This key brings in the orders of another store.'],
  store_not_found: [404, 'There is no such store.'],
  message_not_found: [404, 'There is no such message.'],
  store_has_orders: [
    409,
    'This store has orders, which would belong to nobody. Pause it, or disconnect it.',
  ],
  store_has_keys: [
    409,
    'An API key is bound to this store. Revoke the key, then remove the store.',
  ],
  store_is_own: [409, 'The own website is a part of the shop; it cannot be paused or removed.'],
  store_changed: [412, 'Somebody else has changed this store. Load it again, then repeat.'],
  cannot_be_asked: [409, 'This platform only sends orders: it has no list that could be asked.'],
  too_many_orders: [413, 'A post holds 10,000 orders at most: send it in parts.'],
  original_gone: [410, 'The original is not kept any more.'],
  no_adapter: [422, 'There is no adapter for the platform of this store.'],
  parked: [422, 'The order is kept, and was not understood: mend it and send it again.'],
  stores_unknown: [503, 'The stores cannot be read just now. Send the message again shortly.'],
  spool_full: [503, 'The message can be kept nowhere just now. Send it again later.'],
})

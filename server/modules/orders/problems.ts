import { defineProblems } from '#platform/problem.ts'

export const OrderProblem = defineProblems({
  order_not_found: [404, 'There is no such order.'],
  order_not_here_yet: [
    404,
    'At that moment the order was not here yet; `since` says when it came in.',
  ],
  order_changed: [412, 'Somebody else has changed this order in between.'],
  step_not_allowed: [409, 'The order cannot take this step now.'],
  pieces_not_there: [
    409,
    'A line is named twice, or with more pieces than it has for that; `lines` says how many each has.',
  ],
  pieces_not_open: [
    409,
    'A line is named twice, or has fewer pieces to send, see `lines`. What was sent is taken back instead.',
  ],
  sent_by_store: [
    409,
    'Its platform sends this order itself: pack nothing. It is marked as sent once the platform says so.',
  ],
  out_of_stock: [409, 'Some items are no longer available in this quantity.'],
  shipping_unpriced: [
    409,
    'What shipping costs in this currency has not been set, so nothing is sold in it.',
  ],
  idempotency_mismatch: [422, 'The same key was used before for another order.'],
  assignee_not_found: [422, 'Nobody who is active in this org and sees orders has this id.'],
  order_too_large: [400, 'The order is worth more than can be counted exactly.'],
})

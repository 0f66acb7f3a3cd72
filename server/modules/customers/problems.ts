import { defineProblems } from '#platform/problem.ts'

export const CustomerProblem = defineProblems({
  customer_not_found: [404, 'There is no such customer.'],
  customer_changed: [412, 'Somebody else has changed this customer in between.'],
  email_taken: [
    409,
    'Another customer has this e-mail address. If they are one person, merge them.',
  ],
  phone_taken: [
    409,
    'Another customer is known by this phone number alone. If they are one person, merge them.',
  ],
  customer_merged: [409, 'This customer was merged into another one; see `mergedInto`.'],
  customer_erased: [409, 'This customer was erased, and that cannot be taken back.'],
  merge_with_self: [409, 'These are the same customer already.'],
  merge_not_found: [404, 'There is no such merge of this customer.'],
})

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
  contact_in_use: [409, 'This e-mail address or phone number is in use. Ask the shop.'],
  too_many_addresses: [409, 'Twenty addresses are saved already. Remove one first.'],
  address_not_found: [404, 'There is no such saved address.'],
  nothing_stored: [404, 'Nothing is stored about you here, so there is nothing to erase.'],
  customer_merged: [409, 'This customer was merged into another one; see `mergedInto`.'],
  customer_erased: [409, 'This customer was erased, and that cannot be taken back.'],
  merge_with_self: [409, 'These are the same customer already.'],
  merge_not_found: [404, 'There is no such merge of this customer.'],
})

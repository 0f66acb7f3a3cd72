import { expect, test } from 'vitest'
import { phoneOf } from './phone.ts'
import { orderOf } from './search.ts'

test.for<[typed: string | undefined, phone: string | null]>([
  ['+91 98765 43210', '+919876543210'],
  ['0091-98765-43210', '+919876543210'],
  ['(+91) 98765.43210', '+919876543210'],
  ['＋９１ ９８７６５ ４３２１０', '+919876543210'],
  ['+९१ ९८७६५ ४३२१०', '+919876543210'],
  ['٠٥٠ ١٢٣ ٤٥٦٧', '0501234567'],
  ['۰۰۹۸ ۹۱۲ ۳۴۵', '+98912345'],
  ['098765 43210', '09876543210'],
  ['98765/43210', '9876543210'],
  ['+91+98765+43210', '+919876543210'],
  ['12345', null],
  ['ext. 5', null],
  ['', null],
  [undefined, null],
])('the phone number %s is known as %s', ([typed, phone]) => {
  expect(phoneOf(typed)).toBe(phone)
})

test.for<[q: string | undefined, order: object]>([
  [undefined, { by: 'age' }],
  ['', { by: 'age' }],
  ['Asha', { by: 'words', words: ['asha'] }],
  ['Asha@', { by: 'email', prefix: 'asha@' }],
  ['asha.r', { by: 'email', prefix: 'asha.r' }],
  ['A. Rao', { by: 'words', words: ['a', 'rao'] }],
  ['4321', { by: 'phone', ending: '4321' }],
  ['४३२१', { by: 'phone', ending: '4321' }],
  ['+91 98765', { by: 'phone', ending: '9198765' }],
  ['0091 98765', { by: 'phone', ending: '9198765' }],
  ['123', { by: 'words', words: ['123'] }],
  ['Studio 54000', { by: 'words', words: ['studio', '54000'] }],
])('what is typed as %s is searched by its shape', ([q, order]) => {
  expect(orderOf({ q, sort: 'age' })).toEqual(order)
})

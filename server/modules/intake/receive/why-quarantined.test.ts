import { expect, test } from 'vitest'
import { whyQuarantined } from './why-quarantined.ts'

test('says each reason in words, and leaves out what stops no order', () => {
  expect(whyQuarantined({ flags: ['no_customer', 'total_unknown_yet'] })).toBe(
    'A person must decide: it does not say what it costs.',
  )
  expect(whyQuarantined({ flags: ['missing_currency_code', 'unknown_quantity'] })).toContain(
    'amounts are, and it has a line',
  )
  expect(whyQuarantined({ flags: ['unknown_fulfiller'] })).toContain('whether you or the platform')
})

test('an order that is posted as unclear needs no flag', () => {
  expect(whyQuarantined({ flags: [] })).toContain('Whoever sent it')
})

import { z } from 'zod'
import { isCurrency } from './currencies.ts'
import { defineFlag, defineSetting } from './define.ts'

/** What the whole program wants to know about a shop. */
export const shop = {
  name: defineSetting({
    key: 'shop.name',
    schema: z
      .string()
      .trim()
      .regex(/^[^\p{Cc}]{1,120}$/u, 'must have 1 to 120 characters on one line'),
    standard: 'Penstock',
    help: 'The name that customers and staff see.',
  }),
  timeZone: defineSetting({
    key: 'shop.time_zone',
    schema: z.string().refine(isTimeZone, 'must be a time zone such as Asia/Kolkata'),
    standard: 'UTC',
    help: 'The IANA time zone in which days begin and end.',
  }),
  currency: defineSetting({
    key: 'shop.currency',
    schema: z.string().refine(isCurrency, 'must be an ISO 4217 code such as INR'),
    standard: 'INR',
    help: 'The currency of what is sold without another one being named.',
  }),
  locale: defineSetting({
    key: 'shop.locale',
    schema: z.string().refine(isLocale, 'must be a language tag such as en-IN'),
    standard: 'en-IN',
    help: 'The language and the way of writing numbers and dates for customers.',
  }),
}

export const live = {
  demoTraffic: defineFlag({
    key: 'live.demo_traffic',
    standard: true,
    help: 'In the demo: orders come in by themselves.',
  }),
}

export const shopSettings = [...Object.values(shop), ...Object.values(live)]

/** Offsets such as +05:30 are not zones: they know no summer time. */
function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: text }))
  } catch {
    return false
  }
}

function isLocale(text: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(text).length === 1
  } catch {
    return false
  }
}

import { expect, test } from 'vitest'
import { decodeEntities } from './entities.ts'

test.for([
  ['O&#8217;Brien &amp; S&ouml;hne', 'O’Brien & Söhne'],
  ['&#x1F600; 2 &times; 3', '😀 2 × 3'],
  ['&amp;lt;', '&lt;'],
  ['&unknown; &#0; &#xD800; &#9999999; &', '&unknown; &#0; &#xD800; &#9999999; &'],
])('entities are decoded once: %s', ([written, meant]) => {
  expect(decodeEntities(written!)).toBe(meant)
})

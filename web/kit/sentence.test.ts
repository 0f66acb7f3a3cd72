import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Sentence } from './sentence.tsx'

test('a sentence keeps its parts in their places, and reads no value as a part', () => {
  const says = 'Since <time/>, <link>{{name}} and {{count}} more</link>: {{error}}.'
  const values = { name: '<b>Asha</b>', count: 2, error: '<time/>' }
  const parts = {
    time: createElement('time', null, 'noon'),
    link: createElement('a', { href: '/' }),
  }
  expect(renderToStaticMarkup(createElement(Sentence, { says, values, parts }))).toBe(
    'Since <time>noon</time>, <a href="/">&lt;b&gt;Asha&lt;/b&gt; and 2 more</a>: &lt;time/&gt;.',
  )
})

import { useState } from 'react'
import { useAfterPause } from './after-pause.ts'

/**
 * What is typed into the search of a list, which is asked for once somebody stops typing; what is
 * asked for stands in the address. Where that changes otherwise, such as by a link that shows the
 * whole list, the field follows it; what was typed since then stays.
 */
export function useTypedSearch(
  value: string | undefined,
  onChange: (asked: string | undefined) => void,
) {
  const [text, setText] = useState(value ?? '')
  const [known, setKnown] = useState({ value, asked: value ?? '' })
  if (value !== known.value) {
    const now = value ?? ''
    setKnown({ value, asked: now })
    if (now !== known.asked) setText(now)
  }
  const askFor = (asked: string) => {
    if (asked === (value ?? '')) return
    setKnown({ value, asked })
    onChange(asked || undefined)
  }
  useAfterPause(text, askFor)
  return { text, setText, askFor }
}

import { lazy, Suspense, useEffect, useState } from 'react'
import { focusReturn } from '#kit/focus-return.ts'
import { useTypedAhead } from '#kit/typed-ahead.ts'

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }))

type PaletteDoorProps = { onClose: () => void; onKeysSheet: () => void }

/** Keeps what is typed while the palette itself is still on its way. */
export function PaletteDoor({ onClose, onKeysSheet }: PaletteDoorProps) {
  const [query, setQuery] = useState('')
  useTypedAhead(setQuery, onClose)
  // Where the focus was stands outside of React.
  useEffect(focusReturn, [])
  return (
    <Suspense>
      <Palette query={query} onQuery={setQuery} onClose={onClose} onKeysSheet={onKeysSheet} />
    </Suspense>
  )
}

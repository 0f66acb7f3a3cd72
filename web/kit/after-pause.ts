import { useEffect, useEffectEvent } from 'react'

const PAUSE_MS = 250

/** Passes on what was typed, once somebody has stopped typing. */
export function useAfterPause(typed: string, passOn: (typed: string) => void): void {
  const tell = useEffectEvent(passOn)
  // Time is outside React.
  useEffect(() => {
    const timer = setTimeout(() => tell(typed.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed])
}

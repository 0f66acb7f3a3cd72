import { useQuery } from '@tanstack/react-query'
import { locationList } from './queries.ts'

/** The locations as a list to choose from. */
export function usePlaces(): { value: string; label: string }[] {
  const { data } = useQuery(locationList)
  return (data?.locations ?? []).map(({ code, name }) => ({
    value: code,
    label: labelOf(code, name),
  }))
}

/** Lists say the code, and people the name. */
const labelOf = (code: string, name: string): string =>
  code === name.toLowerCase() ? name : `${name} (${code})`

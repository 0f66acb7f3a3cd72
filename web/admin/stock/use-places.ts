import { useQuery } from '@tanstack/react-query'
import { placesOf, type Place } from './places.ts'
import { locationList } from './queries.ts'

/** The locations as a list to choose from. */
export const usePlaces = (): readonly Place[] => useNamed().list

/** Lists and files say the code of a location, and people its name. */
export function usePlaceName(): (code: string) => string {
  const { names } = useNamed()
  return (code) => names.get(code) ?? code
}

function useNamed() {
  const { data } = useQuery(locationList)
  return placesOf(data?.locations ?? NONE)
}

const NONE: readonly [] = []

import { useQuery } from '@tanstack/react-query'
import { locationList } from './queries.ts'

/** The locations as a list to choose from. */
export function usePlaces(): { value: string; label: string }[] {
  const { data } = useQuery(locationList)
  const locations = data?.locations ?? []
  return locations.map(({ code, name }) => {
    const isShared = locations.some((other) => other.name === name && other.code !== code)
    return { value: code, label: isShared ? `${name} (${code})` : name }
  })
}

/** Lists and files say the code of a location, and people its name. */
export function usePlaceName(): (code: string) => string {
  const places = usePlaces()
  return (code) => places.find(({ value }) => value === code)?.label ?? code
}

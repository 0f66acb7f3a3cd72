import { type AllocationRule, firstByPriority, takeInOrder } from './allocate.ts'
import type { LockedLevel } from './batch.ts'

export type Place = {
  id: string
  country: string | null
  postcode: string | null
  latitude: number | null
  longitude: number | null
}

type Spot = { latitude: number; longitude: number }

/**
 * The nearest place first. An address has coordinates of its own, or those of a place with its
 * postcode; without any, places in its country come first, and priority decides the rest.
 */
export function nearest(places: readonly Place[]): AllocationRule {
  return (wants, levelsOf, address) => {
    const far = distances(places, address ?? {})
    const kmTo = ({ locationId }: LockedLevel) => far.get(locationId) ?? FAR_KM
    const order = (a: LockedLevel, b: LockedLevel) => kmTo(a) - kmTo(b) || firstByPriority(a, b)
    return takeInOrder(wants, levelsOf, order)
  }
}

// Farther than any two points of the earth.
const FAR_KM = 100_000

function distances(
  places: readonly Place[],
  address: Record<string, unknown>,
): Map<string, number> {
  const spot = spotOf(address) ?? spotOf(places.find((place) => isSamePostcode(place, address)))
  return new Map(
    places.map((place) => {
      const there = spotOf(place)
      if (spot && there) return [place.id, haversineKm(spot, there)]
      return [place.id, place.country === address['country'] ? FAR_KM - 1 : FAR_KM]
    }),
  )
}

function spotOf(place: { latitude?: unknown; longitude?: unknown } | undefined): Spot | undefined {
  const { latitude, longitude } = place ?? {}
  const isSpot = Number.isFinite(latitude) && Number.isFinite(longitude)
  return isSpot ? { latitude: latitude as number, longitude: longitude as number } : undefined
}

function isSamePostcode(place: Place, address: Record<string, unknown>): boolean {
  if (place.postcode === null || place.country !== address['country']) return false
  return spotOf(place) !== undefined && plain(place.postcode) === plain(address['postcode'])
}

const plain = (postcode: unknown): string =>
  typeof postcode === 'string' ? postcode.replaceAll(/[\s-]/g, '').toUpperCase() : ''

const EARTH_RADIUS_KM = 6_371

export function haversineKm(from: Spot, to: Spot): number {
  const [a, b] = [radians(from.latitude), radians(to.latitude)]
  const half = (angle: number) => Math.sin(angle / 2) ** 2
  const chord =
    half(b - a) + Math.cos(a) * Math.cos(b) * half(radians(to.longitude - from.longitude))
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(chord)))
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180

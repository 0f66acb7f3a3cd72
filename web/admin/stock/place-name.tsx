import { usePlaceName } from './use-places.ts'

export const PlaceName = ({ code }: { code: string }) => usePlaceName()(code)

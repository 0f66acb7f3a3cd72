import { useColleagues } from './use-colleagues.ts'

/** How a colleague is called, as far as one may know it. */
export const PersonName = ({ id }: { id: string }) => useColleagues().nameOf(id)

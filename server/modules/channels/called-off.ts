/**
 * The status of a parcel that its platform has cancelled: what is in it has not left. Other words
 * are those of the platform or its carrier.
 */
export const CALLED_OFF = 'cancelled'

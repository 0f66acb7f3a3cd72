/** Something that may have to be waited for, and mostly has not. */
export type Soon<Value> = Value | Promise<Value>

/**
 * Goes on at once when the value is there already. To await it all the same takes three turns of
 * the microtask queue, which is much on the path of every request.
 */
export const when = <Value, Next>(
  value: Soon<Value>,
  next: (value: Value) => Soon<Next>,
): Soon<Next> => (value instanceof Promise ? value.then(next) : next(value))

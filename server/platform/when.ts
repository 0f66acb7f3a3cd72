/** A value that may have to be waited for, and usually is there already. */
export type Soon<Value> = Value | Promise<Value>

/**
 * Continues at once when the value is there already. Awaiting it anyway takes three turns of the
 * microtask queue, which is much in the path of every request.
 */
export const when = <Value, Next>(
  value: Soon<Value>,
  next: (value: Value) => Soon<Next>,
): Soon<Next> => (value instanceof Promise ? value.then(next) : next(value))

/** The route that both servers have, and its caller. */
export const PATH = '/api/v1/trivial'
export const REPLY = { id: '0197d5a4-5b7a-7c3e-8d9f-0123456789ab', ok: true }
export const TOKEN = 'bench-token'
